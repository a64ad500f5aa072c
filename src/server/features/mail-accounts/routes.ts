import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { requireExtension } from '../extensions/require-extension.ts';
import { listBackups } from './backups.ts';
import { lockMailbox, unlockMailbox } from './lock-mailbox.ts';
import { listMailUsers } from './mail-users.ts';
import { messageRoutes } from './message-routes.ts';
import * as policy from './policy.ts';
import { suggestProviders } from './providers.ts';
import { saveMailbox, showMailbox } from './save-mailbox.ts';
import * as schemas from './schemas.ts';
import { startBackup } from './start-backup.ts';

const params = schemas.memberParams;

export const mailRoutes: Route[] = [
  route({
    method: 'get',
    path: '/mail/mailbox',
    summary: "The member's own mailbox, as it is set up",
    access: 'member',
    response: schemas.mailboxSchema,
    problems: ['extension_inactive'],
    handle: async ({ services, actor }) => {
      await requireExtension(services, actor, 'mail');
      return await showMailbox(services, authorize(actor, policy.useMailbox));
    },
  }),
  route({
    method: 'put',
    path: '/mail/mailbox',
    summary: "Set up the member's own mailbox; the connection is tried first",
    access: 'member',
    action: 'mailbox.save',
    // Each call tries a password on somebody's server.
    limit: 'sign-ins',
    body: schemas.saveMailboxBody,
    response: schemas.mailboxSchema,
    problems: [
      'extension_inactive',
      'mailbox_locked',
      'mail_host_unknown',
      'mail_host_forbidden',
      'mail_refused',
      'mail_timeout',
      'mail_certificate',
      'mail_tls_unavailable',
      'mail_tls_required',
      'mail_protocol',
      'mail_credentials',
      'mail_busy',
      'mail_dropped',
    ],
    handle: async ({ services, actor, body }) => {
      await requireExtension(services, actor, 'mail');
      return await saveMailbox(services, authorize(actor, policy.useMailbox), body);
    },
  }),
  route({
    method: 'get',
    path: '/mail/providers',
    summary: 'What to fill in for the mailbox of an address',
    access: 'member',
    query: schemas.providersQuery,
    response: schemas.providersSchema,
    problems: ['extension_inactive'],
    handle: async ({ services, actor, query: { address } }) => {
      await requireExtension(services, actor, 'mail');
      return { items: suggestProviders(services.config, address) };
    },
  }),
  route({
    method: 'get',
    path: '/mail/users',
    summary: 'The users of the Mail extension: mailbox, sharing, lock, backup',
    access: 'member',
    action: 'mailbox.list',
    query: schemas.mailUsersQuery,
    response: schemas.mailUserPageSchema,
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listMailUsers(services, authorize(actor, policy.listMailUsers), query),
  }),
  route({
    method: 'post',
    path: '/mail/users/{memberId}/lock',
    summary: 'Keep a member from changing anything of their mailbox but its password',
    access: 'member',
    action: 'mailbox.lock',
    params,
    response: schemas.mailUserSchema,
    problems: ['permission_required', 'outranked', 'not_found', 'mailbox_missing', 'lock_private', 'lock_own'],
    handle: ({ services, actor, params: { memberId } }) =>
      lockMailbox(services, authorize(actor, policy.lockMailbox), memberId),
  }),
  route({
    method: 'post',
    path: '/mail/users/{memberId}/unlock',
    summary: 'Let a member change their mailbox again',
    access: 'member',
    action: 'mailbox.unlock',
    params,
    response: schemas.mailUserSchema,
    problems: ['permission_required', 'outranked', 'not_found', 'mailbox_missing', 'lock_own'],
    handle: ({ services, actor, params: { memberId } }) =>
      unlockMailbox(services, authorize(actor, policy.unlockMailbox), memberId),
  }),
  route({
    method: 'get',
    path: '/mail/users/{memberId}/backups',
    summary: "The backups of a member's mailbox, the latest first",
    access: 'member',
    params,
    query: schemas.backupsQuery,
    response: schemas.backupPageSchema,
    problems: ['permission_required', 'not_found', 'invalid_cursor'],
    handle: ({ services, actor, params: { memberId }, query }) =>
      listBackups(services, authorize(actor, policy.listMailUsers), memberId, query),
  }),
  route({
    method: 'post',
    path: '/mail/users/{memberId}/backups',
    summary: 'Back up the mailbox of somebody who has left, in the background',
    access: 'member',
    action: 'mailbox.back-up',
    params,
    body: schemas.startBackupBody,
    status: 202,
    response: schemas.backupSchema,
    problems: [
      'permission_required',
      'outranked',
      'not_found',
      'mailbox_missing',
      'backup_active_member',
      'backup_protocol',
      'backup_private',
      'backup_domain',
      'backup_running',
      'latest_backup_first',
      'latest_backup_not_configured',
      'directory_unavailable',
    ],
    handle: ({ services, actor, params: { memberId }, body: { latest } }) =>
      startBackup(services, authorize(actor, policy.backUpMailbox), memberId, latest ? 'latest' : 'full'),
  }),
  ...messageRoutes,
];

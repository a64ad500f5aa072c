import { attemptOnMembers } from '../../core/members/refused-member.ts';
import { type Route, route } from '../../http/route.ts';
import { MAIL_TROUBLES } from '../../mail-servers/trouble.ts';
import { authorize } from '../../platform/authorize.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import { listBackups } from './backups.ts';
import { lockMailbox, unlockMailbox } from './lock-mailbox.ts';
import { listMailUsers } from './mail-users.ts';
import * as policy from './policy.ts';
import { previewBackup } from './preview-backup.ts';
import { mailBackupsCalls } from './schemas.ts';
import { startBackup } from './start-backup.ts';

/** Why a backup can't be had. */
const BACKUP_PROBLEMS = [
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
] as const satisfies readonly ProblemCode[];

export const mailBackupRoutes: Route[] = [
  route(mailBackupsCalls, 'GET /mail/users', {
    summary: 'The users of the Mail extension: mailbox, sharing, lock, backup',
    access: 'member',
    action: 'mailbox.list',
    problems: ['permission_required', 'invalid_cursor'],
    handle: ({ services, actor, query }) => listMailUsers(services, authorize(actor, policy.listMailUsers), query),
  }),
  route(mailBackupsCalls, 'POST /mail/users/{memberId}/lock', {
    summary: 'Keep a member from changing anything of their mailbox but its password',
    access: 'member',
    action: 'mailbox.lock',
    problems: ['permission_required', 'outranked', 'not_found', 'mailbox_missing', 'lock_private', 'lock_own'],
    handle: ({ services, actor, params: { memberId } }) =>
      attemptOnMembers(services, { actor, action: 'mailbox.lock' }, () =>
        lockMailbox(services, authorize(actor, policy.lockMailbox), memberId),
      ),
  }),
  route(mailBackupsCalls, 'POST /mail/users/{memberId}/unlock', {
    summary: 'Let a member change their mailbox again',
    access: 'member',
    action: 'mailbox.unlock',
    problems: ['permission_required', 'outranked', 'not_found', 'mailbox_missing', 'lock_own'],
    handle: ({ services, actor, params: { memberId } }) =>
      attemptOnMembers(services, { actor, action: 'mailbox.unlock' }, () =>
        unlockMailbox(services, authorize(actor, policy.unlockMailbox), memberId),
      ),
  }),
  route(mailBackupsCalls, 'GET /mail/users/{memberId}/backups', {
    summary: "The backups of a member's mailbox, the latest first",
    access: 'member',
    problems: ['permission_required', 'not_found', 'invalid_cursor'],
    handle: ({ services, actor, params: { memberId }, query }) =>
      listBackups(services, authorize(actor, policy.listMailUsers), memberId, query),
  }),
  route(mailBackupsCalls, 'POST /mail/users/{memberId}/backups', {
    summary: 'Back up the mailbox of somebody who has left, in the background',
    access: 'member',
    action: 'mailbox.back-up',
    status: 202,
    problems: BACKUP_PROBLEMS,
    handle: ({ services, actor, params: { memberId }, body: { latest } }) =>
      attemptOnMembers(services, { actor, action: 'mailbox.back-up' }, () =>
        startBackup(services, authorize(actor, policy.backUpMailbox), memberId, latest ? 'latest' : 'full'),
      ),
  }),
  route(mailBackupsCalls, 'POST /mail/users/{memberId}/backups/preview', {
    summary: 'How many messages each record and its owner would get by a backup',
    access: 'member',
    action: 'mailbox.back-up',
    problems: [...BACKUP_PROBLEMS, ...MAIL_TROUBLES],
    handle: ({ services, actor, params: { memberId }, body: { latest } }) =>
      attemptOnMembers(services, { actor, action: 'mailbox.back-up' }, () =>
        previewBackup(services, authorize(actor, policy.backUpMailbox), memberId, latest ? 'latest' : 'full'),
      ),
  }),
];

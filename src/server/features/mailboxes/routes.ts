import { requireExtension } from '../../core/extensions/service.ts';
import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import * as policy from './policy.ts';
import { suggestProviders } from './providers.ts';
import { saveMailbox, showMailbox } from './save-mailbox.ts';
import { mailboxesCalls } from './schemas.ts';

export const mailboxRoutes: Route[] = [
  route(mailboxesCalls, 'GET /mail/mailbox', {
    summary: "The member's own mailbox, as it is set up",
    access: 'member',
    problems: ['extension_inactive'],
    handle: async ({ services, actor }) => {
      requireExtension(actor, 'mail');
      return await showMailbox(services, authorize(actor, policy.useMailbox));
    },
  }),
  route(mailboxesCalls, 'PUT /mail/mailbox', {
    summary: "Set up the member's own mailbox; the connection is tried first",
    access: 'member',
    action: 'mailbox.save',
    // Each call tries a password on somebody's server.
    limit: 'sign-ins',
    problems: [
      'extension_inactive',
      'mailbox_locked',
      'mail_host_unknown',
      'mail_host_forbidden',
      'mail_port_forbidden',
      'mail_refused',
      'mail_certificate',
      'mail_tls_unavailable',
      'mail_tls_required',
      'mail_credentials',
      'mail_busy',
      'too_many_attempts',
    ],
    handle: async ({ services, actor, body }) => {
      requireExtension(actor, 'mail');
      return await saveMailbox(services, authorize(actor, policy.useMailbox), body);
    },
  }),
  route(mailboxesCalls, 'GET /mail/providers', {
    summary: 'What to fill in for the mailbox of an address',
    access: 'member',
    problems: ['extension_inactive'],
    handle: async ({ services, actor, query: { address } }) => {
      requireExtension(actor, 'mail');
      return { items: suggestProviders(services.config, address) };
    },
  }),
];

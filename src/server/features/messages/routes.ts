import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { readMessages } from './policy.ts';
import { messagesCalls } from './schemas.ts';
import * as messages from './show-message.ts';

/** Kept messages, for whoever sees a record that they are tied to (REC-4); no extension is needed to read them. */
export const messageRoutes: Route[] = [
  route(messagesCalls, 'GET /mail/messages/{id}', {
    summary: 'A kept message: its people, its attachments, who kept it and when',
    access: 'member',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) => messages.showMessage(services, authorize(actor, readMessages), id),
  }),
  route(messagesCalls, 'GET /mail/messages/{id}/body', {
    summary: 'Its text as a page, cleaned of everything that acts',
    access: 'member',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id }, query }) =>
      messages.showBody(services, authorize(actor, readMessages), id, query),
  }),
  route(messagesCalls, 'GET /mail/messages/{id}/source', {
    summary: 'The message as it came, as .eml',
    access: 'member',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) =>
      messages.downloadSource(services, authorize(actor, readMessages), id),
  }),
  route(messagesCalls, 'GET /mail/messages/{id}/attachments/{number}', {
    summary: 'One attachment of a kept message',
    access: 'member',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id, number } }) =>
      messages.downloadAttachment(services, authorize(actor, readMessages), id, number),
  }),
];

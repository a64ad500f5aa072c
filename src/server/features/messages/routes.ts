import { type Route, route } from '../../http/route.ts';
import { authorize } from '../../platform/authorize.ts';
import { readMessages } from './policy.ts';
import { attachmentParams, messageBodyQuery, messageParams, messageSchema } from './schemas.ts';
import * as messages from './show-message.ts';

const params = messageParams;

/** Kept messages, for whoever sees a record that they are tied to (REC-4); no extension is needed to read them. */
export const messageRoutes: Route[] = [
  route({
    method: 'get',
    path: '/mail/messages/{id}',
    summary: 'A kept message: its people, its attachments, who kept it and when',
    access: 'member',
    params,
    response: messageSchema,
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) => messages.showMessage(services, authorize(actor, readMessages), id),
  }),
  route({
    method: 'get',
    path: '/mail/messages/{id}/body',
    summary: 'Its text as a page, cleaned of everything that acts',
    access: 'member',
    params,
    query: messageBodyQuery,
    produces: 'text/html',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id }, query }) =>
      messages.showBody(services, authorize(actor, readMessages), id, query),
  }),
  route({
    method: 'get',
    path: '/mail/messages/{id}/source',
    summary: 'The message as it came, as .eml',
    access: 'member',
    params,
    produces: 'message/rfc822',
    problems: ['not_found'],
    handle: ({ services, actor, params: { id } }) =>
      messages.downloadSource(services, authorize(actor, readMessages), id),
  }),
  route({
    method: 'get',
    path: '/mail/messages/{id}/attachments/{number}',
    summary: 'One attachment of a kept message',
    access: 'member',
    params: attachmentParams,
    produces: ['application/octet-stream', 'image/*'],
    problems: ['not_found'],
    handle: ({ services, actor, params: { id, number } }) =>
      messages.downloadAttachment(services, authorize(actor, readMessages), id, number),
  }),
];

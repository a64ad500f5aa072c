import { textOf } from '../html.ts';
import type { MailAddress, StoredMessage } from '../mailboxes/message.ts';
import type { Person } from '../people/person.ts';
import { isSelf, may, needs, userInPath } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall, graphOrigin, segment } from './call.ts';
import { GraphError, refusals } from './errors.ts';
import { letterFromJson, letterFromMime } from './letters.ts';
import { refuseOptions } from './users.ts';

const folders = [
  { id: 'inbox', displayName: 'Inbox' },
  { id: 'sentitems', displayName: 'Sent Items' },
] as const;

/** `POST /users/{id}/sendMail`: JSON, or MIME in Base64 as `text/plain`. */
export function sendMail(call: GraphCall): GraphAnswer {
  if (!may(call, needs.sendMail)) throw refusals.mailDenied();
  const owner = mailboxOwner(call);
  const sender = { name: owner.displayName, address: owner.mail ?? owner.userPrincipalName };
  const mime = call.header('content-type')?.toLowerCase().startsWith('text/plain') === true;
  const sending = mime ? letterFromMime(String(call.body), sender) : letterFromJson(lowerNames(call.body), sender);
  const own = [owner.mail, owner.userPrincipalName].map((address) => address?.toLowerCase());
  if (!own.includes(sending.letter.from.address.toLowerCase())) {
    throw new GraphError(
      403,
      'ErrorSendAsDenied',
      'The user account which was used to submit this request does not have the right to send mail on behalf of the specified sending account.',
    );
  }
  const { mailboxes } = call.graph.sandbox;
  mailboxes.send(sending.letter, { mailbox: owner.id, saveToSentItems: sending.saveToSentItems }, new Date());
  return { status: 202 };
}

/** `GET /users/{id}/messages` and `…/mailFolders/{folder}/messages`. */
export function listMessages(call: GraphCall): GraphAnswer {
  const owner = readableMailbox(call);
  refuseOptions(call.query, new Set(['$select', '$top', '$skip', '$orderby', '$count', '$format']));
  const folder = call.segments[2] === 'mailFolders' ? folderNamed(segment(call, 3)).id : undefined;
  const order = call.query.get('$orderby');
  if (order !== null && !/^receivedDateTime( (asc|desc))?$/i.test(order)) {
    throw refusals.badRequest(`The $orderby clause '${order}' is not supported.`);
  }
  const messages = call.graph.sandbox.mailboxes.messages(owner.id, folder);
  if (order !== null && !/desc$/i.test(order)) messages.reverse();
  const top = number(call.query.get('$top'), 10, 1, 1000);
  const skip = number(call.query.get('$skip'), 0, 0, Number.MAX_SAFE_INTEGER);
  const select = call.query.get('$select');
  const rest = new URLSearchParams([...call.query].filter(([name]) => name !== '$skip'));
  rest.append('$skip', String(skip + top));
  return {
    status: 200,
    body: {
      '@odata.context': contextOf(`users('${owner.id}')/messages${select === null ? '' : `(${select})`}`),
      ...(call.query.get('$count') === 'true' ? { '@odata.count': messages.length } : {}),
      ...(skip + top < messages.length
        ? { '@odata.nextLink': `${graphOrigin}/${call.segments.join('/')}?${rest}` }
        : {}),
      value: messages.slice(skip, skip + top).map((message) => presentMessage(message, select)),
    },
  };
}

/** `GET /users/{id}/messages/{id}`. */
export function getMessage(call: GraphCall): GraphAnswer {
  const owner = readableMailbox(call);
  const message = call.graph.sandbox.mailboxes.find(segment(call, 3));
  if (message?.mailbox !== owner.id) {
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
  }
  const select = call.query.get('$select');
  const context = contextOf(`users('${owner.id}')/messages${select === null ? '' : `(${select})`}/$entity`);
  return { status: 200, body: { '@odata.context': context, ...presentMessage(message, select) } };
}

/** `GET /users/{id}/mailFolders` and `…/mailFolders/{folder}`. */
export function getMailFolders(call: GraphCall): GraphAnswer {
  const owner = readableMailbox(call);
  const context = `users('${owner.id}')/mailFolders`;
  const wanted = call.segments[3];
  if (wanted !== undefined) {
    const folder = presentFolder(call, owner, folderNamed(wanted));
    return { status: 200, body: { '@odata.context': contextOf(`${context}/$entity`), ...folder } };
  }
  const value = folders.map((folder) => presentFolder(call, owner, folder));
  return { status: 200, body: { '@odata.context': contextOf(context), value } };
}

function readableMailbox(call: GraphCall): Person {
  if (!may(call, needs.readMail)) throw refusals.mailDenied();
  return mailboxOwner(call);
}

/** A person signs in to their own mailbox only; the application to any. */
function mailboxOwner(call: GraphCall): Person {
  const owner = userInPath(call);
  if (call.caller.person !== null && !isSelf(call, owner)) throw refusals.mailDenied();
  if (owner.mail === null || owner.userType === 'Guest') {
    throw new GraphError(
      404,
      'MailboxNotEnabledForRESTAPI',
      'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
    );
  }
  return owner;
}

function presentFolder(call: GraphCall, owner: Person, folder: (typeof folders)[number]): Record<string, unknown> {
  const messages = call.graph.sandbox.mailboxes.messages(owner.id, folder.id);
  return {
    id: folder.id,
    displayName: folder.displayName,
    parentFolderId: 'msgfolderroot',
    childFolderCount: 0,
    unreadItemCount: messages.filter(({ isRead }) => !isRead).length,
    totalItemCount: messages.length,
    isHidden: false,
  };
}

function presentMessage(message: StoredMessage, select: string | null): Record<string, unknown> {
  const { body } = message;
  const text = body.contentType === 'html' ? textOf(body.content) : body.content;
  const all: Record<string, unknown> = {
    id: message.id,
    createdDateTime: message.receivedDateTime,
    lastModifiedDateTime: message.receivedDateTime,
    changeKey: null,
    categories: [],
    receivedDateTime: message.receivedDateTime,
    sentDateTime: message.receivedDateTime,
    hasAttachments: message.attachments.some(({ isInline }) => !isInline),
    internetMessageId: message.internetMessageId,
    subject: message.subject,
    bodyPreview: text.slice(0, 255),
    importance: message.importance,
    parentFolderId: message.folder,
    conversationId: message.internetMessageId,
    isDeliveryReceiptRequested: null,
    isReadReceiptRequested: false,
    isRead: message.isRead,
    isDraft: false,
    webLink: `https://outlook.office365.com/owa/?ItemID=${message.id}&exvsurl=1&viewmodel=ReadMessageItem`,
    inferenceClassification: 'focused',
    body: { contentType: body.contentType, content: body.content },
    sender: recipient(message.from),
    from: recipient(message.from),
    toRecipients: message.to.map(recipient),
    ccRecipients: message.cc.map(recipient),
    bccRecipients: message.bcc.map(recipient),
    replyTo: message.replyTo.map(recipient),
    flag: { flagStatus: 'notFlagged' },
  };
  if (select === null) return all;
  const optional: Record<string, unknown> = { ...all, internetMessageHeaders: message.headers };
  const names = ['id', ...select.split(',')];
  return Object.fromEntries(
    names.map((name) => {
      if (!(name in optional)) {
        throw refusals.badRequest(
          `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.message'.`,
        );
      }
      return [name, optional[name]];
    }),
  );
}

function recipient({ name, address }: MailAddress) {
  return { emailAddress: { name, address } };
}

function folderNamed(name: string): (typeof folders)[number] {
  const folder = folders.find(({ id }) => id === name.toLowerCase());
  if (folder === undefined)
    throw new GraphError(404, 'ErrorItemNotFound', 'The specified folder could not be found in the store.');
  return folder;
}

/** The parameters of an action may be spelt with a capital letter. */
function lowerNames(body: unknown): unknown {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => [name[0]?.toLowerCase() + name.slice(1), value]),
  );
}

function number(text: string | null, preset: number, least: number, most: number): number {
  if (text === null) return preset;
  const value = Number(text);
  if (!Number.isInteger(value) || value < least || value > most)
    throw refusals.badRequest(`Invalid value '${text}' in the query.`);
  return value;
}

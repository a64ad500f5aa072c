import type { Client } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { get } from './client.ts';
import { MicrosoftError, type MicrosoftErrorCode } from './errors.ts';
import { type DirectoryUser, graphUser, toDirectoryUser, userFields } from './users.ts';

export interface SyncPage {
  /** True once when Graph no longer takes the link: forget what was read, everybody follows again. */
  restart?: true;
  users: DirectoryUser[];
  /** `changed`: in the recycle bin for 30 days; `deleted`: for good. */
  removed: { objectId: string; reason: 'changed' | 'deleted' }[];
  /** Entries that are not a user as Graph documents them. */
  leftOut: LeftOut[];
  /** Where to go on when this read is cut off. Valid for 7 days. */
  nextLink?: string;
  /** On the last page: what to begin with next time. Valid for 7 days. */
  deltaLink?: string;
}

/** An entry that can't be read as a user. */
export interface LeftOut {
  /** Null when the entry does not say. */
  objectId: string | null;
  /** Whether the entry says at least that the account is disabled. */
  isDisabled: boolean;
}

const removedUser = z.object({
  id: z.string().min(1),
  '@removed': z.object({ reason: z.enum(['changed', 'deleted']).catch('deleted') }),
});

/** What can be told of an entry that is neither. */
const oddUser = z.object({
  id: z.string().min(1).max(64).nullable().catch(null),
  accountEnabled: z.boolean().nullable().catch(null),
});

const entry = z.union([removedUser, graphUser]);

const link = z.string().startsWith('https://graph.microsoft.com/');

const page = z.object({
  value: z.array(z.unknown()),
  '@odata.nextLink': link.optional(),
  '@odata.deltaLink': link.optional(),
});

/**
 * All users of a tenant, or what changed since a delta link, page by page. Pages may be empty and people may come
 * twice: apply them by object id. Within one page each comes once, with the last word on them. A link that Graph no longer
 * takes begins the reading of everybody, once; what is refused after that is a failure.
 * Least permission: User.Read.All (application). https://learn.microsoft.com/graph/api/user-delta
 * @param from a delta link, the next link of a read that was cut off, or null for everybody.
 */
export async function* syncUsers(graph: Client, tenantId: string, from: string | null): AsyncIterable<SyncPage> {
  let current = from;
  let mayRestart = true;
  for (;;) {
    let reply: Awaited<ReturnType<typeof readPage>>;
    try {
      reply = await readPage(graph, current);
    } catch (error) {
      // The first request of everybody has no link: what is refused there is no matter of links.
      if (current === null || !mayRestart || !isForgotten(error, current === from)) throw error;
      mayRestart = false;
      current = null;
      yield { restart: true, users: [], removed: [], leftOut: [] };
      continue;
    }
    const { values, next } = reply;
    yield { ...sort(tenantId, values), ...next };
    if (!('nextLink' in next)) return;
    current = next.nextLink;
  }
}

const NO_WAY_ON = '@odata.nextLink';

/** @param from null for the first page of everybody. */
async function readPage(graph: Client, from: string | null) {
  if (from !== null && !link.safeParse(from).success) {
    throw new MicrosoftError('bad_request', 'The link that was kept does not lead to Graph.', { reason: 'link' });
  }
  const request = from === null ? graph.api('/users/delta').select(userFields) : graph.api(from);
  const { value: values, '@odata.nextLink': nextLink, '@odata.deltaLink': deltaLink } = await get(request, page);
  if (nextLink !== undefined && nextLink !== from) return { values, next: { nextLink } };
  if (nextLink === undefined && deltaLink !== undefined) return { values, next: { deltaLink } };
  throw new MicrosoftError('unexpected_reply', 'A page of the directory leads nowhere.', { reason: NO_WAY_ON });
}

/** Refusals of a link, as opposed to those of the caller (401, 403), of this moment (429) and of the service (5xx). */
const refusals = new Set<MicrosoftErrorCode>(['gone', 'bad_request', 'not_found']);

/**
 * Codes that mean the same with any status: for a link that has expired Graph answers 410 or 400, with a code that depends
 * on the service behind it. https://learn.microsoft.com/graph/delta-query-overview#synchronization-reset
 */
const resyncCodes = new Set(['resyncrequired', 'syncstatenotfound', 'syncstateinvalid', 'directory_expiredpagetoken']);

/** @param isKept whether the link is from an earlier read: where its page leads nowhere, it would do so each time. */
function isForgotten(error: unknown, isKept: boolean): boolean {
  if (!(error instanceof MicrosoftError)) return false;
  const { code, reason = '' } = error;
  return refusals.has(code) || resyncCodes.has(reason.toLowerCase()) || (isKept && reason === NO_WAY_ON);
}

function sort(tenantId: string, values: readonly unknown[]): Pick<SyncPage, 'users' | 'removed' | 'leftOut'> {
  const known = new Map<string, z.infer<typeof removedUser> | z.infer<typeof graphUser>>();
  const leftOut: LeftOut[] = [];
  for (const value of values) {
    const { data } = entry.safeParse(value);
    if (data) known.set(data.id.toLowerCase(), data);
    else leftOut.push(describeOdd(value));
  }
  const users: SyncPage['users'] = [];
  const removed: SyncPage['removed'] = [];
  for (const [objectId, value] of known) {
    if ('@removed' in value) removed.push({ objectId, reason: value['@removed'].reason });
    else users.push(toDirectoryUser(tenantId, value));
  }
  return { users, removed, leftOut: leftOut.filter(({ objectId }) => objectId === null || !known.has(objectId)) };
}

function describeOdd(value: unknown): LeftOut {
  const { id = null, accountEnabled = null } = oddUser.safeParse(value).data ?? {};
  return { objectId: id?.toLowerCase() ?? null, isDisabled: accountEnabled === false };
}

import type { Client } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { get } from './client.ts';
import { MicrosoftError } from './errors.ts';
import { type DirectoryUser, graphUser, toDirectoryUser, userFields } from './users.ts';

export interface SyncPage {
  /** True once when Graph forgot the delta link: forget what was read, everybody follows again. */
  restart?: true;
  users: DirectoryUser[];
  /** `changed`: in the recycle bin for 30 days; `deleted`: for good. */
  removed: { objectId: string; reason: 'changed' | 'deleted' }[];
  /** Where to go on when this read is cut off. Valid for 7 days. */
  nextLink?: string;
  /** On the last page: what to begin with next time. Valid for 7 days. */
  deltaLink?: string;
}

const removedUser = z.object({
  id: z.string().min(1),
  '@removed': z.object({ reason: z.enum(['changed', 'deleted']).catch('deleted') }),
});

const link = z.string().startsWith('https://graph.microsoft.com/');

const page = z.object({
  value: z.array(z.union([removedUser, graphUser])),
  '@odata.nextLink': link.optional(),
  '@odata.deltaLink': link.optional(),
});

/**
 * All users of a tenant, or what changed since a delta link, page by page. Pages may be empty and people may come
 * twice: apply them by object id. Within one page each comes once, with the last word on them.
 * Least permission: User.Read.All (application). https://learn.microsoft.com/graph/api/user-delta
 * @param from a delta link, the next link of a read that was cut off, or null for everybody.
 */
export async function* syncUsers(graph: Client, tenantId: string, from: string | null): AsyncIterable<SyncPage> {
  let request = from === null ? everybody(graph) : graph.api(from);
  let restarted = from === null;
  let previous = from;
  for (;;) {
    let reply: z.infer<typeof page>;
    try {
      reply = await get(request, page);
    } catch (error) {
      if (!isForgotten(error) || restarted) throw error;
      restarted = true;
      previous = null;
      request = everybody(graph);
      yield { restart: true, users: [], removed: [] };
      continue;
    }
    const { '@odata.nextLink': nextLink, '@odata.deltaLink': deltaLink } = reply;
    const next = nextLink ?? deltaLink;
    if (next === undefined || nextLink === previous) {
      throw new MicrosoftError('unexpected_reply', 'A page of the directory leads nowhere.', { reason: 'nextLink' });
    }
    yield { ...sort(tenantId, reply.value), ...(nextLink ? { nextLink } : { deltaLink: next }) };
    if (nextLink === undefined) return;
    previous = nextLink;
    request = graph.api(nextLink);
  }
}

function everybody(graph: Client) {
  return graph.api('/users/delta').select(userFields);
}

function isForgotten(error: unknown): boolean {
  if (!(error instanceof MicrosoftError)) return false;
  return error.code === 'gone' || ['syncstatenotfound', 'resyncrequired'].includes(error.reason?.toLowerCase() ?? '');
}

function sort(tenantId: string, values: z.infer<typeof page>['value']): Pick<SyncPage, 'users' | 'removed'> {
  const last = new Map(values.map((value) => [value.id.toLowerCase(), value]));
  const users: SyncPage['users'] = [];
  const removed: SyncPage['removed'] = [];
  for (const [objectId, value] of last) {
    if ('@removed' in value) removed.push({ objectId, reason: value['@removed'].reason });
    else users.push(toDirectoryUser(tenantId, value));
  }
  return { users, removed };
}

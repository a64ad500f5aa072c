import type { QueryFilter } from 'mongoose';
import { type AuditRow, auditModel } from '../../core/audit/model.ts';
import * as invitations from '../../core/invitations/service.ts';
import * as joinRequests from '../../core/join-requests/service.ts';
import * as owners from '../../core/members/owners.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { type ListOrder, listPage, type Page } from '../../platform/cursor.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import type { AuditEntry, AuditFilter, AuditQuery } from './schemas.ts';

/** The latest first. Entries of the same moment stand as they do in the chain, those that are not sealed yet behind it. */
export const LATEST_FIRST: ListOrder = [
  ['at', -1],
  ['sequence', -1],
];

/** AUD-1: a page of the organization's entries. @throws Problem `invalid_cursor`. */
export async function listEntries(
  services: Services,
  { actor }: Authorized<'audit.view'>,
  { limit, cursor, ...filter }: AuditQuery,
): Promise<Page<AuditEntry>> {
  await services.sealer.settled(actor.organization.id);
  return await listPage(
    auditModel(services.db),
    { filter: await matching(services, actor.organization.id, filter), order: LATEST_FIRST, limit, cursor },
    present,
  );
}

/** One entry. @throws Problem `not_found`. */
export async function showEntry(
  { db }: Services,
  { actor }: Authorized<'audit.view'>,
  entryId: string,
): Promise<AuditEntry> {
  const row = await auditModel(db).findOne({ _id: entryId, organizationId: actor.organization.id }).lean();
  if (!row) throw new Problem('not_found');
  return present(row);
}

/** The query of a filter. */
export async function matching(
  services: Services,
  organizationId: string,
  { accountId, memberId, target, action, outcome, from, until }: AuditFilter,
): Promise<QueryFilter<AuditRow>> {
  const ids = memberId === undefined ? null : await idsOf(services, organizationId, memberId);
  return {
    organizationId,
    ...(accountId && { 'actor.accountId': accountId }),
    ...((ids || target !== undefined) && { $and: targets(ids, target) }),
    ...(action && { action }),
    ...(outcome && { outcome }),
    ...((from ?? until) && { at: { ...(from && { $gte: new Date(from) }), ...(until && { $lt: new Date(until) }) } }),
  };
}

function targets(ids: readonly string[] | null, target: string | undefined): QueryFilter<AuditRow>[] {
  return [...(ids ? [{ 'target.id': { $in: ids } }] : []), ...(target === undefined ? [] : [{ 'target.id': target }])];
}

/** The ids under which entries may be about a member; none for a member of another organization. */
async function idsOf(services: Services, organizationId: string, memberId: string): Promise<string[]> {
  const member = await owners.findPerson(services, organizationId, memberId);
  if (!member) return [];
  const [invited, asked] = await Promise.all([
    invitations.idsOf(services, organizationId, member),
    joinRequests.idsOf(services, organizationId, member.accountId),
  ]);
  return [member.id, member.accountId, ...(member.objectId ? [member.objectId] : []), ...invited, ...asked];
}

/** An entry as the API shows it, without what was erased. */
export function present(row: AuditRow): AuditEntry {
  const { salts, actor, target } = row;
  return {
    id: row._id,
    sequence: typeof row.sequence === 'number' ? row.sequence : 0,
    at: row.at.toISOString(),
    actor: {
      accountId: actor.accountId ?? null,
      loginId: salts.actor === null ? null : actor.loginId,
      apiTokenId: actor.apiTokenId ?? null,
    },
    action: row.action,
    target: { kind: target.kind, id: target.id, label: salts.label === null ? null : target.label },
    address: row.address,
    outcome: row.outcome,
    code: row.code,
    details: JSON.parse(row.details) as Record<string, unknown>,
    hash: row.hash,
  };
}

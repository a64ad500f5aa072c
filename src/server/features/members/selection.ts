import type { SortOrder } from 'mongoose';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { RefusedMember } from '../../core/members/refused-member.ts';
import { Problem, type ProblemExtras } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { MEMBER_ORDERS, matching } from './list-members.ts';
import { type ConsequencesBody, type MemberRefusal, type MembersResponse, SELECTION_LIMIT } from './schemas.ts';

/**
 * MEM-5: the members that a call is about, each once, in the order of its ids, or by name.
 * @throws Problem `not_found` when the organization has no member with one of the ids, `validation_failed` for more
 *   than `SELECTION_LIMIT` members.
 */
export async function selectMembers(
  services: Services,
  organizationId: string,
  selection: ConsequencesBody,
): Promise<MemberRow[]> {
  return selection.ids
    ? await byIds(services, organizationId, [...new Set(selection.ids)])
    : await byFilter(services, organizationId, selection.matching ?? {});
}

async function byIds(services: Services, organizationId: string, ids: readonly string[]): Promise<MemberRow[]> {
  const rows = await memberModel(services.db)
    .find({ _id: { $in: ids }, organizationId })
    .session(services.transaction)
    .lean();
  const byId = new Map(rows.map((row) => [row._id, row]));
  return ids.map((id) => {
    const row = byId.get(id);
    if (!row) throw new Problem('not_found');
    return row;
  });
}

async function byFilter(
  services: Services,
  organizationId: string,
  filter: NonNullable<ConsequencesBody['matching']>,
): Promise<MemberRow[]> {
  const rows = await memberModel(services.db)
    .find(matching(organizationId, filter))
    .sort(Object.fromEntries(MEMBER_ORDERS.name) as Record<string, SortOrder>)
    .limit(SELECTION_LIMIT + 1)
    .session(services.transaction)
    .lean();
  if (rows.length <= SELECTION_LIMIT) return rows;
  throw new Problem('validation_failed', { errors: [{ field: 'matching', code: 'too_many_members', message: '' }] });
}

/** What a call does to one of its members: `done`, `unchanged` (it was so already) or `refused`, then with a code. */
export interface Verdict {
  row: MemberRow;
  outcome: MembersResponse['results'][number]['outcome'];
  code: MemberRefusal | null;
}

/**
 * The verdict on one member.
 * @param refusal why the call may not change the member; null when it may.
 * @param unchanged the refusal that stands for "was so already", which is no error.
 */
export function verdictOf(row: MemberRow, refusal: MemberRefusal | null, unchanged?: MemberRefusal): Verdict {
  if (refusal === null) return { row, outcome: 'done', code: null };
  return refusal === unchanged ? { row, outcome: 'unchanged', code: null } : { row, outcome: 'refused', code: refusal };
}

/**
 * MEM-5: all or nothing.
 * @throws Problem the first refusal; `errors` name every refused member.
 */
export function refuseTogether(verdicts: readonly Verdict[], details: ProblemExtras['details'] = {}): void {
  const refused = verdicts.flatMap(({ row, code }) => (code ? [{ id: row._id, code }] : []));
  const [first] = refused;
  if (!first) return;
  const errors = refused.map(({ id, code }) => ({ field: `members.${id}`, code, message: '' }));
  throw new RefusedMember(first.code, { id: first.id, among: verdicts.length }, { details, errors });
}

/** The members that the call changes. */
export function doneRows(verdicts: readonly Verdict[]): MemberRow[] {
  return verdicts.filter(({ outcome }) => outcome === 'done').map(({ row }) => row);
}

/** A verdict as the API returns it. */
export function resultOf({ row, outcome, code }: Verdict): MembersResponse['results'][number] {
  return { id: row._id, outcome, code };
}

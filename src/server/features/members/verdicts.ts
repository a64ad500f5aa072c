import type { MemberRow } from '../../core/members/model.ts';
import { RefusedMember } from '../../core/members/refused-member.ts';
import type { ProblemExtras } from '../../platform/problem.ts';
import type { MemberRefusal, MembersResponse } from './schemas.ts';

/** What a call does to one member: it, nothing because it is so already, or nothing because it may not. */
export interface Verdict {
  row: MemberRow;
  outcome: MembersResponse['results'][number]['outcome'];
  code: MemberRefusal | null;
}

/** `refusal` null: it is done. */
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

/** The members to whom it is done. */
export function doneRows(verdicts: readonly Verdict[]): MemberRow[] {
  return verdicts.filter(({ outcome }) => outcome === 'done').map(({ row }) => row);
}

/** As it goes out. */
export function resultOf({ row, outcome, code }: Verdict): MembersResponse['results'][number] {
  return { id: row._id, outcome, code };
}

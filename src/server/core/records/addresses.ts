import { normalizeLoginId } from '../../platform/login-id.ts';
import { comparableDomain, domainOf } from '../../platform/mail-address.ts';
import type { Services } from '../../platform/services.ts';
import { type HistoryRow, historyModel, type RecordRow, recordModel } from './model.ts';

/** Which records the mail of somebody who has left is tied to (MAIL-10). */
export interface TieRule {
  /** An address that a record got later counts only when one of the managers gave it. */
  leftAt: Date;
  /** The accounts of those who may read leavers' mail anyway. */
  managers: ReadonlySet<string>;
  /** The organization's own, whose addresses are colleagues and nobody's customers. */
  domains: readonly string[];
}

/** A record as messages are tied to it. */
export type TiedRecord = Pick<RecordRow, '_id' | 'module' | 'title' | 'ownerId'>;

/** The records to which messages with these normalized addresses are tied, by address: two queries however many. */
export async function recordsOfAddresses(
  services: Services,
  organizationId: string,
  addresses: readonly string[],
  rule: TieRule,
): Promise<Map<string, TiedRecord[]>> {
  const own = new Set(rule.domains.map(comparableDomain));
  const wanted = new Set(addresses.filter((address) => !own.has(domainOf(address))));
  const byAddress = new Map<string, TiedRecord[]>();
  if (wanted.size === 0) return byAddress;
  const rows = await recordModel(services.db)
    .find({ organizationId, emails: { $in: [...wanted] } })
    .select('module title ownerId emails')
    .session(services.transaction)
    .lean<(TiedRecord & Pick<RecordRow, 'emails'>)[]>();
  const late = await addedLate(services, organizationId, rows, rule);
  for (const { emails, ...record } of rows) {
    for (const email of emails) {
      if (!wanted.has(email) || late.has(`${record._id} ${email}`)) continue;
      byAddress.set(email, [...(byAddress.get(email) ?? []), record]);
    }
  }
  return byAddress;
}

/** The addresses, behind their record's id, that nobody but others than managers gave after the member had left. */
async function addedLate(
  services: Services,
  organizationId: string,
  records: readonly Pick<RecordRow, '_id' | 'emails'>[],
  { leftAt, managers }: TieRule,
): Promise<Set<string>> {
  const events = await historyModel(services.db)
    .find({
      organizationId,
      recordId: { $in: records.map(({ _id }) => _id) },
      at: { $gt: leftAt },
      kind: { $in: ['created', 'changed'] },
    })
    .select('recordId kind byAccountId changes')
    .sort({ recordId: 1, at: 1, _id: 1 })
    .session(services.transaction)
    .lean<Pick<HistoryRow, 'recordId' | 'kind' | 'byAccountId' | 'changes'>[]>();
  const emailsOf = new Map(records.map(({ _id, emails }) => [_id, emails]));
  const late = new Set<string>();
  // The last one who gave an address answers for it. What a new record began with is said by no change.
  for (const { recordId, kind, byAccountId, changes } of events) {
    const given = kind === 'created' ? (emailsOf.get(recordId) ?? []) : changes.flatMap(addedBy);
    for (const email of given) {
      if (managers.has(byAccountId)) late.delete(`${recordId} ${email}`);
      else late.add(`${recordId} ${email}`);
    }
  }
  return late;
}

function addedBy({ field, before, after }: HistoryRow['changes'][number]): string[] {
  if (field !== 'email' && field !== 'emails') return [];
  const [had, has] = [before, after].map((value) =>
    [value].flat().flatMap((each) => (typeof each === 'string' ? [normalizeLoginId(each)] : [])),
  );
  return (has ?? []).filter((email) => !had?.includes(email));
}

import { type AuditHeadRow, type AuditRow, auditHeadModel, auditModel, UNSEALED } from '../../core/audit/model.ts';
import { ERASURE, FIRST_HASH, hashEntry, type Parts } from '../../core/audit/rules.ts';
import { chained, sealsOf } from '../../core/audit/service.ts';
import type { Services } from '../../platform/services.ts';

export interface ChainReport {
  organizationId: string;
  entries: number;
  /** The first sequence number at which the chain does not hold, with the reason; null when it holds. */
  broken: { sequence: number; reason: Reason } | null;
  /** What has no place in the chain yet, and since when the oldest waits for it; null when there is nothing. */
  unsealed: { entries: number; since: Date } | null;
}

/** `cut_off`: the chain once went on. `inserted`: the entry stands where the chain has none. */
type Reason = 'changed' | 'missing' | 'inserted' | 'cut_off';

/** What an organization's chain should end with. */
type End = Pick<AuditHeadRow, '_id' | 'sequence' | 'hash'>;

/** Recomputes every hash of every organization's chain (AUD-1). Reads one entry at a time. */
export async function* verifyChains(services: Pick<Services, 'db'>): AsyncIterable<ChainReport> {
  for await (const head of auditHeadModel(services.db).find().sort({ _id: 1 }).lean().cursor()) {
    yield await verifyChain(services, head);
  }
  for (const _id of await auditModel(services.db).distinct('organizationId')) {
    if (await auditHeadModel(services.db).exists({ _id })) continue;
    yield await verifyChain(services, { _id, sequence: 0, hash: FIRST_HASH });
  }
}

async function verifyChain(services: Pick<Services, 'db'>, head: End): Promise<ChainReport> {
  const organizationId = head._id;
  let sequence = 0;
  let previousHash = FIRST_HASH;
  const erased = new Set<string>();
  /** Entries with an erased part, by the ids of which one must be among the erased: the first of each kind. */
  const owed = new Map<string, { sequence: number; ids: string[] }>();
  const unsealed = await findUnsealed(services, organizationId);
  const fail = (reason: Reason, at = sequence + 1) => ({
    organizationId,
    entries: sequence,
    broken: { sequence: at, reason },
    unsealed,
  });
  for await (const row of auditModel(services.db).find({ organizationId }).sort({ sequence: 1 }).lean().cursor()) {
    const { sequence: place } = row;
    if (typeof place === 'string') continue;
    if (typeof place !== 'number' || place <= sequence || place > head.sequence) return fail('inserted', place);
    if (place > sequence + 1) return fail('missing');
    const link = { sequence: place, previousHash };
    if (row.previousHash !== previousHash || hashEntry(chained(row, link)) !== row.hash) return fail('changed');
    const parts = checkParts(row);
    if (parts === 'broken') return fail('changed');
    const ids = [row.actor.accountId ?? '', row.target.id];
    if (parts === 'erased' && !owed.has(ids.join())) owed.set(ids.join(), { sequence: place, ids });
    for (const id of erasedBy(row)) erased.add(id);
    sequence = place;
    previousHash = row.hash;
  }
  if (sequence !== head.sequence || previousHash !== head.hash) return fail('cut_off');
  const unexplained = [...owed.values()].find(({ ids }) => !ids.some((id) => erased.has(id)));
  if (unexplained) return fail('changed', unexplained.sequence);
  return { organizationId, entries: sequence, broken: null, unsealed };
}

async function findUnsealed({ db }: Pick<Services, 'db'>, organizationId: string): Promise<ChainReport['unsealed']> {
  const filter = { organizationId, ...UNSEALED };
  const [oldest] = await auditModel(db).find(filter).sort({ sequence: 1 }).select('at').limit(1).lean();
  return oldest ? { entries: await auditModel(db).countDocuments(filter), since: oldest.at } : null;
}

/** Whether each part is what its seal was made of, or was erased and is empty. */
function checkParts(row: AuditRow): 'whole' | 'erased' | 'broken' {
  const { salts, seals, actor, address, target, details } = row;
  const empty: Parts<boolean> = {
    actor: actor.loginId === '' && !actor.apiTokenId && address === null,
    label: target.label === '',
    details: details === '{}',
  };
  const made = sealsOf(row, { actor: salts.actor ?? '', label: salts.label ?? '', details: salts.details ?? '' });
  const names = ['actor', 'label', 'details'] as const;
  const holds = names.every((name) => (salts[name] === null ? empty[name] : made[name] === seals[name]));
  if (!holds) return 'broken';
  return names.some((name) => salts[name] === null) ? 'erased' : 'whole';
}

/** Whose parts an entry says were erased. */
function erasedBy({ action, details }: AuditRow): string[] {
  if (action !== ERASURE) return [];
  const { ids } = JSON.parse(details) as { ids?: string[] };
  return ids ?? [];
}

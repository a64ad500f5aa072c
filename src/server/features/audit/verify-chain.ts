import { createProver, type Prover } from '../../core/audit/keys.ts';
import { type AuditHeadRow, type AuditRow, auditHeadModel, auditModel, UNSEALED } from '../../core/audit/model.ts';
import { ERASURE, FIRST_HASH, hashEntry, type Parts } from '../../core/audit/rules.ts';
import { chained, sealsOf, valuesOf, valuesOfLink, withoutConfirmed } from '../../core/audit/service.ts';
import { organizationModel } from '../../core/organizations/model.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Services } from '../../platform/services.ts';

export interface ChainReport {
  organizationId: string;
  entries: number;
  /** Where the chain says that it ends; null when nothing says so, which nothing of Foyer's leads to. */
  head: { sequence: number; hash: string } | null;
  /** So many entries at the beginning are older than keys: their hashes hold, and the first one with a key builds on them. */
  unkeyed: number;
  /** The first sequence number at which the chain does not hold, with the reason; null when it holds. */
  broken: { sequence: number; reason: Reason } | null;
  /** What has no place in the chain yet, and since when the oldest waits for it; null when there is nothing. */
  unsealed: { entries: number; since: Date } | null;
}

/**
 * `cut_off`: the chain once went on. `inserted`: the entry stands where the chain has none. `unproved`: no key of Foyer's
 * proves the entry. `moved_end`: none proves the end behind which the entry stands, or would. `planted`: an entry waits
 * for this place that Foyer has not written.
 */
type Reason = 'changed' | 'missing' | 'inserted' | 'cut_off' | 'unproved' | 'moved_end' | 'planted';

interface Proving {
  db: Services['db'];
  /** Without them hashes are checked, and not who made them. */
  secrets?: Secrets;
}

/**
 * Recomputes every hash of every organization's chain, and checks what proves it (AUD-1, AUD-3). Reads one entry at a
 * time.
 */
export async function* verifyChains({ db, secrets }: Proving): AsyncIterable<ChainReport> {
  const prover = secrets ? createProver({ db, secrets }) : null;
  for await (const head of auditHeadModel(db).find().sort({ _id: 1 }).lean().cursor()) {
    yield await verifyChain(db, head, prover);
  }
  const known = [
    ...(await auditModel(db).distinct('organizationId')),
    ...(await organizationModel(db).distinct('_id')),
  ];
  for (const _id of new Set(known.map(String))) {
    if (await auditHeadModel(db).exists({ _id })) continue;
    const none = { _id, sequence: 0, hash: FIRST_HASH, unkeyed: 0, unconfirmed: [], proof: null };
    const report = await verifyChain(db, { ...none, sealer: null, sealerUntil: null, anchoredAt: null }, prover);
    yield { ...report, head: null, broken: report.broken ?? { sequence: 1, reason: 'moved_end' } };
  }
}

async function verifyChain(db: Services['db'], head: AuditHeadRow, prover: Prover | null): Promise<ChainReport> {
  const { _id: organizationId, unconfirmed = [], proof = null } = head;
  // A chain in which nothing was sealed since there are keys is as old as its end.
  const unkeyed = proof ? head.unkeyed : head.sequence;
  let sequence = 0;
  let previousHash = FIRST_HASH;
  const erased = new Set<string>();
  /** Entries with an erased part, by the ids of which one must be among the erased: the first of each kind. */
  const owed = new Map<string, { sequence: number; ids: string[] }>();
  const unsealed = await findUnsealed(db, organizationId);
  const { sequence: end, hash } = head;
  const report = (broken: ChainReport['broken']): ChainReport => {
    return { organizationId, entries: sequence, head: { sequence: end, hash }, unkeyed, broken, unsealed };
  };
  const fail = (reason: Reason, at = sequence + 1) => report({ sequence: at, reason });
  for await (const row of auditModel(db).find({ organizationId }).sort({ sequence: 1 }).lean().cursor()) {
    const { sequence: place } = row;
    if (typeof place === 'string') continue;
    if (typeof place !== 'number' || place <= sequence) return fail('inserted', place);
    if (place > end) {
      // The chain may have gone on since its end was read; what came then is for the next time.
      if (await auditHeadModel(db).exists({ _id: organizationId, sequence: { $gte: place } })) break;
      return fail('inserted', place);
    }
    if (place > sequence + 1) return fail('missing');
    const link = { sequence: place, previousHash };
    if (row.previousHash !== previousHash || hashEntry(chained(row, link)) !== row.hash) return fail('changed');
    if (prover && !(await isProved(row, place <= unkeyed, prover))) return fail('unproved');
    const parts = checkParts(row);
    if (parts === 'broken') return fail('changed');
    const ids = [row.actor.accountId ?? '', row.target.id];
    if (parts === 'erased' && !owed.has(ids.join())) owed.set(ids.join(), { sequence: place, ids });
    for (const id of erasedBy(row)) erased.add(id);
    sequence = place;
    previousHash = row.hash;
  }
  if (sequence !== end || previousHash !== hash) return fail('cut_off');
  const unexplained = [...owed.values()].find(({ ids }) => !ids.some((id) => erased.has(id)));
  if (unexplained) return fail('changed', unexplained.sequence);
  if (!prover) return report(null);
  const [moved] = proof
    ? await withoutConfirmed(organizationId, [{ sequence: end, hash, unkeyed, unconfirmed, proof }], prover)
    : [];
  if (moved) return fail('moved_end', moved.sequence + 1);
  return (await hasPlanted(db, organizationId, prover)) ? fail('planted') : report(null);
}

/** Whether an entry has what it has to: a proof, or none where the chain is older than keys. */
async function isProved(
  { organizationId, sequence, hash, proof }: AuditRow,
  isUnkeyed: boolean,
  prover: Prover,
): Promise<boolean> {
  if (isUnkeyed || !proof) return isUnkeyed && !proof;
  return await prover(proof, 'sealed', valuesOfLink(organizationId, { sequence: Number(sequence), hash }));
}

async function findUnsealed(db: Services['db'], organizationId: string): Promise<ChainReport['unsealed']> {
  const filter = { organizationId, ...UNSEALED };
  const [oldest] = await auditModel(db).find(filter).sort({ sequence: 1 }).select('at').limit(1).lean();
  return oldest ? { entries: await auditModel(db).countDocuments(filter), since: oldest.at } : null;
}

async function hasPlanted(db: Services['db'], organizationId: string, prover: Prover): Promise<boolean> {
  for await (const row of auditModel(db)
    .find({ organizationId, ...UNSEALED })
    .lean()
    .cursor()) {
    if (!row.proof || !(await prover(row.proof, 'written', valuesOf(row)))) return true;
  }
  return false;
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

import type { Services } from '../../platform/services.ts';
import { type AuditHeadRow, auditHeadModel, auditModel } from './model.ts';
import { FIRST_HASH, hashEntry } from './rules.ts';
import { chained } from './service.ts';

export interface ChainReport {
  organizationId: string;
  entries: number;
  /** The first sequence number at which the chain does not hold, with the reason; null when it holds. */
  broken: { sequence: number; reason: 'changed' | 'missing' | 'cut_off' } | null;
}

/** Recomputes every hash of every organization's chain (AUD-1). Reads one entry at a time. */
export async function* verifyChains(services: Pick<Services, 'db'>): AsyncIterable<ChainReport> {
  for await (const head of auditHeadModel(services.db).find().sort({ _id: 1 }).lean().cursor()) {
    yield await verifyChain(services, head);
  }
}

async function verifyChain(services: Pick<Services, 'db'>, head: AuditHeadRow): Promise<ChainReport> {
  const organizationId = head._id.toHexString();
  let sequence = 0;
  let previousHash = FIRST_HASH;
  const fail = (reason: 'changed' | 'missing' | 'cut_off') => ({
    organizationId,
    entries: sequence,
    broken: { sequence: sequence + 1, reason },
  });
  const rows = auditModel(services.db).find({ organizationId: head._id }).sort({ sequence: 1 }).lean().cursor();
  for await (const row of rows) {
    if (row.sequence !== sequence + 1) return fail('missing');
    if (row.previousHash !== previousHash || hashEntry(chained(row)) !== row.hash) return fail('changed');
    sequence = row.sequence;
    previousHash = row.hash;
  }
  if (sequence !== head.sequence || previousHash !== head.hash) return fail('cut_off');
  return { organizationId, entries: sequence, broken: null };
}

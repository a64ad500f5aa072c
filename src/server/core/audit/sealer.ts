import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { after, MINUTE, SECOND } from '../../platform/clock.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { Sealer, Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { createProver, prove } from './keys.ts';
import { type AuditEnd, type AuditHeadRow, type AuditRow, auditHeadModel, auditModel, UNSEALED } from './model.ts';
import { hashEntry } from './rules.ts';
import { chained, valuesOf, valuesOfEnd, valuesOfLink, withoutConfirmed } from './service.ts';

/** Entries that are sealed together. */
const BATCH = 500;

/** A sealer that has not been heard of for so long is taken for dead. */
const LEASE = 30 * SECOND;

/** Whoever reads the trail waits no longer for what is being sealed. */
const PATIENCE = SECOND;

/** A server that ends waits no longer for it. */
const STOP = 10 * SECOND;

/** Another process has taken over: its turn began when this one's lease had run out. */
class LeaseLost extends Error {}

export interface SealerOptions {
  /** Told of entries in an organization whose chain has no end: it was closed while they were written. */
  onClosed(services: Services, organizationId: string): Promise<void>;
}

/**
 * Gives entries their places in the chain, right after the commit that wrote them. One process at a time seals for an
 * organization, in batches; two at once would lose time and nothing else, for the end of the chain can be moved on from
 * one place only once. What a process leaves when it dies is found by the next start and by the job.
 */
export function createSealer(
  services: () => Services,
  { onClosed }: SealerOptions,
): Sealer & { stop(): Promise<void> } {
  const name = randomUUID();
  const working = new Map<string, Promise<void>>();
  /** Organizations in which something was written since their sealing last began. */
  const due = new Set<string>();
  const stopping = new AbortController();

  async function work(organizationId: string): Promise<void> {
    // Whoever woke us is still at its own work; what others commit meanwhile is sealed with it.
    await pause(0);
    for (let failures = 0; due.delete(organizationId); ) {
      try {
        const outcome = await sealOrganization(services(), organizationId, name);
        if (outcome === 'closed') await onClosed(services(), organizationId);
        failures = 0;
      } catch (error) {
        failures += 1;
        services().log.error({ err: error, organizationId, failures }, 'the audit trail could not be sealed');
        await pause(pauseAfter(failures), undefined, { signal: stopping.signal }).catch(() => undefined);
        if (!stopping.signal.aborted) due.add(organizationId);
      }
    }
    working.delete(organizationId);
  }

  const wake = (organizationId: string) => {
    if (stopping.signal.aborted) return;
    due.add(organizationId);
    if (!working.has(organizationId)) working.set(organizationId, work(organizationId));
  };
  return {
    wake,
    async settled(organizationId) {
      await Promise.race([working.get(organizationId), pause(PATIENCE, undefined, { ref: false })]);
    },
    async wakeAll() {
      for (const organizationId of await withUnsealed(services())) {
        wake(organizationId);
        await working.get(organizationId);
      }
    },
    /** Seals what was committed, and no more; what takes too long is left to the next start. */
    async stop() {
      stopping.abort();
      await Promise.race([Promise.all(working.values()), pause(STOP, undefined, { ref: false })]);
    },
  };
}

/** How long to wait after so many failures: 1 s, 2 s, 4 s … at most 1 min. */
function pauseAfter(failures: number): number {
  return Math.min(SECOND * 2 ** (failures - 1), MINUTE);
}

/** Organizations of which something is not sealed yet, or whose chain has no key yet (AUD-3). */
async function withUnsealed({ db }: Services): Promise<string[]> {
  const unkeyed = await auditHeadModel(db).find({ 'proof.key': null }).select('_id').lean();
  const ids = new Set(unkeyed.map(({ _id }) => _id));
  for await (const { organizationId } of auditModel(db).find(UNSEALED).select('organizationId').lean().cursor()) {
    ids.add(organizationId);
  }
  return [...ids];
}

/**
 * Seals what there is in one organization, if nobody else does.
 * @returns `closed` when there are entries and no end of a chain to put them at.
 */
export async function sealOrganization(
  services: Services,
  organizationId: string,
  sealer: string,
): Promise<'done' | 'closed'> {
  const doubtful = new Set<string>();
  do {
    if (!(await claim(services, organizationId, sealer))) {
      return (await auditHeadModel(services.db).exists({ _id: organizationId })) ? 'done' : 'closed';
    }
    try {
      while ((await sealBatch(services, { organizationId, sealer }, doubtful)) === BATCH);
    } catch (error) {
      if (error instanceof LeaseLost) return 'done';
      throw error;
    }
    // Who found the chain taken has gone away; what they wrote since the last look is ours to find.
  } while ((await auditModel(services.db).countDocuments({ organizationId, ...UNSEALED })) > doubtful.size);
  if (doubtful.size > 0) {
    const about = { organizationId, entries: doubtful.size };
    services.log.error(about, 'entries of the audit trail are not sealed: nothing proves that Foyer wrote them');
  }
  return 'done';
}

async function claim({ db, clock }: Services, organizationId: string, sealer: string): Promise<AuditHeadRow | null> {
  const now = clock.now();
  return await auditHeadModel(db)
    .findOneAndUpdate(
      { _id: organizationId, $or: [{ sealer: null }, { sealer }, { sealerUntil: { $lte: now } }] },
      { $set: { sealer, sealerUntil: after(now, LEASE) } },
      { returnDocument: 'after' },
    )
    .lean();
}

/**
 * Seals up to a batch in one transaction, and lets go of the chain when that was all.
 * @param doubtful gets the ids of entries that nothing proves, or what this process has no key for: they are left out.
 * @returns how many were sealed.
 * @throws LeaseLost
 */
async function sealBatch(
  services: Services,
  { organizationId, sealer }: { organizationId: string; sealer: string },
  doubtful: Set<string>,
): Promise<number> {
  const prover = createProver(services);
  return await withTransaction(services, async ({ db, transaction: session, clock, secrets }) => {
    const head = await auditHeadModel(db).findOne({ _id: organizationId, sealer }).session(session).lean();
    if (!head) throw new LeaseLost();
    const rows: AuditRow[] = [];
    const unsealed = auditModel(db)
      .find({ organizationId, ...UNSEALED })
      .sort({ sequence: 1 })
      .hint({ organizationId: 1, sequence: 1 })
      .session(session)
      .lean()
      .cursor({ batchSize: BATCH });
    for await (const row of unsealed) {
      if (row.proof && (await prover(row.proof, 'written', valuesOf(row)))) rows.push(row);
      else doubtful.add(row._id);
      if (rows.length === BATCH) break;
    }
    const { end, links } = linked(secrets, rows, head);
    if (links.length > 0) await auditModel(db).bulkWrite(links, { session, ordered: false });
    const isAll = rows.length < BATCH;
    const lease = isAll ? { sealer: null, sealerUntil: null } : { sealerUntil: after(clock.now(), LEASE) };
    // Of a chain that is older than keys nothing can be confirmed but that what comes builds on it.
    const behind = head.proof
      ? { unkeyed: head.unkeyed, unconfirmed: await withoutConfirmed(organizationId, [endOf(head)], prover) }
      : { unkeyed: head.sequence, unconfirmed: [] };
    const next = { ...end, ...behind };
    const set = { ...next, proof: prove(secrets, 'head', valuesOfEnd(organizationId, next)), ...lease };
    await auditHeadModel(db).updateOne({ _id: organizationId }, { $set: set }, { session });
    return rows.length;
  });
}

function endOf({ sequence, hash, unkeyed, unconfirmed, proof }: AuditHeadRow): AuditEnd {
  return { sequence, hash, unkeyed, unconfirmed, proof };
}

type End = Pick<AuditHeadRow, 'sequence' | 'hash'>;

/** The entries in their places behind the end of the chain, and the end that this makes. */
function linked(secrets: Secrets, rows: readonly AuditRow[], { sequence, hash }: End) {
  let end: End = { sequence, hash };
  const links = rows.map((row) => {
    const link = { sequence: end.sequence + 1, previousHash: end.hash };
    end = { sequence: link.sequence, hash: hashEntry(chained(row, link)) };
    const proof = prove(secrets, 'sealed', valuesOfLink(row.organizationId, end));
    const update = { $set: { ...link, hash: end.hash, proof } };
    // The one place beside `erase-people.ts` where entries are changed: `model.ts` holds them fixed.
    return { updateOne: { filter: { _id: row._id }, update, overwriteImmutable: true } };
  });
  return { end, links };
}

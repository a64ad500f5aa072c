import { setTimeout as pause } from 'node:timers/promises';
import type { Model, QueryFilter } from 'mongoose';
import * as organizations from '../../core/organizations/service.ts';
import { countMails } from '../../core/outbox/service.ts';
import { SECOND } from '../../platform/clock.ts';
import { defineLongWork } from '../../platform/long-work.ts';
import { type Run, unclaimed } from '../../platform/long-work-run.ts';
import { organizationHoldings } from '../../platform/ownership.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { endAllGrants } from '../authorized-sites/grants.ts';
import { dropSourcesOf } from '../messages/sources.ts';
import { type ClosingRow, closingModel } from './model.ts';
import { releaseAccounts, releaseStrangers } from './release-accounts.ts';

/** Documents that go in one step, so that others get their turn in between. */
const BATCH = 1000;

/** Milliseconds; a mail that can't leave now may take days. */
const LONGEST_WAIT = 30 * SECOND;

/**
 * The rest of a closing, in the background: sweeps if that was cut off, then has the database overwrite what went. It is
 * never given up, for nothing of a closed organization may stay.
 */
export const closings = defineLongWork<ClosingRow>({
  name: 'closing.finish',
  model: closingModel,
  // Closings of earlier versions have no status.
  open: [null, 'waiting', 'running'],
  mostRuns: Number.POSITIVE_INFINITY,
  concurrency: 1,
  async run(run) {
    await sweepRest(run);
    await mailsLeft(run);
    await compact(run.services);
  },
  endsWith: () => null,
  end: async () => null,
});

/** Notes in the transaction that begins a closing what has still to be done, so that it is done whatever happens. */
export async function note(
  tx: Tx,
  { closedId, tenantId }: { closedId: string | null; tenantId: string | null },
): Promise<string> {
  const rows = [{ closedId, tenantId, createdAt: tx.clock.now(), ...unclaimed(tx.clock) }];
  const [row] = await closingModel(tx.db).create(rows, { session: tx.transaction });
  if (!row) throw new TypeError('A closing was written and did not come back.');
  return row.id as string;
}

/** Has the rest done in the background. */
export async function queueClosing(services: Services, closingId: string): Promise<void> {
  closings.queue(services, closingId);
}

/** Takes all that is left of a closed organization, now. */
export async function sweep(services: Services, closingId: string): Promise<void> {
  await closings.runPart(services, closingId, sweepRest);
}

/** Its people and whatever carries its id, in every collection; one that was cut off is gone on with from anywhere. */
async function sweepRest(run: Run<ClosingRow>): Promise<void> {
  const { services, row } = run;
  const { closedId, tenantId } = row;
  if (!closedId) return;
  await releaseAccounts(services, closedId);
  await releaseStrangers(services, tenantId ?? '');
  // What was about to be written when the organization went is caught by another round.
  while ((await sweepOnce(run, closedId)) > 0);
  await run.write({ $set: { closedId: null, tenantId: null } });
}

/** The mail about a closing names the person until it has left, and what is overwritten before would name them after. */
async function mailsLeft(run: Run<ClosingRow>): Promise<void> {
  const end = performance.now() + LONGEST_WAIT;
  while ((await countMails(run.services)).queued > 0 && performance.now() < end) {
    run.mustGoOn();
    await pause(SECOND / 4);
  }
}

/** @returns how many documents went. */
async function sweepOnce(run: Run<ClosingRow>, organizationId: string): Promise<number> {
  const { services } = run;
  let gone = 0;
  await dropSourcesOf(services, organizationId);
  await endAllGrants(services, organizationId);
  for (const { model, filter } of organizationHoldings(services, organizationId)) {
    run.mustGoOn();
    gone += await removeAll(model, filter);
  }
  return gone;
}

async function removeAll(model: Model<object>, filter: QueryFilter<object>): Promise<number> {
  let gone = 0;
  for (;;) {
    const rows = await model.find(filter).select('_id').limit(BATCH).lean<{ _id: unknown }[]>();
    if (rows.length === 0) return gone;
    const { deletedCount } = await model.deleteMany({
      _id: { $in: rows.map(({ _id }) => _id) },
    } as QueryFilter<object>);
    gone += deletedCount;
  }
}

/**
 * Takes what a change has left in an organization that was closed while it was made. One whose chain has lost its end is
 * not closed: `audit:verify` names it.
 */
export async function sweepLeftovers(services: Services, organizationId: string): Promise<void> {
  if (await organizations.find(services, organizationId)) return;
  const closingId = await withTransaction(services, (tx) => note(tx, { closedId: organizationId, tenantId: null }));
  await queueClosing(services, closingId);
}

/**
 * Deleted documents stay in the free room of the database's files until something else is written there. The embedded
 * database compacts all of its collections at once, says so, and leaves none of it. What a MongoDB gives back, and
 * whether Foyer may ask for it, is up to that.
 */
async function compact({ db, collections, log }: Services): Promise<void> {
  try {
    for (const { collection } of collections) {
      const reply = await db.db?.command({ compact: collection.collectionName });
      if (reply?.all === true) return;
    }
  } catch (error) {
    log.warn({ err: error }, 'the database was not compacted after a closing');
  }
}

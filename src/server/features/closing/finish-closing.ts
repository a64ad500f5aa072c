import type { Model, QueryFilter } from 'mongoose';
import * as organizations from '../../core/organizations/service.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { organizationHoldings } from '../../platform/ownership.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { endAllGrants } from '../authorized-sites/grants.ts';
import { dropSourcesOf } from '../messages/sources.ts';
import { type ClosingRow, closingModel } from './model.ts';
import { releaseAccounts, releaseStrangers } from './release-accounts.ts';

/** Under which name what is left of a closing is done in the background. */
export const CLOSING_JOB = 'closing.finish';

/** Documents that go in one step, so that others get their turn in between. */
const BATCH = 1000;

/** A closing that nobody has worked at for so long is taken up again. */
const SILENCE = MINUTE;

/** Notes in the transaction that begins a closing what has still to be done, so that it is done whatever happens. */
export async function note(
  tx: Tx,
  { closedId, tenantId }: { closedId: string | null; tenantId: string | null },
): Promise<string> {
  const now = tx.clock.now();
  const rows = [{ closedId, tenantId, createdAt: now, heartbeatAt: now }];
  const [row] = await closingModel(tx.db).create(rows, { session: tx.session });
  if (!row) throw new TypeError('A closing was written and did not come back.');
  return row.id as string;
}

/** Has the rest done in the background; what can't be queued now is found later by its silence. */
export async function queueClosing({ jobs, log }: Services, closingId: string): Promise<void> {
  await jobs.soon(CLOSING_JOB, closingId, { closingId }).catch((error: unknown) => {
    log.error({ err: error }, 'a closing could not be queued');
  });
}

/**
 * Takes all that is left of a closed organization: its people and whatever carries its id, in every collection. Two at
 * once do no harm, and one that was cut off is gone on with from anywhere.
 */
export async function sweep(services: Services, closingId: string): Promise<void> {
  const closing = await closingModel(services.db).findById(closingId).lean<ClosingRow>();
  if (!closing?.closedId) return;
  const organizationId = closing.closedId;
  await releaseAccounts(services, organizationId);
  await releaseStrangers(services, closing.tenantId ?? '');
  // What was about to be written when the organization went is caught by another round.
  while ((await sweepOnce(services, organizationId, closingId)) > 0);
  await closingModel(services.db).updateOne({ _id: closingId }, { $set: { closedId: null, tenantId: null } });
}

/** @returns how many documents went. */
async function sweepOnce(services: Services, organizationId: string, closingId: string): Promise<number> {
  let gone = 0;
  await dropSourcesOf(services, organizationId);
  await endAllGrants(services, organizationId);
  for (const { model, filter } of organizationHoldings(services, organizationId)) {
    gone += await removeAll(model, filter);
    await beat(services, closingId);
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

/** The rest of a closing, in the background: sweeps if that was cut off, then has the database overwrite what went. */
export async function finishClosing(services: Services, closingId: string): Promise<void> {
  await sweep(services, closingId);
  await compact(services);
  await closingModel(services.db).deleteOne({ _id: closingId });
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

/** Closings that nobody works at. */
export async function resumeClosings({ db, clock, jobs }: Services): Promise<void> {
  const silent = await closingModel(db)
    .find({ heartbeatAt: { $lte: after(clock.now(), -SILENCE) } })
    .select('_id')
    .lean();
  for (const { _id } of silent) await jobs.soon(CLOSING_JOB, _id, { closingId: _id });
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

async function beat({ db, clock }: Services, closingId: string): Promise<void> {
  await closingModel(db).updateOne({ _id: closingId }, { $set: { heartbeatAt: clock.now() } });
}

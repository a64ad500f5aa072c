import { randomUUID } from 'node:crypto';
import { MicrosoftError } from '../../../graph/errors.ts';
import type { SyncPage } from '../../../graph/microsoft.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectorySyncRow, directorySyncModel, directoryUserModel } from '../directory/model.ts';
import { applyPage, sweep } from './apply-page.ts';
import { type Changed, followDirectory } from './follow-directory.ts';

/** A run that has not shown itself for so long is taken for dead, and another may take over. */
const SILENCE = 5 * MINUTE;

/** How many left-out people are kept by ID. */
const MOST_LEFT_OUT = 1000;

/** After more changes than these all accounts are compared with the mirror, which takes less memory. */
const MOST_CHANGED = 20_000;

/**
 * Brings the mirror of an organization's directory up to date: everybody the first time, what changed since then the
 * next times. One page is in memory at a time. A run that was cut off goes on behind its last page.
 * Does nothing while another run is at work. A failure of Microsoft's is written down, not thrown: the next run is near.
 */
export async function syncDirectory(services: Services, organization: { id: string; tenantId: string }): Promise<void> {
  const run = await claim(services, organization);
  if (!run) return;
  try {
    await read(services, run);
  } catch (error) {
    await put(services, run, { status: 'failed' });
    if (!(error instanceof MicrosoftError)) throw error;
    const { code, reason } = error;
    services.log.warn({ organizationId: organization.id, code, reason }, 'the directory could not be read');
  }
}

async function read(services: Services, run: DirectorySyncRow): Promise<void> {
  const organizationId = run.organizationId;
  let { usersRead, people, isFullRead, generation } = run;
  const leftOut = new Set(run.leftOut);
  // After a run that was cut off, all accounts are compared: which people it changed is not kept.
  const changed: Changed | null = run.isFollowed ? new Map() : null;
  for await (const page of services.microsoft.syncUsers(run.tenantId, run.link)) {
    if (page.restart) {
      usersRead = 0;
      generation += 1;
      isFullRead = true;
      leftOut.clear();
    }
    people += await applyPage(services, organizationId, page, generation);
    usersRead += page.users.length;
    noteLeftOut(services, organizationId, page, leftOut);
    if (changed && !isFullRead && changed.size <= MOST_CHANGED) noteChanged(page, changed);
    const link = page.nextLink ?? page.deltaLink ?? null;
    const state = { usersRead, people, isFullRead, generation, link, leftOut: [...leftOut], isFollowed: false };
    const isOurs = await put(services, run, state, changesSomething(page));
    if (!isOurs) return await forgetIfClosed(services, run);
  }
  if (isFullRead) await sweep(services, organizationId, generation);
  people = await directoryUserModel(services.db).countDocuments({ organizationId });
  const scope = changed && !isFullRead && changed.size <= MOST_CHANGED ? changed : 'everybody';
  const reading = { organizationId, tenantId: run.tenantId, beat: () => put(services, run, {}) };
  const heldLeavers = await followDirectory(services, reading, scope, run.leaversAccepted);
  if (heldLeavers > 0) services.log.warn({ organizationId, heldLeavers }, 'too many people seem to have left at once');
  const finishedAt = services.clock.now();
  const followed = {
    heldLeavers,
    isFollowed: heldLeavers === 0,
    // What an administrator says during this run is for the next one.
    ...(run.leaversAccepted && { leaversAccepted: false }),
  };
  await put(services, run, { status: 'done', finishedAt, people, isFullRead: false, ...followed }, isFullRead);
}

/** Keeps the list of people who are left out. The log names them by their ID alone. */
function noteLeftOut({ log }: Services, organizationId: string, page: SyncPage, leftOut: Set<string>): void {
  for (const { objectId } of [...page.users, ...page.removed]) leftOut.delete(objectId);
  for (const { objectId } of page.leftOut) {
    log.warn({ organizationId, objectId }, 'a person of the directory was left out: the entry is not as documented');
    if (leftOut.size < MOST_LEFT_OUT) leftOut.add(objectId ?? '');
  }
}

function noteChanged({ users, removed, leftOut }: SyncPage, changed: Changed): void {
  for (const { objectId } of users) changed.set(objectId, 'seen');
  for (const { objectId } of removed) changed.set(objectId, 'removed');
  for (const { objectId, isDisabled } of leftOut) if (objectId && isDisabled) changed.set(objectId, 'seen');
}

/** A page that was written after the organization was closed goes, too. */
async function forgetIfClosed({ db }: Services, { organizationId }: DirectorySyncRow): Promise<void> {
  if (await directorySyncModel(db).exists({ organizationId })) return;
  await directoryUserModel(db).deleteMany({ organizationId });
}

function changesSomething({ users, removed, leftOut }: SyncPage): boolean {
  return users.length + removed.length > 0 || leftOut.some(({ isDisabled }) => isDisabled);
}

/** Makes this run the one at work; null when another one is. */
async function claim(
  { db, clock }: Services,
  { id: organizationId, tenantId }: { id: string; tenantId: string },
): Promise<DirectorySyncRow | null> {
  const syncs = directorySyncModel(db);
  await syncs.updateOne({ organizationId }, { $setOnInsert: { tenantId } }, { upsert: true });
  const now = clock.now();
  const run = await syncs
    .findOneAndUpdate(
      { organizationId, $or: [{ status: { $ne: 'running' } }, { heartbeatAt: { $lte: after(now, -SILENCE) } }] },
      { $set: { status: 'running', runId: randomUUID(), heartbeatAt: now } },
      { returnDocument: 'after' },
    )
    .lean();
  if (!run) return null;
  // Everybody is read again under a new number, so that those who are gone by then can be told from the others.
  if (run.link === null) return { ...run, usersRead: 0, isFullRead: true, generation: run.generation + 1, leftOut: [] };
  return run.isFullRead ? run : { ...run, usersRead: 0 };
}

/** @returns false when another run has taken over. */
async function put(
  { db, clock }: Services,
  run: DirectorySyncRow,
  state: Partial<DirectorySyncRow>,
  isChanged = false,
): Promise<boolean> {
  const { matchedCount } = await directorySyncModel(db).updateOne(
    { organizationId: run.organizationId, runId: run.runId },
    { $set: { ...state, heartbeatAt: clock.now() }, $inc: { version: isChanged ? 1 : 0 } },
  );
  return matchedCount === 1;
}

import { MicrosoftError } from '../../../graph/errors.ts';
import type { SyncPage } from '../../../graph/microsoft.ts';
import { MINUTE } from '../../platform/clock.ts';
import { defineLongWork } from '../../platform/long-work.ts';
import { CutOff, type Run, unclaimed } from '../../platform/long-work-run.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectorySyncRow, directorySyncModel, directoryUserModel } from '../directory/model.ts';
import { applyPage, sweep } from './apply-page.ts';
import { type Changed, followDirectory } from './follow-directory.ts';

/** How many left-out people are kept by ID. */
const MOST_LEFT_OUT = 1000;

/** After more changes than these all accounts are compared with the mirror, which takes less memory. */
const MOST_CHANGED = 20_000;

/**
 * Brings the mirror of an organization's directory up to date: everybody the first time, what changed since then the
 * next times. One page is in memory at a time. A run that was cut off goes on behind its last page.
 * A failure is written down and logged, not thrown: the next run is near.
 */
export const directorySyncs = defineLongWork<DirectorySyncRow>({
  name: 'directory.sync',
  model: directorySyncModel,
  open: ['never', 'running'],
  startsFrom: ['done', 'failed'],
  silenceMs: 5 * MINUTE,
  async run(run) {
    try {
      await read(run);
    } catch (error) {
      if (error instanceof CutOff) await forgetIfClosed(run.services, run.row);
      if (error instanceof MicrosoftError) {
        const { code, reason } = error;
        run.services.log.warn(
          { organizationId: run.row.organizationId, code, reason },
          'the directory could not be read',
        );
      }
      throw error;
    }
  },
  endsWith: (error) => (error instanceof MicrosoftError ? 'directory_unavailable' : 'internal'),
  async end({ clock }, _row, problem) {
    return problem ? { status: 'failed' } : { status: 'done', finishedAt: clock.now() };
  },
});

type Organization = Pick<DirectorySyncRow, 'tenantId'> & { id: string };

/** Has the directory of an organization read soon, once for all who ask meanwhile. */
export async function requestReading(services: Services, organization: Organization): Promise<void> {
  directorySyncs.queue(services, await rowIdOf(services, organization));
}

/** Reads the directory of an organization now, unless another run is at it. */
export async function syncDirectory(
  services: Services,
  organization: Organization,
  stopping = new AbortController().signal,
): Promise<void> {
  await directorySyncs.run(services, await rowIdOf(services, organization), stopping);
}

async function rowIdOf({ db, clock }: Services, { id: organizationId, tenantId }: Organization): Promise<string> {
  const row = await directorySyncModel(db)
    .findOneAndUpdate(
      { organizationId },
      { $setOnInsert: { tenantId, ...unclaimed(clock) } },
      { upsert: true, returnDocument: 'after' },
    )
    .lean<DirectorySyncRow>();
  if (!row) throw new TypeError('A sync was written and did not come back.');
  return row._id;
}

async function read(run: Run<DirectorySyncRow>): Promise<void> {
  const { services, row } = run;
  const { organizationId } = row;
  // Everybody is read again under a new number, so that those who are gone by then can be told from the others.
  const isFirst = row.link === null;
  const isDelta = !isFirst && !row.isFullRead;
  let usersRead = isFirst || isDelta ? 0 : row.usersRead;
  let { people } = row;
  let isFullRead = !isDelta;
  let generation = row.generation + (isFirst ? 1 : 0);
  const leftOut = new Set(isFirst ? [] : row.leftOut);
  // After a run that was cut off, all accounts are compared: which people it changed is not kept.
  const changed: Changed | null = row.isFollowed ? new Map() : null;
  for await (const page of services.microsoft.syncUsers(row.tenantId, row.link)) {
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
    await run.write({ $set: { ...state, runs: 0 }, $inc: { version: changesSomething(page) ? 1 : 0 } });
  }
  if (isFullRead) await sweep(services, organizationId, generation);
  people = await directoryUserModel(services.db).countDocuments({ organizationId });
  const scope = changed && !isFullRead && changed.size <= MOST_CHANGED ? changed : 'everybody';
  const reading = { organizationId, tenantId: row.tenantId, mustGoOn: () => run.mustGoOn() };
  const heldLeavers = await followDirectory(services, reading, scope, row.leaversAccepted);
  if (heldLeavers > 0) services.log.warn({ organizationId, heldLeavers }, 'too many people seem to have left at once');
  const followed = {
    heldLeavers,
    isFollowed: heldLeavers === 0,
    // What an administrator says during this run is for the next one.
    ...(row.leaversAccepted && { leaversAccepted: false }),
  };
  await run.write({ $set: { people, isFullRead: false, ...followed }, $inc: { version: isFullRead ? 1 : 0 } });
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

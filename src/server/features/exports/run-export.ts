import { randomUUID } from 'node:crypto';
import { after } from '../../platform/clock.ts';
import type { Services } from '../../platform/services.ts';
import { contentsOf } from './contents.ts';
import { type ExportRow, exportModel, exportPartModel } from './model.ts';
import { MOST_RUNS, SILENCE } from './rules.ts';
import { EXPORT_JOB } from './start-export.ts';
import { writeZip } from './write-zip.ts';

/** Another run has taken over, the owner is gone, or the server stops. */
class CutOff extends Error {}

/**
 * Makes the file of an export. A ZIP that was cut off can't be gone on with, so the next run begins anew; parts of
 * former runs are dead from then on. Two runs at once don't mix: only the later one may write.
 */
export async function runExport(services: Services, exportId: string, stopping: AbortSignal): Promise<void> {
  const run = await claim(services, exportId);
  if (!run) return;
  try {
    await write(services, run, stopping);
  } catch (error) {
    const { _id, runId, runs } = run;
    await exportPartModel(services.db).deleteMany({ exportId: _id, runId });
    if (error instanceof CutOff) return;
    services.log.error({ err: error, exportId, runs }, 'an export could not be made');
    const end = runs < MOST_RUNS ? {} : { status: 'failed', isOpen: false, finishedAt: services.clock.now() };
    await exportModel(services.db).updateOne({ _id, runId }, { $set: end });
  }
}

/** Exports whose run died, or was never queued. */
export async function resumeExports({ db, clock, jobs }: Services): Promise<void> {
  const silent = await exportModel(db)
    .find({ status: { $in: ['waiting', 'running'] }, heartbeatAt: { $lte: after(clock.now(), -SILENCE) } })
    .select('_id')
    .lean();
  for (const { _id } of silent) await jobs.soon(EXPORT_JOB, _id, { exportId: _id });
}

async function claim({ db, clock }: Services, exportId: string): Promise<ExportRow | null> {
  const now = clock.now();
  const runId = randomUUID();
  const run = await exportModel(db)
    .findOneAndUpdate(
      {
        _id: exportId,
        $or: [{ status: 'waiting' }, { status: 'running', heartbeatAt: { $lte: after(now, -SILENCE) } }],
      },
      { $set: { status: 'running', runId, heartbeatAt: now, done: 0, size: 0, parts: 0 }, $inc: { runs: 1 } },
      { returnDocument: 'after' },
    )
    .lean<ExportRow>();
  if (run) await exportPartModel(db).deleteMany({ exportId: run._id, runId: { $ne: runId } });
  return run;
}

async function write(services: Services, run: ExportRow, stopping: AbortSignal): Promise<void> {
  const contents = await contentsOf(services, run);
  let total = 0;
  for (const { count } of contents) total += await count();
  await put(services, run, { total });
  const { _id: exportId, runId, organizationId, accountId, expiresAt, createdAt } = run;
  const owner = { organizationId, accountId };
  let done = 0;
  let size = 0;
  let parts = 0;
  await writeZip(contents, {
    at: createdAt,
    onDocument() {
      done += 1;
    },
    async onPart(bytes) {
      if (stopping.aborted) throw new CutOff();
      const part = { ...owner, exportId, runId: runId ?? '', number: parts, bytes, expiresAt };
      await exportPartModel(services.db).create(part);
      parts += 1;
      size += bytes.length;
      await put(services, run, { done, size, parts });
    },
  });
  // What came or went while the file was written is in it or not; it is whole in either case.
  await put(services, run, { done, total: done, status: 'done', isOpen: false, finishedAt: services.clock.now() });
}

async function put({ db, clock }: Services, { _id, runId }: ExportRow, state: Partial<ExportRow>): Promise<void> {
  const now = { ...state, heartbeatAt: clock.now() };
  const { matchedCount } = await exportModel(db).updateOne({ _id, runId }, { $set: now });
  if (matchedCount === 0) throw new CutOff();
}

import { defineLongWork } from '../../platform/long-work.ts';
import type { Run } from '../../platform/long-work-run.ts';
import { contentsOf } from './contents.ts';
import { type ExportRow, exportModel, exportPartModel } from './model.ts';
import { writeZip } from './write-zip.ts';

/**
 * Makes the file of an export. A ZIP that was cut off can't be gone on with, so the next run begins anew; parts of
 * former runs are dead from then on. Two runs at once don't mix: only the later one may write.
 */
export const exports = defineLongWork<ExportRow>({
  name: 'export.run',
  model: exportModel,
  open: ['waiting', 'running'],
  claimed: { status: 'running', done: 0, size: 0, parts: 0 },
  async run(run) {
    const { _id: exportId, runId } = run.row;
    const parts = exportPartModel(run.services.db);
    await parts.deleteMany({ exportId, runId: { $ne: runId } });
    try {
      await write(run);
    } catch (error) {
      await parts.deleteMany({ exportId, runId });
      throw error;
    }
  },
  async end(tx, { runId, done }, problem) {
    const finishedAt = tx.clock.now();
    if (problem) return { status: 'failed', isOpen: false, problem, finishedAt };
    // What came or went while the file was written is in it or not; it is whole in either case. The run names its parts.
    return { status: 'done', isOpen: false, total: done, runId, finishedAt };
  },
});

async function write(run: Run<ExportRow>): Promise<void> {
  const { services, row } = run;
  const contents = await contentsOf(services, row);
  let total = 0;
  for (const { count } of contents) total += await count();
  await run.write({ $set: { total } });
  const { _id: exportId, runId, organizationId, accountId, expiresAt, createdAt } = row;
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
      run.mustGoOn();
      const part = { ...owner, exportId, runId: runId ?? '', number: parts, bytes, expiresAt };
      await exportPartModel(services.db).create(part);
      parts += 1;
      size += bytes.length;
      await run.write({ $set: { done, size, parts } });
    },
  });
}

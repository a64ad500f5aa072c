import { openEmbedded } from '../database/embedded.ts';
import { cityOf, scoreOf, someNumber } from '../database/people.ts';
import { openRawLmdb } from '../database/raw-lmdb.ts';
import type { Store } from '../database/store.ts';
import { load, type Measured } from '../load.ts';
import { type Cell, megabytes, table } from '../table.ts';
import type { Part } from '../worlds.ts';

/** Documents of one `insertMany`. */
const BATCH = 1000;
/** Seconds before each measurement. */
const WARM_UP = 1;

export const databasePart: Part = {
  name: 'database',
  title: 'The embedded database, beside LMDB by itself',
  async run({ isQuick }) {
    const sizes = isQuick ? [2000, 10_000] : [100_000, 1_000_000];
    const seconds = isQuick ? 0.2 : 1.5;
    const [embedded, raw] = [
      await measureStore(await openEmbedded(), sizes, seconds),
      await measureStore(await openRawLmdb(), sizes, seconds),
    ];
    const rows = embedded.speeds.map(({ name, atOnce, size, measured, clientCpu }, at): Cell[] => {
      const limit = raw.speeds[at]?.measured;
      return [
        name,
        String(atOnce),
        size.toLocaleString('en-US'),
        measured.perSecond,
        measured.p50,
        measured.p95,
        measured.cpu,
        clientCpu,
        limit?.perSecond ?? null,
        limit ? limit.perSecond / measured.perSecond : null,
      ];
    });
    return [
      'Each document has about 200 bytes and entries in three indexes. Every write is on disk (fdatasync) before it is answered. LMDB runs in the process that measures: the limit, without wire, commands and checks. With 50 at once MongoDB’s driver, in one process, is what is busy first: so the reads are done once more by a client that only writes the command and reads the answer.',
      table(
        ['what', 'at once', 'documents', '/s', 'p50 ms', 'p95 ms', 'CPU ms', 'client CPU ms', 'LMDB /s', 'LMDB ÷ this'],
        rows,
      ),
      table(
        ['documents', 'MB on disk', 'LMDB: MB on disk', 'MB of memory'],
        embedded.footprints.map(({ size, disk, memory }, at) => [
          size.toLocaleString('en-US'),
          disk,
          raw.footprints[at]?.disk ?? null,
          memory,
        ]),
      ),
    ].join('\n\n');
  },
};

interface Speed {
  name: string;
  atOnce: number;
  size: number;
  measured: Measured;
  /** Processor time that an attempt costs whoever asks: MongoDB's driver and the loop around it. */
  clientCpu: number | null;
}

/** The same calls on a store that grows from one size to the next. */
async function measureStore(store: Store, sizes: readonly number[], seconds: number) {
  const speeds: Speed[] = [];
  const footprints: { size: number; disk: number; memory: number | null }[] = [];
  const plan = store.cpu ? { cpu: store.cpu } : {};
  let count = 0;
  for (const size of sizes) {
    const measure = async (name: string, atOnce: number, attempt: (number: number) => Promise<unknown>) => {
      // What has run often enough to be compiled is what a server that has been up for a while does.
      await load({ atOnce, seconds: WARM_UP }, attempt);
      const ownBefore = process.cpuUsage();
      const measured = await load({ ...plan, atOnce, seconds }, attempt);
      const own = process.cpuUsage(ownBefore);
      speeds.push({ name, atOnce, size, measured, clientCpu: (own.user + own.system) / 1000 / measured.count });
    };
    const batches = Math.floor((size - count) / BATCH);
    const start = count;
    const many = await load({ ...plan, atOnce: 1, total: batches }, (batch) =>
      store.insertMany(start + batch * BATCH, BATCH),
    );
    count = start + batches * BATCH;
    speeds.push({
      name: `insert ${BATCH} in one call, documents /s`,
      atOnce: 1,
      size,
      measured: { ...many, perSecond: many.perSecond * BATCH },
      clientCpu: null,
    });
    const memory = await store.memory();
    footprints.push({
      size,
      disk: megabytes(await store.bytesOnDisk()),
      memory: memory === null ? null : megabytes(memory),
    });

    const stored = count;
    const some = (attempt: number) => someNumber(attempt, stored);
    for (const atOnce of [1, 50]) await measure('insert one', atOnce, () => store.insertOne(count++));
    for (const atOnce of [1, 50])
      await measure('find one by a unique index', atOnce, (attempt) => store.findByEmail(some(attempt)));
    await measure('the same without the driver', 50, (attempt) => store.findPlainly(some(attempt)));
    for (const atOnce of [1, 50]) await measure('update one', atOnce, (attempt) => store.addVisit(some(attempt)));
    for (const atOnce of [1, 10]) {
      await measure('transaction of two updates', atOnce, (attempt) =>
        store.addTwoVisits(some(2 * attempt), some(2 * attempt + 1)),
      );
    }
    await measure('range of 100 by an index', 1, (attempt) => store.rangeByScore(scoreOf(some(attempt))));
    await measure('first 100 in the order of an index', 1, () => store.highestScores());
    await measure('count by a field without an index', 1, (attempt) => store.countByCity(cityOf(attempt)));
  }
  await store.close();
  return { speeds, footprints };
}

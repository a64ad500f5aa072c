import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import { pino } from 'pino';
import { connectDatabase } from '../../src/database/consistency.ts';
import { letIn } from '../../src/database/embedded/door.ts';
import { type EmbeddedDatabase, startEmbeddedDatabase } from '../../src/database/embedded/server.ts';
import { HOUR, MINUTE, SECOND } from '../../src/server/platform/clock.ts';
import { createJobs, type JobDefinition, type JobRunner } from '../../src/server/platform/jobs.ts';
import type { Services } from '../../src/server/platform/services.ts';
import { eventually } from '../support/eventually.ts';
import { startWorld } from '../support/world.ts';

/** Never looks by itself: what runs was told of. */
const DEAF = { lookEvery: HOUR, lockMs: 20 * SECOND };
const WATCHFUL = { lookEvery: 100, lockMs: 20 * SECOND };

describe('background work', () => {
  let folder: string;
  let database: EmbeddedDatabase;
  let db: Connection;
  const running: JobRunner[] = [];
  const connections: Connection[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-jobs-'));
    database = await startEmbeddedDatabase({ dataDir: folder });
    db = await connect();
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map((jobs) => jobs.stop()));
    await rows().deleteMany({});
  });
  after(async () => {
    for (const connection of connections) await connection.close();
    await database.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function connect(): Promise<Connection> {
    const connection = await connectDatabase(database.uri, { serverSelectionTimeoutMS: 1000 });
    connections.push(connection);
    return connection;
  }

  function rows() {
    return db.collection<{ _id: string; [field: string]: unknown }>('jobs');
  }

  const none = async () => assert.deepEqual(await rows().find().toArray(), []);

  /** A process with these jobs, as far as the database can tell. */
  async function begin(definitions: readonly JobDefinition[], times = DEAF, on = db): Promise<JobRunner> {
    const jobs = createJobs(on, pino({ level: 'silent' }), times);
    await jobs.start({} as Services, definitions);
    running.push(jobs);
    return jobs;
  }

  /** A job that notes what it was given. */
  function noting(more: Partial<JobDefinition> = {}) {
    const notes: unknown[] = [];
    const job: JobDefinition = {
      name: 'test.note',
      async run(_services, data) {
        notes.push(data);
      },
      ...more,
    };
    return { job, notes };
  }

  /** A job that waits until it is let go on. */
  function held() {
    let letGo = () => {};
    const gate = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    const starts: unknown[] = [];
    const signals: AbortSignal[] = [];
    const job: JobDefinition = {
      name: 'test.held',
      async run(_services, data, stopping) {
        starts.push(data);
        signals.push(stopping);
        await gate;
      },
    };
    const begun = (count = 1) => eventually(async () => assert.equal(starts.length, count));
    return { job, starts, signals, begun, letGo };
  }

  it('runs what is queued at once, and keeps nothing of it', async () => {
    const { job, notes } = noting();
    const jobs = await begin([job]);
    await jobs.soon('test.note', 'one', { number: 1 });
    await eventually(async () => assert.deepEqual(notes, [{ number: 1 }]));
    await eventually(none);
  });

  it('runs once for all who ask while it waits, and once more for who asks while it runs', async () => {
    const { job, starts, begun, letGo } = held();
    const jobs = await begin([job]);
    await jobs.soon('test.held', 'same', 1);
    await begun();
    for (const data of [2, 3, 4]) await jobs.soon('test.held', 'same', data);
    letGo();
    await eventually(none);
    assert.deepEqual(starts, [1, 4]);
  });

  it('runs each job in one of several processes, and no more at once than it may', async () => {
    let [now, most] = [0, 0];
    const ran: unknown[] = [];
    const job: JobDefinition = {
      name: 'test.note',
      concurrency: 3,
      async run(_services, data) {
        now += 1;
        most = Math.max(most, now);
        ran.push(data);
        await pause(5);
        now -= 1;
      },
    };
    const writer = await begin([], DEAF);
    for (let number = 0; number < 40; number += 1) await writer.soon('test.note', String(number), number);
    await Promise.all([begin([job], WATCHFUL, await connect()), begin([job], WATCHFUL)]);
    await eventually(none);
    assert.deepEqual(
      ran.sort((a, b) => Number(a) - Number(b)),
      Array.from({ length: 40 }, (_, number) => number),
    );
    assert.ok(most <= 6, `${most} at once`);
  });

  it('tries again what fails, with growing pauses, and gives it up in the end', async () => {
    const { job } = noting({ run: () => Promise.reject(new Error('It fails.')) });
    const jobs = await begin([job], WATCHFUL);
    await jobs.soon('test.note', 'failing', 1);
    const failed = (attempts: number) =>
      eventually(async () => {
        const row = await rows().findOne({ attempts, lockedBy: null });
        assert.ok(row);
        return (row.dueAt as Date).getTime() - Date.now();
      });
    const first = await failed(1);
    assert.ok(first > 5 * SECOND && first <= 10 * SECOND, `${first} ms`);
    await rows().updateOne({}, { $set: { attempts: 4, dueAt: new Date() } });
    const fifth = await failed(5);
    assert.ok(fifth > 100 * SECOND && fifth <= 160 * SECOND, `${fifth} ms`);
    await rows().updateOne({}, { $set: { dueAt: new Date() } });
    await eventually(none);
  });

  it('runs by interval in one process, and goes on though a run fails', async () => {
    let runs = 0;
    const run = async () => {
      runs += 1;
      if (runs === 1) throw new Error('It fails.');
    };
    const job: JobDefinition = { name: 'test.tick', every: 50, run };
    await Promise.all([begin([job]), begin([job], DEAF, await connect())]);
    await eventually(async () => assert.ok(runs > 3));
    assert.equal(await rows().countDocuments(), 1);
  });

  it('has every process look after what needs no lock, at its start, when it is asked, and when it asked for it', async () => {
    const { job, notes } = noting({ every: HOUR, everywhere: true });
    const [one] = await Promise.all([begin([job]), begin([job], DEAF, await connect())]);
    await eventually(async () => assert.equal(notes.length, 2));
    one?.within('test.note', 10);
    await eventually(async () => assert.equal(notes.length, 3));
    const often = noting({ name: 'test.often', every: HOUR, everywhere: true });
    often.job.run = async (_services, _data, _stopping, again) => {
      if (often.notes.push(null) < 3) again(10);
    };
    await begin([often.job]);
    await eventually(async () => assert.equal(often.notes.length, 3));
    await none();
  });

  it('takes over from a process that was killed, not from one that lives', async function () {
    this.timeout(30_000);
    const lockMs = SECOND;
    const { PATH } = process.env;
    const child = spawn(
      process.execPath,
      ['scripts/run.mjs', 'test/support/job-process.ts', database.uri, String(lockMs)],
      { env: { PATH }, stdio: ['ignore', 'pipe', 'inherit'] },
    );
    try {
      await once(child.stdout, 'data');
      const { job, notes } = noting();
      await begin([job], { lookEvery: 100, lockMs });
      await pause(2 * lockMs);
      assert.deepEqual(notes, []);
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      await eventually(async () => assert.deepEqual(notes, ['from a process that died']));
      await eventually(none);
    } finally {
      child.kill('SIGKILL');
    }
  });

  it('tells a run whose lock is gone, and leaves the job to whoever has it', async () => {
    const { job, signals, begun, letGo } = held();
    const jobs = await begin([job], { lookEvery: HOUR, lockMs: 200 });
    await jobs.soon('test.held', 'one');
    await begun();
    await rows().updateOne({}, { $set: { lockedBy: 'another', lockedUntil: new Date(Date.now() + MINUTE) } });
    await eventually(async () => assert.equal(signals[0]?.aborted, true));
    letGo();
    await jobs.stop();
    assert.equal((await rows().findOne({}))?.lockedBy, 'another');
  });

  it('holds no lock for longer because the database was away when a job ended', async function () {
    this.timeout(30_000);
    const { job, starts, begun, letGo } = held();
    const jobs = await begin([job, { name: 'test.tick', every: HOUR, run: job.run }]);
    await jobs.soon('test.held', 'one', 1);
    await begun(2);
    const { port } = database;
    await database.close();
    letGo();
    await pause(1500);
    database = await startEmbeddedDatabase({ dataDir: folder, port });
    await eventually(async () => {
      const left = await rows().find().toArray();
      assert.deepEqual(
        left.map(({ _id, lockedBy }) => [_id, lockedBy]),
        [['test.tick', null]],
      );
    });
    await jobs.soon('test.held', 'one', 2);
    await begun(3);
    assert.deepEqual(starts.slice(2), [2]);
  });

  it('leaves to the next start what a stop has cut off', async () => {
    const cut: JobDefinition = {
      name: 'test.note',
      run: async (_services, _data, stopping) => {
        await once(stopping, 'abort');
        throw new Error('It was cut off.');
      },
    };
    const first = await begin([cut]);
    await first.soon('test.note', 'one', 1);
    await eventually(async () => assert.ok((await rows().findOne({}))?.lockedBy));
    await first.stop();
    const { job, notes } = noting();
    await begin([job]);
    await eventually(async () => assert.deepEqual(notes, [1]));
  });

  it('goes on with what earlier versions queued', async () => {
    const earlier = db.collection('jobs');
    const row = { name: 'test.note', lockedAt: null, nextRunAt: new Date(), failCount: null };
    await earlier.insertMany([
      { ...row, data: { key: 'waits', input: 'waits' } },
      { ...row, data: { key: 'ran', input: 'ran' }, nextRunAt: null, lockedAt: new Date() },
      { ...row, data: { key: 'failed', input: 'failed' }, nextRunAt: null, failCount: 6 },
      { ...row, type: 'single', repeatInterval: '10 seconds' },
    ]);
    const { job, notes } = noting();
    await begin([job]);
    await eventually(async () => assert.deepEqual([...notes].sort(), ['ran', 'waits']));
    await eventually(none);
  });
});

describe('a server with nothing to do', () => {
  it('asks its database nothing', async function () {
    if (process.env.MONGODB_URI) this.skip();
    this.timeout(60_000);
    let asked: string[] = [];
    const onLetIn = (word: unknown) => {
      const [kind, name] = word as [string, string];
      if (kind === 'command' && name !== 'hello') asked.push(name);
    };
    subscribe(letIn.name, onLetIn);
    const world = await startWorld();
    try {
      // What a start has to do comes to its end.
      let before: string[];
      do {
        before = asked;
        asked = [];
        await pause(SECOND);
      } while (before.length > 0);
      asked = [];
      await pause(5 * SECOND);
      assert.deepEqual(asked, []);
    } finally {
      unsubscribe(letIn.name, onLetIn);
      await world.close();
    }
  });
});

describe('background work on a MongoDB with change streams', () => {
  it('hears at once what another process queues', async function () {
    const { MONGODB_URI } = process.env;
    if (!MONGODB_URI) return this.skip();
    const uri = new URL(MONGODB_URI);
    uri.pathname = '/foyer-test-jobs';
    const [one, other] = await Promise.all([connectDatabase(uri.href), connectDatabase(uri.href)]);
    const notes: unknown[] = [];
    const run = async (_services: Services, data: unknown) => {
      notes.push(data);
    };
    const [reader, writer] = [one, other].map((db) => createJobs(db, pino({ level: 'silent' }), DEAF));
    try {
      await reader?.start({} as Services, [{ name: 'test.note', run }]);
      // The stream opens a moment after the start.
      await pause(SECOND);
      await writer?.soon('test.note', 'one', 1);
      await eventually(async () => assert.deepEqual(notes, [1]));
    } finally {
      await reader?.stop();
      await one.dropDatabase();
      await Promise.all([one.close(), other.close()]);
    }
  });
});

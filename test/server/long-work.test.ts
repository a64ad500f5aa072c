import assert from 'node:assert/strict';
import { type Connection, type Model, Schema } from 'mongoose';
import { MINUTE } from '../../src/server/platform/clock.ts';
import { ID, newId } from '../../src/server/platform/ids.ts';
import { defineLongWork, longWorkStates, resumeLongWork } from '../../src/server/platform/long-work.ts';
import { type LongWorkRow, longWorkFields, type Run, unclaimed } from '../../src/server/platform/long-work-run.ts';
import { Problem } from '../../src/server/platform/problem.ts';
import type { Services } from '../../src/server/platform/services.ts';
import { withTransaction } from '../../src/server/platform/transaction.ts';
import { eventually } from '../support/eventually.ts';
import { movableClock } from '../support/passwords.ts';
import { startWorld, type World } from '../support/world.ts';

/** Work that counts up to a goal, one by one. */
interface CountRow extends LongWorkRow {
  status: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled';
  goal: number;
  count: number;
  problem: string | null;
}

const schema = new Schema<CountRow>(
  {
    _id: ID,
    status: { type: String, required: true },
    goal: { type: Number, required: true },
    count: { type: Number, default: 0 },
    problem: { type: String, default: null },
    ...longWorkFields,
  },
  { collection: 'test-counts', versionKey: false },
);

function countModel(db: Connection): Model<CountRow> {
  return db.model<CountRow>('TestCount', schema);
}

describe('long work', () => {
  const clock = movableClock();
  const never = new AbortController().signal;
  let world: World;
  let services: Services;
  /** What was queued, and whether queueing works. */
  let queued: string[] = [];
  const lookedAfter: string[] = [];
  let isQueueBroken = false;
  /** What happens before each step; nothing unless a test says so. */
  let beforeStep: (run: Run<CountRow>) => Promise<void> = async () => {};

  const counting = defineLongWork<CountRow>({
    name: 'test.count',
    model: countModel,
    open: ['waiting', 'running'],
    mostRuns: 3,
    async run(run) {
      do await beforeStep(run);
      while (await run.step(async (_tx, { count, goal }) => (count < goal ? { $inc: { count: 1 } } : null)));
    },
    end: async (_tx, _row, problem) => ({ status: problem ? 'failed' : 'done', problem }),
  });

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ clock });
    const soon = async (_name: string, key: string) => {
      if (isQueueBroken) throw new Error('The queue is broken.');
      queued.push(key);
    };
    const within = (name: string) => lookedAfter.push(name);
    services = { ...world.services, jobs: { soon, within } };
  });
  after(() => world.close());
  beforeEach(() => {
    queued = [];
    isQueueBroken = false;
    beforeStep = async () => {};
  });

  async function begin(more: Partial<CountRow> = {}): Promise<string> {
    const id = newId();
    const row: CountRow = {
      _id: id,
      status: 'waiting',
      goal: 4,
      count: 0,
      problem: null,
      ...unclaimed(clock),
      ...more,
    };
    await countModel(world.db).create([row]);
    return id;
  }

  async function find(id: string): Promise<CountRow> {
    const row = await countModel(world.db).findById(id).lean<CountRow>();
    assert.ok(row);
    return row;
  }

  const isQueued = (id: string) => queued.includes(id);
  const run = (id: string, stopping = never) => counting.run(services, id, stopping);

  /** Has the next run stop before its first step until it is let go on. */
  function hold(): { arrived: Promise<void>; letGo(): void } {
    let arrive = () => {};
    let letGo = () => {};
    const arrived = new Promise<void>((resolve) => {
      arrive = resolve;
    });
    const gone = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    beforeStep = async () => {
      beforeStep = async () => {};
      arrive();
      await gone;
    };
    return { arrived, letGo: () => letGo() };
  }

  it('LONG-1 of runs that begin at once one claims it, and brings it to its end', async () => {
    const id = await begin();
    const seen = new Set<string | null>();
    beforeStep = async ({ row }) => void seen.add(row.runId);
    await Promise.all(Array.from({ length: 8 }, () => run(id)));
    assert.equal(seen.size, 1);
    const { status, count, runId, runs } = await find(id);
    assert.deepEqual({ status, count, runId, runs }, { status: 'done', count: 4, runId: null, runs: 0 });
    await run(id);
    assert.equal((await find(id)).count, 4, 'what is done is not done again');
  });

  it('LONG-2 a run that is silent is taken over, and finds its claim gone: it writes nothing any more', async () => {
    const id = await begin();
    const first = hold();
    const dead = run(id);
    await first.arrived;
    await run(id);
    assert.equal((await find(id)).status, 'running', 'one that shows itself is left alone');
    clock.advance(2 * MINUTE);
    const second = hold();
    const taken = run(id);
    await second.arrived;
    const before = await find(id);
    first.letGo();
    await dead;
    assert.deepEqual(await find(id), before);
    second.letGo();
    await taken;
    const { status, count } = await find(id);
    assert.deepEqual({ status, count }, { status: 'done', count: 4 });
  });

  it('LONG-2 a claim that is gone aborts the signal of the run, also when it writes without a transaction', async () => {
    const id = await begin();
    let signal: AbortSignal | undefined;
    beforeStep = async (own) => {
      signal = own.signal;
      await countModel(world.db).updateOne({ _id: id }, { $set: { runId: 'another' } });
      await own.write({ $set: { count: 99 } });
    };
    await run(id);
    assert.equal(signal?.aborted, true);
    const { count, runId } = await find(id);
    assert.deepEqual({ count, runId }, { count: 0, runId: 'another' });
  });

  it('LONG-3 a run that lives shows itself while a step takes long', async () => {
    const brief = defineLongWork<CountRow>({
      name: 'test.brief',
      model: countModel,
      open: ['waiting', 'running'],
      silenceMs: 100,
      run: async () => {
        const { heartbeatAt } = await find(id);
        await eventually(async () => assert.notDeepEqual((await find(id)).heartbeatAt, heartbeatAt));
      },
      end: async () => null,
    });
    const id = await begin();
    await brief.run(services, id, never);
    assert.equal(await countModel(world.db).countDocuments({ _id: id }), 0, 'an end may take the row away');
  });

  it('LONG-4 what comes to nothing several times is given up, and says why', async () => {
    const id = await begin();
    beforeStep = async () => {
      throw new Error('Broken.');
    };
    for (const runs of [1, 2]) {
      await run(id);
      const { status, runs: counted, runId } = await find(id);
      assert.deepEqual({ status, counted, runId }, { status: 'running', counted: runs, runId: null });
    }
    await run(id);
    const { status, problem } = await find(id);
    assert.deepEqual({ status, problem }, { status: 'failed', problem: 'gave_up' });
    assert.equal(world.logLines.filter((line) => line.includes('long work failed') && line.includes(id)).length, 3);
  });

  it('LONG-4 so is what kills its process each time; a refusal ends it at once', async () => {
    const killer = await begin({ status: 'running', runId: 'dead', runs: 3 });
    clock.advance(2 * MINUTE);
    await run(killer);
    const { status, problem, count } = await find(killer);
    assert.deepEqual({ status, problem, count }, { status: 'failed', problem: 'gave_up', count: 0 });
    const refused = await begin();
    beforeStep = async () => {
      throw new Problem('owner_inactive');
    };
    await run(refused);
    assert.equal((await find(refused)).problem, 'owner_inactive');
  });

  it('LONG-4 a run that has come further has not come to nothing, however it ends', async () => {
    const id = await begin({ goal: 6 });
    let steps = 0;
    beforeStep = async () => {
      steps += 1;
      if (steps % 2 === 0) throw new Error('Broken.');
    };
    while ((await find(id)).status !== 'done') await run(id);
    const { count, problem } = await find(id);
    assert.deepEqual({ count, problem }, { count: 6, problem: null });
    assert.ok(steps > 2 * 3);
  });

  it('LONG-5 how far it is is seen while it runs, and a server that stops leaves the rest for the next run', async () => {
    const id = await begin();
    const stopping = new AbortController();
    beforeStep = async () => {
      if ((await find(id)).count === 2) stopping.abort();
    };
    await run(id, stopping.signal);
    const { status, count, runId, runs } = await find(id);
    assert.deepEqual({ status, count, runId, runs }, { status: 'running', count: 2, runId: null, runs: 0 });
    beforeStep = async () => {};
    await run(id);
    assert.deepEqual((await find(id)).count, 4);
  });

  it('LONG-6 what is cancelled stops without writing, and can’t be cancelled twice', async () => {
    const id = await begin();
    const held = hold();
    const running = run(id);
    await held.arrived;
    const cancel = () => withTransaction(services, (tx) => counting.cancel(tx, id, { status: 'cancelled' }));
    assert.equal(await cancel(), true);
    held.letGo();
    await running;
    const { status, count } = await find(id);
    assert.deepEqual({ status, count }, { status: 'cancelled', count: 0 });
    assert.equal(await cancel(), false);
    await run(id);
    assert.equal((await find(id)).status, 'cancelled');
  });

  it('LONG-7 is queued once the transaction has committed; what could not be queued is resumed', async () => {
    const id = await begin();
    await assert.rejects(
      withTransaction(services, async (tx) => {
        counting.queue(tx, id);
        throw new Error('Rolled back.');
      }),
    );
    assert.deepEqual(queued, []);
    isQueueBroken = true;
    await withTransaction(services, async (tx) => counting.queue(tx, id));
    await eventually(async () => assert.ok(world.logLines.some((line) => line.includes('could not be queued'))));
    assert.deepEqual(lookedAfter, ['long-work.resume']);
    isQueueBroken = false;
    await resumeLongWork(services, [counting]);
    assert.ok(!isQueued(id), 'it may be on its way');
    clock.advance(2 * MINUTE);
    await resumeLongWork(services, [counting]);
    assert.ok(isQueued(id));
    await run(id);
    queued = [];
    clock.advance(2 * MINUTE);
    await resumeLongWork(services, [counting]);
    assert.ok(!isQueued(id), 'what is done is not resumed');
  });

  it('LONG-7 is come back to when whoever is at it has been silent, at once at the next start, and not when it is over', async () => {
    const again = async (id: string, stopping = never) => {
      const waits: number[] = [];
      await counting.job.run(services, { id }, stopping, (inMs) => waits.push(inMs));
      return waits;
    };
    const anothers = await begin({ status: 'running', runId: 'another' });
    const [wait = 0] = await again(anothers);
    assert.ok(wait > 0 && wait <= MINUTE, `${wait} ms`);
    clock.advance(MINUTE);
    assert.deepEqual(await again(anothers), []);
    assert.equal((await find(anothers)).status, 'done');
    assert.deepEqual(await again(await begin(), AbortSignal.abort()), [0]);
  });

  it('LONG-8 a kind that can’t be resumed does not keep the others from it', async () => {
    const id = await begin();
    clock.advance(2 * MINUTE);
    const broken = { ...counting, resume: () => Promise.reject(new Error('Broken.')) };
    await resumeLongWork(services, [broken, counting]);
    assert.ok(isQueued(id));
  });

  it('LONG-9 tells the operator what waits, runs and is stuck, and how long it has been silent', async () => {
    await countModel(world.db).deleteMany({});
    await begin();
    await begin({ status: 'running', runId: 'alive' });
    await begin({ status: 'running', runs: 3 });
    await begin({ status: 'done' });
    const [states] = await longWorkStates(services, [counting]);
    const { kind, waiting, running, stuck } = states ?? {};
    assert.deepEqual({ kind, waiting, running, stuck }, { kind: 'test.count', waiting: 1, running: 1, stuck: 1 });
    clock.advance(4 * MINUTE);
    const [later] = await longWorkStates(services, [counting]);
    assert.equal(later?.stuck, 3);
    assert.ok((later?.oldestHeartbeat ?? 0) >= 4 * MINUTE);
    const { text } = await world.browser().call('GET', '/metrics');
    for (const name of ['record.import', 'record.transfer', 'mail.back-up', 'export.run', 'closing.finish']) {
      for (const state of ['waiting', 'running', 'stuck']) {
        assert.ok(text.includes(`foyer_long_work{kind="${name}",state="${state}"} 0`), `${name} ${state}`);
      }
      assert.ok(text.includes(`foyer_long_work_oldest_heartbeat_seconds{kind="${name}"} 0`), name);
    }
    assert.match(text, /^foyer_long_work\{kind="directory\.sync",state="running"\} \d+$/m);
  });
});

import { randomUUID } from 'node:crypto';
import type { QueryFilter, UpdateQuery } from 'mongoose';
import { z } from 'zod';
import { after, MINUTE, SECOND } from './clock.ts';
import type { JobDefinition } from './jobs.ts';
import { Claim, CutOff, type LongWorkDefinition, type LongWorkRow, type Run } from './long-work-run.ts';
import { idSchema } from './page-schemas.ts';
import { Problem } from './problem.ts';
import type { Services, Tx } from './services.ts';

/** Without a run that lives for so many times its `silenceMs`, work counts as stuck. */
const STUCK_SILENCES = 3;

/** After so many runs in a row that came to nothing, work counts as stuck. */
const STUCK_RUNS = 2;

/** The job that finds what was never queued. */
const RESUME = 'long-work.resume';

/** How much work of a kind is open, and how it stands. */
interface LongWorkStates {
  kind: string;
  waiting: number;
  running: number;
  stuck: number;
  /** Milliseconds since the oldest sign of life of those; 0 without any. */
  oldestHeartbeat: number;
}

/** A kind of long work; see `defineLongWork`. */
export interface LongWork<Row extends LongWorkRow = LongWorkRow> {
  readonly name: string;
  readonly job: JobDefinition;
  /** Claims the work and does what is left of it; nothing when another run is at it or nothing is left. */
  run(services: Services, id: string, stopping: AbortSignal): Promise<void>;
  /** Does a part of it now, under a claim, and leaves the rest to the job. */
  runPart(services: Services, id: string, part: (run: Run<Row>) => Promise<void>): Promise<void>;
  /** Has it run soon, inside a transaction once that has committed. If queueing fails, the resume job starts it. */
  queue(services: Services | Tx, id: string): void;
  /** Ends open work from outside: a run that is at it stops without writing. @returns false when it was not open. */
  cancel(tx: Tx, id: string, ended: Partial<Row>): Promise<boolean>;
  /** Queues work that nobody is at, which was never queued when its process died. */
  resume(services: Services): Promise<void>;
  /** Whether open work takes longer than it should. */
  isStuck(row: Pick<Row, 'status' | 'runs' | 'heartbeatAt'>, now: Date): boolean;
  states(services: Services): Promise<LongWorkStates>;
}

const input = z.strictObject({ id: idSchema });

/**
 * The one way to do what outlives a call. A kind says what its steps are and how it ends; this owns the rest: one run at
 * a time claims the row, shows that it lives, and is taken over when it is silent; who loses the claim writes nothing
 * any more; work that comes to nothing several times is given up with `gave_up`; what was cut off or never queued is
 * resumed.
 */
export function defineLongWork<Row extends LongWorkRow>(definition: LongWorkDefinition<Row>): LongWork<Row> {
  const { name, model, open, silenceMs = MINUTE, mostRuns = 5, concurrency = 2 } = definition;
  const { endsWith = (error) => (error instanceof Problem ? error.code : null) } = definition;
  const isOpen = { status: { $in: open } };
  const silent = (now: Date) => ({ ...isOpen, heartbeatAt: { $lte: after(now, -silenceMs) } });

  /** Makes this run the one that works on it; null when another one does, or nothing is left to do. */
  async function claim(services: Services, id: string, stopping: AbortSignal): Promise<Claim<Row> | null> {
    const now = services.clock.now();
    // Earlier versions wrote no run into some kinds, and an empty one into others.
    const isUnclaimed = { ...isOpen, runId: { $in: [null, ''] } };
    const isFree = { $or: [isUnclaimed, silent(now), { status: { $in: definition.startsFrom ?? [] } }] };
    const claimed = { ...(definition.claimed ?? { status: 'running' }), runId: randomUUID(), heartbeatAt: now };
    const row = await model(services.db)
      .findOneAndUpdate(
        { _id: id, ...isFree } as QueryFilter<Row>,
        { $set: claimed, $inc: { runs: 1 } } as UpdateQuery<Row>,
        { returnDocument: 'after' },
      )
      .lean<Row>();
    return row && new Claim(services, definition, row, stopping);
  }

  /** Milliseconds until another run may work on it, null when it is over. */
  async function untilFree({ db, clock }: Services, id: string): Promise<number | null> {
    const row = await model(db)
      .findOne({ _id: id, ...isOpen } as QueryFilter<Row>)
      .select('heartbeatAt')
      .lean<Pick<Row, 'heartbeatAt'>>();
    if (!row) return null;
    const silence = row.heartbeatAt ? clock.now().getTime() - row.heartbeatAt.getTime() : 0;
    return Math.max(silenceMs - silence, SECOND);
  }

  async function runAll(claimed: Claim<Row>): Promise<void> {
    const { log } = claimed.services;
    const about = { kind: name, id: claimed.row._id, runs: claimed.row.runs };
    const giveUp = async () => {
      log.error(about, 'long work was given up');
      await claimed.end('gave_up');
    };
    try {
      // The runs before died: none came as far as to say why.
      if (claimed.row.runs > mostRuns) return await giveUp();
      await definition.run(claimed);
      await claimed.end(null);
    } catch (error) {
      if (error instanceof CutOff || claimed.signal.aborted) return await claimed.release();
      const code = endsWith(error);
      if (code === null || code === 'internal') log.error({ err: error, ...about }, 'long work failed');
      if (code !== null) await claimed.end(code);
      else if (claimed.fruitlessRuns >= mostRuns) await giveUp();
      else await claimed.release(claimed.fruitlessRuns);
    }
  }

  async function partly(claimed: Claim<Row>, part: (run: Run<Row>) => Promise<void>): Promise<void> {
    try {
      await part(claimed);
    } catch (error) {
      if (!(error instanceof CutOff)) throw error;
    } finally {
      await claimed.release();
    }
  }

  const work: LongWork<Row> = {
    name,
    job: {
      name,
      concurrency,
      async run(services, data, stopping, again) {
        const { id } = input.parse(data);
        await work.run(services, id, stopping);
        const wait = await untilFree(services, id);
        if (wait !== null) again(stopping.aborted ? 0 : wait);
      },
    },
    async run(services, id, stopping) {
      const claimed = await claim(services, id, stopping);
      await claimed?.whileBeating(silenceMs / 4, () => runAll(claimed));
    },
    async runPart(services, id, part) {
      const claimed = await claim(services, id, new AbortController().signal);
      await claimed?.whileBeating(silenceMs / 4, () => partly(claimed, part));
    },
    queue(services, id) {
      const { jobs, log } = services;
      const queueNow = () => {
        jobs.soon(name, id, { id }).catch((error: unknown) => {
          log.error({ err: error, kind: name, id }, 'long work could not be queued');
          jobs.within(RESUME, silenceMs + SECOND);
        });
      };
      if ('afterCommit' in services) services.afterCommit(queueNow);
      else queueNow();
    },
    async cancel({ db, transaction }, id, ended) {
      const { matchedCount } = await model(db).updateOne(
        { _id: id, ...isOpen } as QueryFilter<Row>,
        { $set: { ...ended, runId: null } } as UpdateQuery<Row>,
        { session: transaction },
      );
      return matchedCount === 1;
    },
    async resume({ db, clock, jobs }) {
      const rows = await model(db)
        .find(silent(clock.now()) as QueryFilter<Row>)
        .select('_id')
        .lean<{ _id: string }[]>();
      for (const { _id: id } of rows) await jobs.soon(name, id, { id });
    },
    isStuck({ status, runs, heartbeatAt }, now) {
      if (!open.includes(status)) return false;
      const isSilent = heartbeatAt !== null && heartbeatAt <= after(now, -STUCK_SILENCES * silenceMs);
      return isSilent || runs > STUCK_RUNS;
    },
    async states({ db, clock }) {
      const now = clock.now();
      const rows = await model(db)
        .find(isOpen as QueryFilter<Row>)
        .select('status runId runs heartbeatAt')
        .lean<Row[]>();
      const states: LongWorkStates = { kind: name, waiting: 0, running: 0, stuck: 0, oldestHeartbeat: 0 };
      for (const row of rows) {
        states[work.isStuck(row, now) ? 'stuck' : row.runId ? 'running' : 'waiting'] += 1;
        const silence = row.heartbeatAt ? now.getTime() - row.heartbeatAt.getTime() : 0;
        states.oldestHeartbeat = Math.max(states.oldestHeartbeat, silence);
      }
      return states;
    },
  };
  return work;
}

/** The jobs of these kinds, and the one that resumes what was cut off, of all of them. */
export function longWorkJobs(kinds: readonly LongWork[]): JobDefinition[] {
  const run = (services: Services) => resumeLongWork(services, kinds);
  return [...kinds.map(({ job }) => job), { name: RESUME, every: 5 * MINUTE, everywhere: true, run }];
}

/** How the open work of these kinds stands, for the operator. */
export async function longWorkStates(services: Services, kinds: readonly LongWork[]): Promise<LongWorkStates[]> {
  return await Promise.all(kinds.map(({ states }) => states(services)));
}

/** A kind that can't be read does not keep the others from going on. */
export async function resumeLongWork(services: Services, kinds: readonly LongWork[]): Promise<void> {
  for (const { name, resume } of kinds) {
    await resume(services).catch((error: unknown) => {
      services.log.error({ err: error, kind: name }, 'long work could not be resumed');
    });
  }
}

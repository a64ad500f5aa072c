import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { after, SECOND } from './clock.ts';
import { type DueJob, type JobRow, JobStore, jobId, MOST_DUE } from './job-store.ts';
import type { Services } from './services.ts';

/** A job of a call that fails is tried again so many times. */
const RETRIES = 5;

/** Without a connection it is looked again after a second, then two, four and so on, at most this. */
const LONGEST_TROUBLE = 5 * SECOND;

/** Work in the background. A feature exports its jobs from `jobs.ts`; the server registers them at the start. */
export interface JobDefinition {
  /** `noun.verb`, such as `directory.sync`. */
  name: string;
  /** Runs by itself at this interval, in milliseconds, in one process at a time. */
  every?: number;
  /**
   * With `every`: each process does it, at its start as well, and nothing of it is stored. For what looks after things
   * that are claimed one by one, so that two who look at once do nothing twice.
   */
  everywhere?: true;
  /** How many of this job may run at once in one process; 1 unless given. */
  concurrency?: number;
  /**
   * @param data what `jobs.soon` was given; null for a run by interval. Check it with zod.
   * @param stopping aborted when the server stops, or another process has taken over: long work leaves off where it can
   * go on later.
   * @param again has it run again after so many milliseconds, sooner than by its interval; without one it would be over.
   */
  run(services: Services, data: unknown, stopping: AbortSignal, again: (inMs: number) => void): Promise<void>;
}

/** What features see of the background work. */
export interface Jobs {
  /**
   * Runs the job soon, once for all requests with the same `key` that are waiting. A job that fails is tried again
   * with growing pauses, five times.
   * @param data plain JSON.
   */
  soon(name: string, key: string, data?: unknown): Promise<void>;
  /** Has this process run a job of the kind `everywhere` in so many milliseconds, unless it does so earlier. */
  within(name: string, inMs: number): void;
}

export interface JobRunner extends Jobs {
  start(services: Services, definitions: readonly JobDefinition[]): Promise<void>;
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>;
}

interface JobTimes {
  /** How often it is looked what other processes have queued, or left when they died. */
  lookEvery: number;
  /** How long the lock of a process that died holds. */
  lockMs: number;
}

/** Background work kept in the same MongoDB, so that it outlives the process and is shared by several. */
export function createJobs(
  db: Connection,
  log: Logger,
  { lookEvery, lockMs }: JobTimes = { lookEvery: 30 * SECOND, lockMs: 20 * SECOND },
): JobRunner {
  return new Runner(new JobStore(db, randomUUID(), lockMs), log, lookEvery, lockMs);
}

/** A job at work in this process. */
interface Turn {
  kind: JobDefinition;
  /** Null of one that is not stored. */
  row: JobRow | null;
  /** Aborted when another process has taken it over. */
  lost: AbortController;
  /** Whether its run has come to an end, which may not be written yet. */
  isOver: boolean;
  ended: Promise<void>;
}

/**
 * Sleeps until the next job that it knows of is due, and at most until the next look. It hears at once of what its own
 * process queues, and, from a MongoDB with change streams, of what the others do.
 */
class Runner implements JobRunner {
  readonly #store: JobStore;
  readonly #log: Logger;
  readonly #lookEvery: number;
  readonly #lockMs: number;
  readonly #stopping = new AbortController();
  #kinds = new Map<string, JobDefinition>();
  #services: Services | null = null;
  /** What is due and when, by id. */
  readonly #plan = new Map<string, DueJob>();
  readonly #turns = new Map<string, Turn>();
  #nextLook = 0;
  #sleep = new AbortController();
  #working: Promise<unknown> = Promise.resolve();
  #heart: NodeJS.Timeout | null = null;

  constructor(store: JobStore, log: Logger, lookEvery: number, lockMs: number) {
    this.#store = store;
    this.#log = log;
    this.#lookEvery = lookEvery;
    this.#lockMs = lockMs;
  }

  async start(services: Services, definitions: readonly JobDefinition[]): Promise<void> {
    this.#services = services;
    this.#kinds = new Map(definitions.map((kind) => [kind.name, kind]));
    const intervals = definitions.filter(({ every }) => every !== undefined);
    await this.#store.prepare(intervals.filter(({ everywhere }) => !everywhere).map(({ name }) => name));
    for (const { name, everywhere } of intervals) if (everywhere) this.within(name, 0);
    this.#working = Promise.all([this.#work(), this.#listen()]);
  }

  async soon(name: string, key: string, data: unknown = null): Promise<void> {
    this.#expect(await this.#store.ask(jobId(name, key), name, data));
  }

  within(name: string, inMs: number): void {
    const dueAt = Math.min(Date.now() + inMs, this.#plan.get(name)?.dueAt ?? Number.POSITIVE_INFINITY);
    this.#expect({ id: name, name, dueAt });
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wake();
    await this.#working;
    await Promise.all([...this.#turns.values()].map(({ ended }) => ended));
  }

  #expect(job: DueJob): void {
    this.#plan.set(job.id, job);
    this.#wake();
  }

  #wake(): void {
    this.#sleep.abort();
  }

  async #work(): Promise<void> {
    const { signal: stopping } = this.#stopping;
    for (let troubles = 0; !stopping.aborted; ) {
      this.#sleep = new AbortController();
      const { signal } = this.#sleep;
      try {
        await this.#startDue();
        troubles = 0;
      } catch (error) {
        this.#log.error({ err: error }, 'background work is in trouble');
        this.#nextLook = Date.now() + Math.min(SECOND * 2 ** troubles, LONGEST_TROUBLE);
        troubles += 1;
      }
      if (!stopping.aborted) await pause(this.#restMs(), undefined, { signal }).catch(() => undefined);
    }
  }

  async #startDue(): Promise<void> {
    if (Date.now() >= this.#nextLook) await this.#look();
    for (const { id, name, dueAt } of [...this.#plan.values()]) {
      const kind = this.#kinds.get(name);
      if (dueAt > Date.now() || !kind || this.#isBusy(kind, id)) continue;
      if (this.#stopping.signal.aborted) return;
      const row = kind.everywhere ? null : await this.#store.take(id);
      if (this.#plan.get(id)?.dueAt === dueAt) this.#plan.delete(id);
      if (row || kind.everywhere) this.#begin(id, kind, row);
    }
  }

  /** What is due until the next look; when there is more than can be planned, that comes soon. */
  async #look(): Promise<void> {
    const kinds = [...this.#kinds.values()].filter(({ everywhere }) => !everywhere);
    const names = kinds.map(({ name }) => name);
    this.#nextLook = Date.now() + this.#lookEvery;
    const jobs = await this.#store.dueBefore(new Date(this.#nextLook), names);
    for (const job of jobs) if (!this.#turns.has(job.id)) this.#plan.set(job.id, job);
    if (jobs.length === MOST_DUE) this.#nextLook = Math.min(this.#nextLook, Date.now() + SECOND);
  }

  /** Hears what other processes queue, where the database tells of it. */
  async #listen(): Promise<void> {
    const { signal } = this.#stopping;
    const onAsked = (id: string) => {
      if (this.#plan.has(id) || this.#turns.has(id)) return;
      this.#nextLook = 0;
      this.#wake();
    };
    while (!signal.aborted && (await this.#store.tells())) {
      await this.#store.watch(onAsked, signal).catch((error: unknown) => {
        if (!signal.aborted)
          this.#log.warn({ err: error }, 'the database no longer tells of jobs: they are looked for');
      });
      await pause(this.#lookEvery, undefined, { signal }).catch(() => undefined);
    }
  }

  #restMs(): number {
    let next = this.#nextLook;
    for (const { id, name, dueAt } of this.#plan.values()) {
      const kind = this.#kinds.get(name);
      if (kind && !this.#isBusy(kind, id)) next = Math.min(next, dueAt);
    }
    return Math.max(next - Date.now(), 0);
  }

  #isBusy({ name, concurrency = 1 }: JobDefinition, id: string): boolean {
    const ofKind = [...this.#turns.values()].filter(({ kind }) => kind.name === name);
    return this.#turns.has(id) || ofKind.length >= concurrency;
  }

  #begin(id: string, kind: JobDefinition, row: JobRow | null): void {
    const turn: Turn = { kind, row, lost: new AbortController(), isOver: false, ended: Promise.resolve() };
    this.#turns.set(id, turn);
    if (row) this.#heart ??= setInterval(() => void this.#renew(), this.#lockMs / 4);
    turn.ended = this.#run(turn).then(async ({ wait, attempts }) => {
      turn.isOver = true;
      const dueAt = await this.#letGo(row, wait, attempts);
      this.#turns.delete(id);
      if (dueAt && !this.#plan.has(id)) this.#plan.set(id, { id, name: kind.name, dueAt: dueAt.getTime() });
      if (this.#heart && this.#held().length === 0) {
        clearInterval(this.#heart);
        this.#heart = null;
      }
      this.#wake();
    });
  }

  /** @returns after how many milliseconds it runs again, null when it is over, and its failures in a row. */
  async #run({ kind, row, lost }: Turn): Promise<{ wait: number | null; attempts: number }> {
    const { name, every = null, run } = kind;
    const signal = AbortSignal.any([this.#stopping.signal, lost.signal]);
    const before = row?.attempts ?? 0;
    let wait: number | null = every;
    const again = (inMs: number) => {
      wait = Math.max(0, Math.min(inMs, every ?? inMs));
    };
    try {
      await run(this.#services as Services, row?.input ?? null, signal, again);
      return { wait, attempts: 0 };
    } catch (error) {
      if (signal.aborted) return { wait: 0, attempts: before };
      const attempts = before + 1;
      const isGivenUp = every === null && attempts > RETRIES;
      this.#log.error({ err: error, job: name, attempts, isGivenUp }, 'a job failed');
      const backOff = 10 * SECOND * 2 ** (Math.min(attempts, 10) - 1);
      return { wait: isGivenUp ? null : Math.min(backOff, every ?? backOff), attempts };
    }
  }

  /** While the database is away the job stays ours; once that lasts longer than its lock, anybody's. */
  async #letGo(row: JobRow | null, wait: number | null, attempts: number): Promise<Date | null> {
    const dueAt = wait === null ? null : after(new Date(), wait);
    if (!row) return dueAt;
    for (let troubles = 0; ; troubles += 1) {
      try {
        return await this.#store.letGo(row, dueAt, attempts);
      } catch (error) {
        this.#log.error({ err: error, job: row.name }, 'the end of a job could not be written');
        if (this.#stopping.signal.aborted) return null;
        const { signal } = this.#stopping;
        await pause(Math.min(SECOND * 2 ** troubles, LONGEST_TROUBLE), undefined, { signal }).catch(() => undefined);
      }
    }
  }

  #held(): Turn[] {
    return [...this.#turns.values()].filter(({ row, isOver, lost }) => row && !isOver && !lost.signal.aborted);
  }

  async #renew(): Promise<void> {
    try {
      const held = this.#held();
      if (held.length === 0) return;
      const taken = await this.#store.renew(held.flatMap(({ row }) => (row ? [row._id] : [])));
      for (const { row, isOver, lost, kind } of held) {
        if (!row || isOver || !taken.includes(row._id)) continue;
        this.#log.warn({ job: kind.name }, 'a job was taken over by another process');
        lost.abort();
      }
    } catch (error) {
      this.#log.warn({ err: error }, 'the locks of jobs could not be renewed');
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { MongoBackend } from '@agendajs/mongo-backend';
import { Agenda, backoffStrategies, InMemoryNotificationChannel, type Job } from 'agenda';
import type { Connection } from 'mongoose';
import type { Logger } from 'pino';
import { MINUTE } from './clock.ts';
import type { Services } from './services.ts';

/** Work in the background. A feature exports its jobs from `jobs.ts`; the server registers them at the start. */
export interface JobDefinition {
  /** `noun.verb`, such as `directory.sync`. */
  name: string;
  /** Runs by itself at this interval (`'10 seconds'`, `'1 hour'`), in one process at a time. */
  every?: string;
  /** How many of this job may run at once in one process; 1 unless given. */
  concurrency?: number;
  /** After this time a job whose process died is taken over; 10 minutes unless given. */
  lockMs?: number;
  /**
   * @param data what `jobs.soon` was given; undefined for a run by interval. Check it with zod.
   * @param stopping aborted when the server stops: long work leaves off where it can go on later.
   */
  run(services: Services, data: unknown, stopping: AbortSignal): Promise<void>;
}

/** What features see of the background work. */
export interface Jobs {
  /**
   * Runs the job soon, once for all requests with the same `key` that are waiting. A job that fails is tried again
   * with growing pauses, five times.
   * @param data plain JSON.
   */
  soon(name: string, key: string, data?: unknown): Promise<void>;
}

export interface JobRunner extends Jobs {
  start(services: Services, definitions: readonly JobDefinition[]): Promise<void>;
  /** Takes no more jobs and waits for those that run. */
  stop(): Promise<void>;
}

/** Background work kept in the same MongoDB, so that it outlives the process and is shared by several. */
export async function createJobs(db: Connection, log: Logger): Promise<JobRunner> {
  if (!db.db) throw new TypeError('The database is not connected.');
  const agenda = new Agenda({
    backend: new MongoBackend({ mongo: db.db, collection: 'jobs' }),
    notificationChannel: new InMemoryNotificationChannel(),
    processEvery: '5 seconds',
    removeOnComplete: true,
  });
  agenda.on('error', (error) => log.error({ err: error }, 'background work is in trouble'));
  agenda.on('fail', (error: unknown, job: { attrs?: { name?: string } }) =>
    log.error({ err: error, job: job.attrs?.name }, 'a job failed'),
  );
  await agenda.ready;
  const stopping = new AbortController();

  return {
    async soon(name, key, data) {
      await agenda
        .create(name, { key, input: data ?? null })
        .unique({ 'data.key': key, lockedAt: null })
        .schedule(new Date())
        .save();
    },
    async start(services, definitions) {
      for (const { name, run, concurrency = 1, lockMs = 10 * MINUTE } of definitions) {
        agenda.define(
          name,
          (job: Job<{ input?: unknown } | undefined>) => run(services, job.attrs.data?.input, stopping.signal),
          {
            concurrency,
            lockLifetime: lockMs,
            backoff: backoffStrategies.exponential({ delay: 10_000, maxRetries: 5 }),
          },
        );
      }
      await agenda.start();
      for (const { name, every } of definitions) if (every) await agenda.every(every, name);
    },
    async stop() {
      stopping.abort();
      const idle = new AbortController();
      let isOver = false;
      const drained = agenda.drain({ signal: idle.signal }).finally(() => {
        isOver = true;
      });
      // A job that ends while drain() looks away is never heard of again, so we look for ourselves.
      while (!isOver && (await countRunning(agenda)) > 0) await pause(20);
      idle.abort();
      await drained;
    },
  };
}

async function countRunning(agenda: Agenda): Promise<number> {
  const { runningJobs } = await agenda.getRunningStats();
  return typeof runningJobs === 'number' ? runningJobs : runningJobs.length;
}

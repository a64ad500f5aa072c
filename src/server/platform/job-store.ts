import type { Connection, mongo } from 'mongoose';
import { after } from './clock.ts';

/** A job that waits or runs: one document for each name and key, so that what waits is never there twice. */
export interface JobRow {
  /** `name:key`, or the name alone of what runs by interval. */
  _id: string;
  name: string;
  input: unknown;
  /** Not before this moment. */
  dueAt: Date;
  /** Counts up with each request, so that one during a run is not taken for what that run was asked. */
  asked: number;
  /** Runs in a row that failed. */
  attempts: number;
  /** The runner at work. Its lock ends by itself unless it is renewed. */
  lockedBy: string | null;
  lockedUntil: Date | null;
}

/** When a job can be taken, as far as is known. */
export interface DueJob {
  id: string;
  name: string;
  /** Milliseconds since 1970. */
  dueAt: number;
}

/** What agenda kept, with which earlier versions of Foyer worked. */
interface AgendaRow {
  _id: mongo.ObjectId;
  name: string;
  data?: { key?: string; input?: unknown } | null;
  nextRunAt: Date | null;
  lockedAt: Date | null;
}

/** Looked up at once. */
export const MOST_DUE = 200;

/** The jobs in the database, as one runner sees them. Of several runners at one job, one gets it. */
export class JobStore {
  readonly #db: mongo.Db;
  readonly #rows: mongo.Collection<JobRow>;
  readonly #runner: string;
  readonly #lockMs: number;

  /** @param lockMs a lock that is not renewed for so long is free to be taken. */
  constructor(db: Connection, runner: string, lockMs: number) {
    if (!db.db) throw new TypeError('The database is not connected.');
    this.#db = db.db;
    this.#rows = db.db.collection<JobRow>('jobs');
    this.#runner = runner;
    this.#lockMs = lockMs;
  }

  /** Makes the index, and a document for each of those that run by interval; takes over what earlier versions queued. */
  async prepare(intervals: readonly string[]): Promise<void> {
    await this.#rows.createIndexes([{ key: { dueAt: 1 } }]);
    await this.#adoptEarlier();
    if (intervals.length === 0) return;
    await this.#rows.bulkWrite(
      intervals.map((name) => ({
        updateOne: {
          filter: { _id: name },
          update: { $setOnInsert: { name, input: null, dueAt: new Date(), asked: 0, attempts: 0, ...FREE } },
          upsert: true,
        },
      })),
    );
  }

  /** Queues a job; one with the same id that waits already gets the newer input. */
  async ask(_id: string, name: string, input: unknown): Promise<DueJob> {
    const dueAt = new Date();
    const $set = { input, dueAt, attempts: 0 };
    await this.#rows.updateOne(
      { _id },
      { $set, $inc: { asked: 1 }, $setOnInsert: { name, ...FREE } },
      { upsert: true },
    );
    return { id: _id, name, dueAt: dueAt.getTime() };
  }

  /** What can be taken by then at the latest, the first `MOST_DUE` of it. */
  async dueBefore(moment: Date, names: readonly string[]): Promise<DueJob[]> {
    const rows = await this.#rows
      .find({ dueAt: { $lte: moment }, name: { $in: [...names] } })
      .project<Pick<JobRow, '_id' | 'name' | 'dueAt' | 'lockedUntil'>>({ name: 1, dueAt: 1, lockedUntil: 1 })
      .sort({ dueAt: 1 })
      .limit(MOST_DUE)
      .toArray();
    return rows.map(({ _id: id, name, dueAt, lockedUntil }) => {
      return { id, name, dueAt: Math.max(dueAt.getTime(), lockedUntil?.getTime() ?? 0) };
    });
  }

  /** Takes it, if it is due and nobody's. */
  async take(_id: string): Promise<JobRow | null> {
    const now = new Date();
    return await this.#rows.findOneAndUpdate(
      { _id, dueAt: { $lte: now }, $or: [{ lockedUntil: null }, { lockedUntil: { $lte: now } }] },
      { $set: { lockedBy: this.#runner, lockedUntil: after(now, this.#lockMs) } },
      { returnDocument: 'after' },
    );
  }

  /** Goes on holding these. @returns those that another runner has taken over. */
  async renew(ids: readonly string[]): Promise<string[]> {
    const held = { _id: { $in: [...ids] }, lockedBy: this.#runner };
    const { matchedCount } = await this.#rows.updateMany(held, {
      $set: { lockedUntil: after(new Date(), this.#lockMs) },
    });
    if (matchedCount === ids.length) return [];
    const rows = await this.#rows.find(held).project<Pick<JobRow, '_id'>>({ _id: 1 }).toArray();
    const kept = new Set(rows.map(({ _id }) => _id));
    return ids.filter((id) => !kept.has(id));
  }

  /**
   * Lets go of a job after its run, as long as it is ours. One that was asked for meanwhile runs again at once.
   * @param dueAt when it runs again; null when it is over.
   * @returns when it runs next, as far as this runner has a say in it.
   */
  async letGo({ _id, asked }: JobRow, dueAt: Date | null, attempts: number): Promise<Date | null> {
    const ours = { _id, lockedBy: this.#runner };
    const done = dueAt
      ? (await this.#rows.updateOne({ ...ours, asked }, { $set: { dueAt, attempts, ...FREE } })).matchedCount
      : (await this.#rows.deleteOne({ ...ours, asked })).deletedCount;
    if (done === 1) return dueAt;
    const now = new Date();
    const { matchedCount } = await this.#rows.updateOne(ours, { $set: { dueAt: now, ...FREE } });
    return matchedCount === 1 ? now : null;
  }

  /** Whether the database has change streams: what tells of its topology in time does. */
  async tells(): Promise<boolean> {
    const hello = await this.#db.command({ hello: 1 }).catch(() => ({}));
    return 'topologyVersion' in hello;
  }

  /**
   * Tells of what any process queues, from a change stream. Ends with an error when the stream breaks for good.
   * https://www.mongodb.com/docs/manual/changeStreams/
   */
  async watch(onAsked: (id: string) => void, enough: AbortSignal): Promise<void> {
    const isAsked = {
      $or: [{ operationType: 'insert' }, { 'updateDescription.updatedFields.asked': { $exists: true } }],
    };
    const stream = this.#rows.watch([{ $match: isAsked }], { maxAwaitTimeMS: 60_000 });
    const close = () => void stream.close().catch(() => undefined);
    enough.addEventListener('abort', close, { once: true });
    try {
      for await (const change of stream) if ('documentKey' in change) onAsked(change.documentKey._id);
    } finally {
      enough.removeEventListener('abort', close);
      close();
    }
  }

  /** What waited stays queued, and what ran when its process ended. What had failed for good goes. */
  async #adoptEarlier(): Promise<void> {
    const earlier = this.#rows as unknown as mongo.Collection<AgendaRow>;
    for await (const { _id, name, data, nextRunAt, lockedAt } of earlier.find({ dueAt: { $exists: false } })) {
      if (data?.key && (nextRunAt ?? lockedAt)) await this.ask(jobId(name, data.key), name, data.input ?? null);
      await earlier.deleteOne({ _id });
    }
  }
}

const FREE = { lockedBy: null, lockedUntil: null } as const;

export function jobId(name: string, key: string): string {
  return `${name}:${key}`;
}

import type { Connection, Model, QueryFilter, UpdateQuery, UpdateWithAggregationPipeline } from 'mongoose';
import type { Clock } from './clock.ts';
import type { ProblemCode } from './problem-codes.ts';
import type { Services, Tx } from './services.ts';
import { withTransaction } from './transaction.ts';

/** What the row of each kind of long work has, whatever else it has. */
export interface LongWorkRow {
  _id: string;
  status: string;
  /** The run that works on it; null while none does. A run whose claim is gone writes nothing any more. */
  runId: string | null;
  /** Runs in a row that came to nothing. */
  runs: number;
  /** When a run last showed that it lives; work that has been silent is taken over. */
  heartbeatAt: Date | null;
}

/** These fields, for the mongoose schema of a kind; `status` is its own. */
export const longWorkFields = {
  runId: { type: String, default: null },
  runs: { type: Number, default: 0 },
  heartbeatAt: { type: Date, default: null },
};

/** Serves the resume job and the metrics. */
export const LONG_WORK_INDEX = { status: 1, heartbeatAt: 1 } as const;

/** The fields of work that is asked for, also again. */
export function unclaimed({ now }: Clock): Pick<LongWorkRow, 'runId' | 'runs'> & { heartbeatAt: Date } {
  return { runId: null, runs: 0, heartbeatAt: now() };
}

/** Thrown inside a run that has to leave off: the server stops, another run has taken over, or the row is gone. */
export class CutOff extends Error {}

/** One run of a piece of work, as long as its claim holds. */
export interface Run<Row extends LongWorkRow> {
  readonly services: Services;
  /** The row as it was claimed. */
  readonly row: Row;
  /** Aborted when the server stops or the claim is gone. */
  readonly signal: AbortSignal;
  /** @throws CutOff when the run has to leave off. */
  mustGoOn(): void;
  /** Writes something about the work, with a heartbeat. @throws CutOff */
  write(update: UpdateQuery<Row> | UpdateWithAggregationPipeline): Promise<void>;
  /**
   * One step in one transaction: `work` gets the row as it is now and gives back what changes in it, null when nothing
   * is left to do. What it has written is lasting: the run has not come to nothing.
   * @returns whether there may be more to do.
   * @throws CutOff
   */
  step(work: (tx: Tx, row: Row) => Promise<UpdateQuery<Row> | null>): Promise<boolean>;
}

export interface LongWorkDefinition<Row extends LongWorkRow> {
  /** `noun.verb`; also the name of its job. */
  name: string;
  model(db: Connection): Model<Row>;
  /** Statuses in which something is left to do; null for rows of earlier versions without one. */
  open: readonly (Row['status'] | null)[];
  /** Statuses from which it may begin anew, besides. */
  startsFrom?: readonly Row['status'][];
  /** Work that has not shown itself for so long is taken over; a minute unless given. */
  silenceMs?: number;
  /** After so many runs in a row that came to nothing it is given up; 5 unless given. */
  mostRuns?: number;
  /** How many run at once in one process; 2 unless given. */
  concurrency?: number;
  /** What a claim sets; the status `running` unless given. */
  claimed?: Partial<Row>;
  /** Does what is left to do, and returns once nothing is. */
  run(run: Run<Row>): Promise<void>;
  /** With which code an error ends the work at once; null to try again. Problems do, unless given. */
  endsWith?(error: unknown): ProblemCode | null;
  /**
   * Ends the work, in the transaction that writes it: audit, mails.
   * @param problem why it failed; null when it is done.
   * @returns what changes in the row; null when the row goes.
   */
  end(tx: Tx, row: Row, problem: ProblemCode | null): Promise<Partial<Row> | null>;
}

/** A run that has claimed its row: each of its writes asks for the claim again. */
export class Claim<Row extends LongWorkRow> implements Run<Row> {
  readonly services: Services;
  readonly row: Row;
  readonly signal: AbortSignal;
  /** This run and those before it, unless it has come any further. */
  fruitlessRuns: number;
  readonly #definition: LongWorkDefinition<Row>;
  readonly #lost = new AbortController();

  constructor(services: Services, definition: LongWorkDefinition<Row>, row: Row, stopping: AbortSignal) {
    this.services = services;
    this.#definition = definition;
    this.row = row;
    this.fruitlessRuns = row.runs;
    this.signal = AbortSignal.any([stopping, this.#lost.signal]);
  }

  mustGoOn(): void {
    if (this.signal.aborted) throw new CutOff();
  }

  async write(update: UpdateQuery<Row> | UpdateWithAggregationPipeline): Promise<void> {
    this.mustGoOn();
    const isPipeline = Array.isArray(update);
    const heartbeatAt = this.services.clock.now();
    const whole = isPipeline ? [...update, { $set: { heartbeatAt } }] : withSet(update, { heartbeatAt });
    if (!(await this.#update(this.services, whole, isPipeline))) this.#lose();
  }

  async step(work: (tx: Tx, row: Row) => Promise<UpdateQuery<Row> | null>): Promise<boolean> {
    this.mustGoOn();
    const isMore = await withTransaction(this.services, async (tx) => {
      const update = await work(tx, await this.#claimedRow(tx));
      if (update) await this.#update(tx, withSet(update, { heartbeatAt: tx.clock.now(), runs: 0 }));
      return update !== null;
    });
    if (isMore) this.fruitlessRuns = 0;
    return isMore;
  }

  async end(problem: ProblemCode | null): Promise<void> {
    await withTransaction(this.services, async (tx) => {
      const ended = await this.#definition.end(tx, await this.#claimedRow(tx), problem);
      if (ended) await this.#update(tx, { $set: { runId: null, runs: 0, ...ended } });
      else await this.#model(tx).deleteOne(this.#stillClaimed(), { session: tx.transaction });
    });
  }

  /** Leaves the rest to another run. One that was cut off is no failure. */
  async release(runs = 0): Promise<void> {
    await this.#update(this.services, { $set: { ...unclaimed(this.services.clock), runs } });
  }

  async whileBeating(everyMs: number, work: () => Promise<void>): Promise<void> {
    const heart = setInterval(() => void this.#beat(), everyMs);
    try {
      await work();
    } finally {
      clearInterval(heart);
    }
  }

  async #beat(): Promise<void> {
    const { clock, log } = this.services;
    try {
      const isAlive = await this.#update(this.services, { $set: { heartbeatAt: clock.now() } });
      if (!isAlive) this.#lost.abort();
    } catch (error) {
      log.warn({ err: error, kind: this.#definition.name }, 'long work could not show that it goes on');
    }
  }

  #lose(): never {
    this.#lost.abort();
    throw new CutOff();
  }

  async #claimedRow(tx: Tx): Promise<Row> {
    const row = await this.#model(tx).findOne(this.#stillClaimed()).session(tx.transaction).lean<Row>();
    return row ?? this.#lose();
  }

  async #update({ db, transaction }: Services, update: object, updatePipeline = false): Promise<boolean> {
    const { matchedCount } = await this.#definition
      .model(db)
      .updateOne(this.#stillClaimed(), update as UpdateQuery<Row>, {
        ...(transaction && { session: transaction }),
        updatePipeline,
      });
    return matchedCount === 1;
  }

  #model({ db }: Services): Model<Row> {
    return this.#definition.model(db);
  }

  #stillClaimed(): QueryFilter<Row> {
    const { _id, runId } = this.row;
    return { _id, runId } as QueryFilter<Row>;
  }
}

function withSet<Row>(update: UpdateQuery<Row>, set: Partial<LongWorkRow>): object {
  return { ...update, $set: { ...update.$set, ...set } };
}

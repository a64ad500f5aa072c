import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { type Connection, type Model, Schema } from 'mongoose';
import { SECOND } from './clock.ts';
import { duplicateKey } from './mongo-errors.ts';

/** Whose turn it is among processes, as long as they are in one another's way. */
export interface TurnRow {
  /** What they want: the organization. */
  _id: string;
  holder: string;
  until: Date;
}

/** A process that died with the turn has it no longer. */
const LEASE = 2 * SECOND;

/** Who waits for another process longer than this tries without the turn: it keeps time, not order. */
const PATIENCE = 2 * SECOND;

/** So many in a row of one process, then the others'. */
const IN_A_ROW = 16;

/** After another process was in the way, the turn is taken first for so long. */
const REMEMBERED = 5 * SECOND;

const schema = new Schema<TurnRow>(
  {
    _id: { type: String, required: true },
    holder: { type: String, required: true },
    until: { type: Date, required: true },
  },
  { collection: 'turns', versionKey: false },
);
schema.index({ until: 1 }, { expireAfterSeconds: 60 });

export function turnModel(db: Connection): Model<TurnRow> {
  return db.model<TurnRow>('Turn', schema);
}

/** Where those wait who want the same: one after another, in the order of arrival. */
export interface Turnstile {
  /** Waits for its turn; the next one waits until `leave` was called. */
  enter(): Promise<Turn>;
}

export interface Turn {
  /** Another process is in the way: waits until this one has the turn among them. */
  meetRival(): Promise<void>;
  leave(): void;
}

/**
 * A turnstile of this process. What waits in it costs no command until another process turns out to be in the way; from
 * then on, for a while, the processes take turns by a lease in the database, each for several of its own at a time.
 */
export function createTurnstile(db: Connection, key: string): Turnstile {
  const turns = turnModel(db);
  const holder = randomUUID();
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  let rivalUntil = 0;
  let inARow = 0;
  /** Until when the turn among processes is this one's. */
  let heldUntil = 0;
  const isHeld = () => Date.now() < heldUntil;

  async function take(): Promise<void> {
    const start = Date.now();
    while (!(await tryToTake()) && Date.now() - start < PATIENCE) await pause(2 + Math.random() * 10);
  }

  async function tryToTake(): Promise<boolean> {
    const now = Date.now();
    try {
      await turns.updateOne(
        { _id: key, $or: [{ holder }, { until: { $lte: new Date(now) } }] },
        { $set: { holder, until: new Date(now + LEASE) } },
        { upsert: true },
      );
      heldUntil = now + LEASE / 2;
    } catch (error) {
      // There is a row, and it is another's.
      if (!duplicateKey(error)) throw error;
    }
    return isHeld();
  }

  async function pass(): Promise<void> {
    heldUntil = 0;
    inARow = 0;
    await turns.updateOne({ _id: key, holder }, { $set: { until: new Date(0) } });
    // Those who wait for it look every few milliseconds.
    if (waiting > 0) await pause(12);
  }

  const turn = (leave: () => void): Turn => ({
    async meetRival() {
      rivalUntil = Date.now() + REMEMBERED;
      if (!isHeld()) await take();
    },
    leave() {
      inARow += 1;
      const isOver = heldUntil > 0 && (waiting === 0 || inARow >= IN_A_ROW);
      // Should it fail, the lease runs out.
      if (isOver)
        pass()
          .catch(() => undefined)
          .finally(leave);
      else leave();
    },
  });

  return {
    async enter() {
      const before = last;
      let leave = () => {};
      last = new Promise<void>((resolve) => {
        leave = resolve;
      });
      waiting += 1;
      await before;
      waiting -= 1;
      if (!isHeld() && Date.now() < rivalUntil) {
        await take().catch((error: unknown) => {
          leave();
          throw error;
        });
      }
      return turn(leave);
    },
  };
}

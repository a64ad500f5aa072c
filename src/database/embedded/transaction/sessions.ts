import { CommandError } from '../errors.ts';
import type { Store } from '../storage/store.ts';
import { afterPrefix, type KeyRange, prefixRange, type WritableView } from '../storage/view.ts';
import { decode, doc, encode } from '../values/document.ts';
import type { Transaction } from './transaction.ts';

/** Minutes without use after which a session ends: what `hello` announces. */
export const sessionTimeoutMinutes = 30;

/** What a session's newest number was used for, as it is stored with the write itself. */
export interface Outcome {
  number: bigint;
  /** the answer to the retryable write, in BSON; empty when the number was a transaction that committed */
  reply: Buffer;
}

/** A logical session of a client (lsid), as far as it matters here: its newest transaction. */
export interface Session {
  readonly id: Buffer;
  /** the newest number seen in this process */
  number: bigint;
  state: 'none' | 'open' | 'committing' | 'committed' | 'aborted';
  transaction: Transaction | undefined;
  lastUse: number;
  /** resolves when the running commit has ended */
  commit: Promise<void> | undefined;
}

const prefix = Buffer.from('session:');
const headBytes = 16;

const forgottenReply = Buffer.from(
  encode(doc({ ok: 0, code: 96, codeName: 'OperationFailed', errmsg: 'the answer to this write was erased' })),
);

/** All sessions in use, and the stored outcomes of their newest numbers. */
export class Sessions {
  readonly #store: Store;
  readonly #open = new Map<string, Session>();
  #sweeper: NodeJS.Timeout | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  get(id: Buffer): Session {
    const name = id.toString('latin1');
    let session = this.#open.get(name);
    if (!session) {
      session = { id, number: -1n, state: 'none', transaction: undefined, lastUse: 0, commit: undefined };
      this.#open.set(name, session);
    }
    session.lastUse = Date.now();
    return session;
  }

  /**
   * Moves the session on to `number`; what it had open is aborted.
   * @throws CommandError 225 when a newer number has been used
   */
  advance(session: Session, number: bigint): void {
    const stored = this.outcome(session.id)?.number ?? -1n;
    const newest = session.number > stored ? session.number : stored;
    if (number < newest) {
      throw new CommandError(
        'TransactionTooOld',
        `Cannot start transaction ${number}: a newer transaction ${newest} has already started.`,
      );
    }
    if (number === session.number) return;
    this.abort(session);
    session.number = number;
    session.state = 'none';
  }

  /** What is stored of the session's newest finished number. */
  outcome(id: Buffer): Outcome | undefined {
    const stored = this.#store.live.get('system', Buffer.concat([prefix, id]));
    return stored && { number: stored.readBigInt64BE(8), reply: stored.subarray(headBytes) };
  }

  /** Stores the outcome; to be called within the write that it is the outcome of. */
  saveOutcome(view: WritableView, id: Buffer, outcome: Outcome): void {
    const head = Buffer.alloc(headBytes);
    head.writeBigInt64BE(BigInt(Date.now()), 0);
    head.writeBigInt64BE(outcome.number, 8);
    view.put('system', Buffer.concat([prefix, id]), Buffer.concat([head, outcome.reply]));
  }

  /** Opens a transaction in the session, and looks once a second whether it is open for too long. */
  begin(session: Session, transaction: Transaction): void {
    session.transaction = transaction;
    session.state = 'open';
    this.#sweepSoon();
  }

  #sweepSoon(): void {
    this.#sweeper ??= setTimeout(() => {
      this.#sweeper = undefined;
      this.abortExpired();
      if ([...this.#open.values()].some(({ transaction }) => transaction)) this.#sweepSoon();
    }, 1000).unref();
  }

  abort(session: Session): void {
    if (session.state !== 'open') return;
    session.state = 'aborted';
    session.transaction?.finish();
    session.transaction = undefined;
  }

  /** Ends the session: its transaction is aborted. Stored outcomes stay, since a retry may come after a restart. */
  end(id: Buffer): void {
    const session = this.#open.get(id.toString('latin1'));
    if (!session || session.state === 'committing') return;
    this.abort(session);
    this.#open.delete(id.toString('latin1'));
  }

  /** Aborts transactions that are open for too long and forgets sessions that nobody uses. */
  abortExpired(now = Date.now()): void {
    for (const session of this.#open.values()) {
      if (session.transaction && now > session.transaction.deadline) this.abort(session);
      if (now - session.lastUse > sessionTimeoutMinutes * 60_000) this.end(session.id);
    }
  }

  /** Removes stored outcomes that are too old to be asked for, a thousand a write. */
  async removeOldOutcomes(write: (action: (view: WritableView) => void) => Promise<void>, now: number): Promise<void> {
    const oldest = BigInt(now - sessionTimeoutMinutes * 60_000);
    const isOld = (value: Buffer | undefined) => value !== undefined && value.readBigInt64BE(0) < oldest;
    let range: KeyRange = prefixRange(prefix);
    for (;;) {
      const entries = this.#store.live.range('system', range, 1000);
      const old = entries.filter(({ value }) => isOld(value));
      if (old.length > 0) {
        await write((view) => {
          for (const { key } of old) if (isOld(view.get('system', key))) view.remove('system', key);
        });
      }
      const last = entries.at(-1);
      if (!last || entries.length < 1000) return;
      range = { low: afterPrefix(last.key), high: range.high };
    }
  }

  /**
   * Replaces stored answers that carry a document, a thousand a write. Whoever asks for such a one again is told that it
   * is gone; the write is not done twice.
   */
  async forgetDocuments(write: (action: (view: WritableView) => void) => Promise<void>): Promise<void> {
    let range: KeyRange = prefixRange(prefix);
    for (;;) {
      const entries = this.#store.live.range('system', range, 1000);
      const carrying = entries.filter(({ value }) => carriesDocument(value));
      if (carrying.length > 0) {
        await write((view) => {
          for (const { key } of carrying) {
            const now = view.get('system', key);
            if (now && carriesDocument(now)) {
              view.put('system', key, Buffer.concat([now.subarray(0, headBytes), forgottenReply]));
            }
          }
        });
      }
      const last = entries.at(-1);
      if (!last || entries.length < 1000) return;
      range = { low: afterPrefix(last.key), high: range.high };
    }
  }

  close(): void {
    clearTimeout(this.#sweeper);
    for (const session of this.#open.values()) this.abort(session);
  }
}

/** Whether a stored answer has a document in it, as that of `findAndModify`. */
function carriesDocument(stored: Buffer): boolean {
  const reply = stored.subarray(headBytes);
  return reply.length > 0 && decode(reply).get('value') instanceof Map;
}

import type { Connection } from 'mongoose';
import type { Services, Tx } from './services.ts';
import { createTurnstile, type Turn, type Turnstile } from './turnstile.ts';

/** Where transactions of this process wait for one another; by connection, then by what they want. */
const turnstiles = new WeakMap<Connection, Map<string, Turnstile>>();

/** What transactions want that have lost a race and did not say what for. */
const ANYTHING = '';

/**
 * Runs `work` in one transaction: snapshot reads, writes as the connection has them (majority), all or nothing.
 * The driver runs `work` again when the transaction lost a race (`TransientTransactionError`), so it must change
 * nothing outside of the database; such things go to `tx.afterCommit`. Joins the transaction it is called in.
 *
 * Fifty approvals at once all want the same seats. Each round would let one through and waste the others, so
 * transactions that name what they want run one after another, also among processes once these are in one another's way.
 * All others run at once, and whoever has lost a race tries again alone.
 * @param contended what transactions of its kind are known to want at the same time: the id of the organization.
 */
export async function withTransaction<Result>(
  services: Services,
  work: (tx: Tx) => Promise<Result>,
  contended: string = ANYTHING,
): Promise<Result> {
  if (isTx(services)) return await work(services);
  const session = await services.db.startSession();
  let hooks: (() => void)[] = [];
  let attempts = 0;
  let turn: Turn | null = null;
  try {
    const turnstile = turnstileOf(services.db, contended);
    if (contended !== ANYTHING) turn = await turnstile.enter();
    const result = await session.withTransaction(
      async () => {
        attempts += 1;
        if (attempts > 1 && contended !== ANYTHING) await turn?.meetRival();
        else if (attempts === 2) turn = await turnstile.enter();
        hooks = [];
        return await work({ ...services, transaction: session, afterCommit: (hook) => hooks.push(hook) });
      },
      { readConcern: { level: 'snapshot' } },
    );
    for (const hook of hooks) hook();
    return result;
  } finally {
    (turn as Turn | null)?.leave();
    await session.endSession();
  }
}

function isTx(services: Services): services is Tx {
  return services.transaction !== null;
}

function turnstileOf(db: Connection, key: string): Turnstile {
  const known = turnstiles.get(db) ?? new Map<string, Turnstile>();
  turnstiles.set(db, known);
  const turnstile = known.get(key) ?? createTurnstile(db, key);
  known.set(key, turnstile);
  return turnstile;
}

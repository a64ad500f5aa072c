import type { Connection } from 'mongoose';
import type { Services, Tx } from './services.ts';
import { createTurnstile, type Turnstile } from './turnstile.ts';

/** Where transactions of this process wait that have lost a race; one for each connection. */
const turnstiles = new WeakMap<Connection, Turnstile>();

/**
 * Runs `work` in one transaction: snapshot reads, writes as the connection has them (majority), all or nothing.
 * The driver runs `work` again when the transaction lost a race (`TransientTransactionError`), so it must change
 * nothing outside of the database; such things go to `tx.afterCommit`. Joins the transaction it is called in.
 *
 * Fifty approvals at once all want the same seats. Trying again all at once, each
 * round would let one through and waste the others; so whoever has lost a race tries again alone.
 */
export async function withTransaction<Result>(services: Services, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  if (isTx(services)) return await work(services);
  const session = await services.db.startSession();
  let hooks: (() => void)[] = [];
  let attempts = 0;
  let leave = () => {};
  try {
    const result = await session.withTransaction(
      async () => {
        attempts += 1;
        if (attempts === 2) leave = await turnstileOf(services.db).enter();
        hooks = [];
        return await work({ ...services, transaction: session, afterCommit: (hook) => hooks.push(hook) });
      },
      { readConcern: { level: 'snapshot' } },
    );
    for (const hook of hooks) hook();
    return result;
  } finally {
    leave();
    await session.endSession();
  }
}

function isTx(services: Services): services is Tx {
  return services.transaction !== null;
}

function turnstileOf(db: Connection): Turnstile {
  const known = turnstiles.get(db);
  if (known) return known;
  const turnstile = createTurnstile();
  turnstiles.set(db, turnstile);
  return turnstile;
}

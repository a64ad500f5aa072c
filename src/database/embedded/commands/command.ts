import type { ScramSecret } from '../auth/scram.ts';
import type { Engine } from '../engine.ts';
import type { View, WritableView } from '../storage/view.ts';
import type { Session } from '../transaction/sessions.ts';
import type { Transaction } from '../transaction/transaction.ts';
import { type Doc, encode } from '../values/document.ts';
import type { Client } from '../wire/connection.ts';
import type { Reply } from '../wire/reply.ts';
import type { Arguments } from './arguments.ts';

/** What commands know of the server they run in. */
export interface Server {
  engine: Engine;
  secret: ScramSecret;
  /** host:port, as clients see it */
  address: string;
  /** identifies this run of the server */
  processId: Buffer;
  connections(): number;
  log(message: string): void;
}

/** One command as it runs. */
export interface Context {
  server: Server;
  engine: Engine;
  client: Client;
  name: string;
  database: string;
  arguments: Arguments;
  session: Session | undefined;
  transaction: Transaction | undefined;
  /** the number of a write that may be sent again */
  retryNumber: bigint | undefined;
  /** what reads see: the transaction, or what is committed */
  view: View;
}

export interface CommandDefinition {
  run(context: Context): Reply | Promise<Reply>;
  /** may be called before authentication */
  open?: true;
  /** may be part of a transaction */
  inTransaction?: true;
  /** may carry a number by which a repetition is known */
  retryable?: true;
}

/**
 * Runs a write: within the open transaction, or in a write of its own. A retryable write stores its answer with the data,
 * and gets that answer when it comes again.
 */
export async function runWrite(context: Context, action: (view: WritableView) => Doc): Promise<Reply> {
  const { engine, session, transaction, retryNumber } = context;
  if (transaction) return action(transaction);
  if (!session || retryNumber === undefined) return await engine.write(action);
  return await engine.write((view): Reply => {
    const known = engine.sessions.outcome(session.id);
    if (known?.number === retryNumber) return known.reply;
    const reply = Buffer.from(encode(action(view)));
    engine.sessions.saveOutcome(view, session.id, { number: retryNumber, reply });
    return reply;
  });
}

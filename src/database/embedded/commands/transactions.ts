import { CommandError } from '../errors.ts';
import type { Session } from '../transaction/sessions.ts';
import { doc } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import type { CommandDefinition, Context } from './command.ts';

const transient = ['TransientTransactionError'];
/** Errors after which the whole transaction may be tried again: NoSuchTransaction, WriteConflict, SnapshotUnavailable. */
const transientCodes = new Set([251, 112, 246]);

/** Finds or begins the transaction that a command belongs to, or notes the number of a retryable write. */
export function joinTransaction(context: Context, definition: CommandDefinition): void {
  const { arguments: fields, session, engine } = context;
  const autocommit = fields.value('autocommit');
  if (fields.value('txnNumber') === undefined) {
    if (autocommit === undefined && fields.value('startTransaction') === undefined) return;
    throw new CommandError('InvalidOptions', "'autocommit' and 'startTransaction' need a 'txnNumber'");
  }
  if (!session)
    throw new CommandError('InvalidOptions', 'Transaction number requires a session ID to also be specified');
  const number = fields.long('txnNumber');
  if (autocommit === undefined) {
    if (!definition.retryable)
      throw new CommandError(
        50768,
        `txnNumber may only be provided for multi-document transactions and retryable writes, not for ${context.name}`,
      );
    engine.sessions.advance(session, number);
    context.retryNumber = number;
    return;
  }
  if (autocommit !== false) throw new CommandError('InvalidOptions', 'autocommit may only be false');
  if (definition === commitTransaction || definition === abortTransaction) return;
  if (!definition.inTransaction)
    throw new CommandError(
      'OperationNotSupportedInTransaction',
      `Cannot run '${context.name}' in a multi-document transaction.`,
    );
  if (fields.flag('startTransaction')) begin(context, session, number);
  context.transaction = openTransaction(session, number);
  context.view = context.transaction;
}

function begin({ engine }: Context, session: Session, number: bigint): void {
  engine.sessions.advance(session, number);
  if (session.state !== 'none' || engine.sessions.outcome(session.id)?.number === number) {
    throw new CommandError('ConflictingOperationInProgress', `Transaction ${number} has already been started`);
  }
  engine.sessions.begin(session, engine.beginTransaction());
}

function openTransaction(session: Session, number: bigint) {
  if (session.number === number && session.state === 'open' && session.transaction) return session.transaction;
  if (session.number === number && session.state === 'committed') throw committed(number);
  throw noSuchTransaction(number);
}

/** A transaction does not outlive an error in it. Returns the error with the label that tells the client to start anew. */
export function leaveFailedTransaction(context: Context, error: CommandError): CommandError {
  if (context.transaction && context.session) context.engine.sessions.abort(context.session);
  const inTransaction = context.arguments.value('autocommit') === false;
  if (!inTransaction || !transientCodes.has(error.code) || error.labels.length > 0) return error;
  return new CommandError(error.code, error.message, {
    labels: transient,
    ...(error.extra ? { extra: error.extra } : {}),
  });
}

export const commitTransaction: CommandDefinition = {
  async run({ engine, session, arguments: fields }): Promise<Reply> {
    if (!session) throw noSession();
    const number = fields.long('txnNumber');
    if (session.number === number && session.commit) await session.commit.catch(() => undefined);
    if (engine.sessions.outcome(session.id)?.number === number) return doc({ ok: 1 });
    if (session.number !== number || (session.state !== 'open' && session.state !== 'committed'))
      throw noSuchTransaction(number);
    if (session.state === 'open') await engine.commit(session);
    return doc({ ok: 1 });
  },
};

export const abortTransaction: CommandDefinition = {
  run({ engine, session, arguments: fields }): Reply {
    if (!session) throw noSession();
    const number = fields.long('txnNumber');
    if (session.number === number && (session.state === 'committed' || session.state === 'committing'))
      throw committed(number);
    if (session.number !== number || session.state !== 'open') throw noSuchTransaction(number);
    engine.sessions.abort(session);
    return doc({ ok: 1 });
  },
};

/** Names sessions as lsid documents. */
export const endSessions: CommandDefinition = {
  run({ engine, name, arguments: fields }): Reply {
    for (const lsid of fields.optionalList(name) ?? []) {
      const id = lsid instanceof Map ? lsid.get('id') : undefined;
      if (id !== null && typeof id === 'object' && 'sub_type' in id) engine.sessions.end(Buffer.from(id.value()));
    }
    return doc({ ok: 1 });
  },
};

function noSession(): CommandError {
  return new CommandError('InvalidOptions', 'a transaction needs an lsid and a txnNumber');
}

function committed(number: bigint): CommandError {
  return new CommandError('TransactionCommitted', `Transaction ${number} has been committed.`);
}

function noSuchTransaction(number: bigint): CommandError {
  return new CommandError(
    'NoSuchTransaction',
    `Given transaction number ${number} does not match any in-progress transactions.`,
    { labels: transient },
  );
}

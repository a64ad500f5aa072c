import { CommandError } from '../errors.ts';
import { type Doc, doc, type Plain } from '../values/document.ts';
import type { Context } from './command.ts';
import { writeError } from './error-reply.ts';
import { maxWriteBatch } from './handshake.ts';
import { leaveFailedTransaction } from './transactions.ts';

/**
 * Runs the statements of a bulk write and answers `{ n, writeErrors, ok: 1 }`. An ordered one ends with the first that
 * fails. A transaction does not outlive a failure.
 * @param run runs one statement and returns how many documents it counts for `n`
 */
export function runStatements<T>(
  context: Context,
  statements: T[],
  run: (statement: T, index: number) => number,
  more?: () => { [name: string]: Plain },
): Doc {
  if (statements.length === 0 || statements.length > maxWriteBatch) {
    throw new CommandError(
      'InvalidLength',
      `Write batch sizes must be between 1 and ${maxWriteBatch}. Got ${statements.length} operations.`,
    );
  }
  const ordered = context.arguments.flag('ordered', true);
  const errors: Doc[] = [];
  let n = 0;
  for (const [index, statement] of statements.entries()) {
    try {
      n += run(statement, index);
    } catch (error) {
      if (!(error instanceof CommandError) || error.labels.length > 0) throw error;
      errors.push(writeError(index, error));
      if (context.transaction) leaveFailedTransaction(context, error);
      if (ordered || context.transaction) break;
    }
  }
  return doc({ n, ...more?.(), writeErrors: errors.length > 0 ? errors : undefined, ok: 1 });
}

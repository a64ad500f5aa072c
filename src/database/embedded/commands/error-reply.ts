import { CommandError } from '../errors.ts';
import { type Doc, doc } from '../values/document.ts';

/** `{ ok: 0, errmsg, code, codeName, errorLabels }`, and what else the error carries. */
export function errorReply(error: CommandError): Doc {
  const reply = doc({ ok: 0, errmsg: error.message, code: error.code, codeName: error.codeName });
  for (const [name, value] of error.extra ?? []) reply.set(name, value);
  if (error.labels.length > 0) reply.set('errorLabels', error.labels);
  return reply;
}

/** One failed statement of a bulk write: `{ index, code, errmsg }`, and what else the error carries. */
export function writeError(index: number, error: CommandError): Doc {
  return new Map([...doc({ index, code: error.code, errmsg: error.message }), ...(error.extra ?? [])]);
}

/** What a client is told of any error: the text of one that is a fault of this program stays in the log. */
export function knownError(error: unknown, log: (message: string) => void): CommandError {
  if (error instanceof CommandError) return error;
  log(error instanceof Error ? (error.stack ?? error.message) : String(error));
  return new CommandError('InternalError', 'the database met an error of its own; its log says more');
}

import { CommandError, notSupported } from '../errors.ts';
import { type Doc, doc } from '../values/document.ts';
import { isNumber, toDouble } from '../values/kinds.ts';
import type { Arguments } from './arguments.ts';

const readLevels = new Set(['local', 'available', 'majority', 'linearizable', 'snapshot']);
const readOptions = new Set(['level', 'afterClusterTime']);

/**
 * Whether the write concern can be met: every write is durable before it is acknowledged, so that 0, 1, "majority" and j
 * are; more than one node there is not.
 */
export function unmetWriteConcern(fields: Arguments): Doc | undefined {
  const w = fields.optionalDocument('writeConcern')?.get('w');
  if (w === undefined || w === 'majority' || (isNumber(w) && (toDouble(w) === 0 || toDouble(w) === 1)))
    return undefined;
  const errmsg = `Not enough data-bearing nodes: there is one, and the write concern asks for w: ${String(w)}`;
  return doc({ code: 100, codeName: 'UnsatisfiableWriteConcern', errmsg });
}

/** One node has one state, so that all levels are the same. @throws CommandError for what asks for more */
export function checkReadConcern(fields: Arguments): void {
  const read = fields.optionalDocument('readConcern');
  if (!read) return;
  for (const name of read.keys()) if (!readOptions.has(name)) throw notSupported(`the read concern option ${name}`);
  const level = read.get('level');
  if (level === undefined) return;
  if (typeof level !== 'string' || !readLevels.has(level))
    throw new CommandError('BadValue', `unknown read concern level ${String(level)}`);
  if (level === 'snapshot' && fields.value('autocommit') === undefined)
    throw notSupported('the read concern snapshot outside of transactions');
}

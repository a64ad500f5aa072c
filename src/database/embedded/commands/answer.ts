import { admitFields } from '../door.ts';
import type { Collection } from '../storage/collection.ts';
import { cursorReply, type Reply } from '../wire/reply.ts';
import { Arguments } from './arguments.ts';
import type { Context } from './command.ts';

/** Documents of a first batch when the client does not say. */
const firstBatchDocuments = 101;
/** A batch ends before it is larger than this, in bytes. */
const largestBatch = 16 * 1024 * 1024;

/** Takes from the results what fits into a batch. `rest` is undefined when there are no more. */
export function takeBatch(
  results: Iterator<Uint8Array>,
  size: number,
  pending?: Uint8Array,
): { batch: Uint8Array[]; rest: Uint8Array | undefined } {
  const batch: Uint8Array[] = [];
  let bytes = 0;
  for (let next = pending ?? nextOf(results); next; next = nextOf(results)) {
    if (batch.length >= size || (batch.length > 0 && bytes + next.length > largestBatch)) return { batch, rest: next };
    batch.push(next);
    bytes += next.length;
  }
  return { batch, rest: undefined };
}

function nextOf(results: Iterator<Uint8Array>): Uint8Array | undefined {
  const next = results.next();
  return next.done ? undefined : next.value;
}

export interface CursorOptions {
  collection?: Collection | undefined;
  batchSize?: number | undefined;
  /** the rest is thrown away */
  single?: boolean;
}

/** Answers with the first batch of some results, and keeps a cursor for the rest. */
export function answerCursor(
  context: Context,
  namespace: string,
  results: Iterator<Uint8Array>,
  options: CursorOptions,
): Reply {
  const { batch, rest } = takeBatch(results, options.batchSize ?? firstBatchDocuments);
  if (!rest || options.single) {
    results.return?.();
    return cursorReply('firstBatch', batch, 0n, namespace);
  }
  const cursor = context.engine.cursors.open({
    namespace,
    results,
    pending: rest,
    session: context.session?.id.toString('hex'),
    transaction: context.transaction,
    collection: options.collection,
  });
  return cursorReply('firstBatch', batch, cursor.id, namespace);
}

/** Answers with documents that are all at hand; the client's batch size is kept. */
export function answerAll(context: Context, namespace: string, documents: Uint8Array[]): Reply {
  return answerCursor(context, namespace, documents.values(), { batchSize: batchSizeOf(context.arguments) });
}

/** `cursor: { batchSize }`, as aggregate and the commands that list have it. */
export function batchSizeOf(fields: Arguments): number | undefined {
  const cursor = fields.optionalDocument('cursor');
  if (!cursor) return undefined;
  admitFields('*.cursor', cursor.keys());
  return new Arguments('cursor', cursor).optionalCount('batchSize');
}

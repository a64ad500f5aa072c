import type { Engine } from '../engine.ts';
import type { Collection } from '../storage/collection.ts';
import { removeDocument } from '../storage/documents.ts';
import type { Index } from './definition.ts';
import { indexPrefix } from './entry.ts';
import { bytesOf, encodeValue, inverted, typeStart } from './interval.ts';
import { typeTag } from './key-value.ts';
import { noEffort, type Source } from './plan.ts';
import { scan } from './scan.ts';

/** Documents removed in one write. */
const batch = 500;

/** Removes the documents whose date in a TTL index is old enough; of an array the earliest date counts. */
export async function removeExpired(engine: Engine, collection: Collection, index: Index, now: number): Promise<void> {
  if (index.expireAfterSeconds === undefined || !collection.alive) return;
  const source = expiredSource(index, now - index.expireAfterSeconds * 1000);
  for (;;) {
    const removed = await engine.write((view) => {
      const found = scan({ view, collection, effort: noEffort() }, source);
      const old = [...takeFirst(found, batch)];
      for (const each of old) removeDocument(view, collection, each);
      return old.length;
    });
    if (removed < batch) return;
  }
}

function expiredSource(index: Index, newest: number): Source {
  const upwards = { low: typeStart(typeTag.date), high: { bytes: encodeValue(new Date(newest)), after: true } };
  const interval = index.fields[0]?.direction === -1 ? inverted(upwards) : upwards;
  const prefix = indexPrefix(index.id);
  const range = { low: bytesOf(interval.low, prefix), high: bytesOf(interval.high, prefix) };
  return { kind: 'index', index, ranges: [range], wholeKeys: false, within: [], backwards: false };
}

function* takeFirst<T>(items: Iterable<T>, count: number): Generator<T> {
  let taken = 0;
  for (const item of items) {
    yield item;
    if (++taken >= count) return;
  }
}

import { type Collection, FoundDocument } from '../storage/collection.ts';
import type { Entry, KeyRange, Table, View } from '../storage/view.ts';
import { recordOf } from './entry.ts';
import type { Effort, IndexSource, Source } from './plan.ts';

/** Entries are fetched in chunks of at most so many, and of about so many bytes. */
const largestChunk = 512;
const chunkBytes = 1024 * 1024;
const usualChunk = 16;

/** Where and how documents are looked for. */
export interface Search {
  view: View;
  collection: Collection;
  /** counts what is looked at */
  effort: Effort;
  /** how many documents are likely to be asked for: so many keys are fetched at first */
  ahead?: number;
}

/**
 * Finds the documents of a plan one after another. The next chunk of entries resumes behind the last key, so that nothing
 * is held open while nobody asks.
 */
export function* scan(search: Search, source: Source): Generator<FoundDocument> {
  if (source.kind === 'collection') yield* scanCollection(search, source.backwards);
  else if (source.kind === 'index') yield* scanIndex(search, source);
  else {
    const seen = new Set<number>();
    for (const each of source.sources) {
      for (const found of scan(search, each)) if (isNew(seen, found.record)) yield found;
    }
  }
}

function* scanCollection(search: Search, backwards: boolean): Generator<FoundDocument> {
  for (const { key, value } of entries(search, 'documents', search.collection.documents, backwards)) {
    search.effort.documents++;
    yield new FoundDocument(key.subarray(4), value);
  }
}

function* scanIndex(search: Search, source: IndexSource): Generator<FoundDocument> {
  const { view, collection, effort } = search;
  const seen = source.index.multikey.includes(true) ? new Set<number>() : undefined;
  for (const record of records(search, source)) {
    if (seen && !isNew(seen, record)) continue;
    const bytes = view.get('documents', collection.documentKey(record));
    // Gone since its key was read: a cursor does not keep others from writing.
    if (!bytes) continue;
    effort.documents++;
    yield new FoundDocument(record, bytes);
  }
}

/** How many documents have an entry in the ranges of an index; none is read, and an array's several entries count once. */
export function countRecords(search: Search, source: IndexSource): number {
  return numbersOf(records(search, source)).size;
}

/** The record numbers of the entries in the ranges of an index, as far as they have one in each of the others too. */
function* records(search: Search, source: IndexSource): Generator<Buffer> {
  const others = source.within.map((ranges) => numbersOf(recordsOf(search, { ...source, ranges, wholeKeys: false })));
  for (const record of recordsOf(search, source)) {
    const number = numberOf(record);
    if (others.every((each) => each.has(number))) yield record;
  }
}

function* recordsOf(search: Search, source: IndexSource): Generator<Buffer> {
  const { index, ranges, backwards } = source;
  for (const range of backwards ? [...ranges].reverse() : ranges) {
    if (source.wholeKeys) {
      const record = search.view.get('indexes', range.low);
      search.effort.keys++;
      if (record) yield record;
      continue;
    }
    for (const { key, value } of entries(search, 'indexes', range, backwards)) {
      search.effort.keys++;
      yield recordOf(index, key, value);
    }
  }
}

function* entries(
  { view, ahead = usualChunk }: Search,
  table: Table,
  range: KeyRange,
  backwards: boolean,
): Generator<Entry> {
  let { low, high } = range;
  let size = Math.min(Math.max(ahead, 1), table === 'documents' ? usualChunk : largestChunk);
  for (;;) {
    const chunk = view.range(table, { low, high }, size, backwards);
    yield* chunk;
    const last = chunk.at(-1);
    if (!last || chunk.length < size) return;
    if (backwards) high = last.key;
    else low = Buffer.concat([last.key, Buffer.from([0])]);
    const bytes = chunk.reduce((sum, entry) => sum + entry.value.length, 0);
    size = Math.max(1, Math.min(size * 4, largestChunk, Math.floor((chunkBytes * chunk.length) / (bytes + 1))));
  }
}

function isNew(seen: Set<number>, record: Buffer): boolean {
  const number = numberOf(record);
  if (seen.has(number)) return false;
  seen.add(number);
  return true;
}

function numbersOf(records: Iterable<Buffer>): Set<number> {
  const numbers = new Set<number>();
  for (const record of records) numbers.add(numberOf(record));
  return numbers;
}

function numberOf(record: Buffer): number {
  return record.readUIntBE(2, 6);
}

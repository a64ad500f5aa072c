import { CommandError } from '../errors.ts';
import type { Sort, SortKey } from '../query/sort.ts';
import type { FoundDocument } from '../storage/collection.ts';

/** What a sort may hold in memory, in bytes: as MongoDB. */
const mostBytes = 100 * 1024 * 1024;

interface Ranked {
  found: FoundDocument;
  key: SortKey;
}

/**
 * Documents in order, at most `limit` of them: with a limit only about twice as many are held at a time.
 * @throws CommandError 292 when what has to be held is too large
 */
export function sortDocuments(documents: Iterable<FoundDocument>, sort: Sort, limit: number): FoundDocument[] {
  const order = (a: Ranked, b: Ranked) => sort.compareKeys(a.key, b.key);
  let held: Ranked[] = [];
  let bytes = 0;
  let worst: SortKey | undefined;
  for (const found of documents) {
    const key = sort.keyOf(found.document);
    if (worst && sort.compareKeys(key, worst) >= 0) continue;
    held.push({ found: found.withoutDocument(), key });
    bytes += found.bytes.length;
    if (held.length >= limit * 2 + 100 || bytes > mostBytes) {
      held = held.sort(order).slice(0, limit);
      if (held.length === limit) worst = held.at(-1)?.key;
      bytes = held.reduce((sum, each) => sum + each.found.bytes.length, 0);
      if (bytes > mostBytes) throw tooLarge();
    }
  }
  return held
    .sort(order)
    .slice(0, limit)
    .map(({ found }) => found);
}

function tooLarge(): CommandError {
  return new CommandError(
    'QueryExceededMemoryLimitNoDiskUseAllowed',
    `Sort exceeded memory limit of ${mostBytes} bytes. An index on the sorted fields needs no memory.`,
  );
}

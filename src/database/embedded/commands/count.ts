import { noEffort } from '../index/plan.ts';
import { countRecords } from '../index/scan.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { doc } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { plan, type Query, readQuery, runQuery } from './query.ts';

export const count: CommandDefinition = {
  run(context): Reply {
    const query = readQuery({ filter: context.arguments.optionalDocument('query') });
    const collection = findCollection(context);
    return doc({ n: collection ? countMatches(context.view, collection, query) : 0, ok: 1 });
  },
};

/** Counts keys alone where the plan says that each of them is a match. */
export function countMatches(view: View, collection: Collection, query: Query): number {
  const { source, exact } = plan(view, collection, query);
  if (exact && source.kind === 'collection') return view.count('documents', collection.documents);
  if (exact && source.kind === 'index') {
    if (source.index.multikey.includes(true)) return countRecords({ view, collection, effort: noEffort() }, source);
    return source.ranges.reduce((sum, range) => sum + view.count('indexes', range), 0);
  }
  let n = 0;
  for (const _ of runQuery(view, collection, query).documents) n++;
  return n;
}

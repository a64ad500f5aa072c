import { noEffort } from '../index/plan.ts';
import { countRecords } from '../index/scan.ts';
import type { Collection } from '../storage/collection.ts';
import type { View } from '../storage/view.ts';
import { doc } from '../values/document.ts';
import type { Reply } from '../wire/reply.ts';
import { findCollection } from './collections.ts';
import type { CommandDefinition } from './command.ts';
import { plan, type Query, readQuery, runQuery } from './query.ts';
import { TimeLimit } from './time-limit.ts';

export const count: CommandDefinition = {
  options: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
  run(context): Reply {
    const { arguments: fields } = context;
    const limit = Math.abs(fields.optionalNumber('limit') ?? 0);
    const skip = fields.optionalCount('skip');
    const query = readQuery({
      filter: fields.optionalDocument('query'),
      hint: fields.value('hint'),
      collation: fields.optionalDocument('collation'),
    });
    const collection = findCollection(context);
    const time = new TimeLimit(fields.optionalNumber('maxTimeMS'));
    const n = collection ? Math.max(countMatches(context.view, collection, query, time) - (skip ?? 0), 0) : 0;
    return doc({ n: limit > 0 ? Math.min(n, limit) : n, ok: 1 });
  },
};

/** Counts keys alone where the plan says that each of them is a match. */
export function countMatches(view: View, collection: Collection, query: Query, time: TimeLimit): number {
  const { source, exact } = plan(view, collection, query);
  if (exact && source.kind === 'collection') return view.count('documents', collection.documents);
  if (exact && source.kind === 'index') {
    if (source.index.multikey.includes(true)) return countRecords({ view, collection, effort: noEffort() }, source);
    return source.ranges.reduce((sum, range) => sum + view.count('indexes', range), 0);
  }
  let n = 0;
  for (const _ of runQuery(view, collection, query, time).documents) n++;
  return n;
}

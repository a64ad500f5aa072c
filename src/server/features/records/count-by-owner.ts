import { recordModel } from '../../core/records/model.ts';
import { MODULES, type RecordCounts } from '../../core/records/schemas.ts';
import { idsToStrings } from '../../platform/ids.ts';
import type { Services } from '../../platform/services.ts';

/** What somebody owns. */
export interface OwnedCounts extends RecordCounts {
  ownerId: string;
  total: number;
}

/** Everybody who owns records, whoever owns most first; counted by the database and read as it is asked for. */
export async function* countByOwner({ db }: Services, organizationId: string): AsyncGenerator<OwnedCounts> {
  const countOf = (module: string) => ({ $sum: { $cond: [{ $eq: ['$_id.module', module] }, '$count', 0] } });
  const groups = recordModel(db)
    .aggregate<RecordCounts & { _id: string; total: number }>([
      { $match: { organizationId, module: { $in: [...MODULES] } } },
      // As little as can be for each record; the rest for each owner.
      { $group: { _id: { ownerId: '$ownerId', module: '$module' }, count: { $sum: 1 } } },
      {
        $group: {
          _id: '$_id.ownerId',
          ...Object.fromEntries(MODULES.map((module) => [module, countOf(module)])),
          total: { $sum: '$count' },
        },
      },
      { $sort: { total: -1, _id: 1 } },
    ])
    .cursor({ batchSize: 500 });
  for await (const { _id, ...counts } of groups) yield { ownerId: idsToStrings(_id), ...counts };
}

import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { findOwners } from '../members/owners.ts';
import { recordModel } from './model.ts';
import { MODULES, type Module, type RecordCounts } from './schemas.ts';

/** What these members own, by member id: one query however many are asked for. */
export async function recordCounts(
  services: Services,
  organizationId: string,
  memberIds: readonly string[],
): Promise<Map<string, RecordCounts>> {
  const groups = await recordModel(services.db)
    .aggregate<{ _id: { ownerId: string; module: Module }; count: number }>([
      {
        $match: {
          organizationId,
          module: { $in: [...MODULES] },
          ownerId: { $in: [...memberIds] },
        },
      },
      { $group: { _id: { ownerId: '$ownerId', module: '$module' }, count: { $sum: 1 } } },
    ])
    .session(services.transaction);
  const counts = new Map(
    memberIds.map((id): [string, RecordCounts] => [id, { leads: 0, contacts: 0, deals: 0, tasks: 0 }]),
  );
  for (const { _id, count } of groups) {
    const own = counts.get(_id.ownerId);
    if (own) own[_id.module] = count;
  }
  return counts;
}

/** How many records of all kinds an organization has. */
export async function countAll({ db }: Services, organizationId: string): Promise<number> {
  return await recordModel(db).countDocuments({ organizationId, module: { $in: MODULES } });
}

/** Whether anything still belongs to a member, who then can't be deleted for good (MEM-8). */
export async function ownsRecords(services: Services, organizationId: string, memberId: string): Promise<boolean> {
  const row = await recordModel(services.db)
    .exists({ organizationId, module: { $in: MODULES }, ownerId: memberId })
    .session(services.transaction);
  return row !== null;
}

/** Those of these members to whom anything belongs. */
export async function owners(
  services: Services,
  organizationId: string,
  memberIds: readonly string[],
): Promise<Set<string>> {
  const owning = await Promise.all(memberIds.map((id) => ownsRecords(services, organizationId, id)));
  return new Set(memberIds.filter((_, index) => owning[index]));
}

/** What one member owns. @throws Problem `not_found` when there is no such member. */
export async function countOwned(
  services: Services,
  { actor }: Authorized<'record.count'>,
  memberId: string,
): Promise<RecordCounts> {
  const organizationId = actor.organization.id;
  const known = await findOwners(services, organizationId, [memberId]);
  const counts = (await recordCounts(services, organizationId, [memberId])).get(memberId);
  if (!known.has(memberId) || !counts) throw new Problem('not_found');
  return counts;
}

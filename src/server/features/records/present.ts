import * as owners from '../../core/members/owners.ts';
import { type RecordRow, recordModel } from '../../core/records/model.ts';
import type { Module, RecordRef } from '../../core/records/schemas.ts';
import { visibility, visible } from '../../core/records/visibility.ts';
import type { MemberActor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import * as policy from './policy.ts';
import { linkOf } from './rules.ts';

/** A record as it goes out; its fields are those of its module. */
export interface RecordView {
  id: string;
  module: Module;
  owner: owners.OwnerRef | null;
  linked: (RecordRef & { title: string }) | null;
  createdAt: string;
  updatedAt: string;
  abilities: { update: boolean; delete: boolean };
  [field: string]: unknown;
}

/** One query for each kind of thing that the rows point to, however many rows there are. */
export async function present(
  services: Services,
  actor: MemberActor,
  rows: readonly RecordRow[],
): Promise<RecordView[]> {
  const ownerIds = rows.map(({ ownerId }) => ownerId);
  const [byId, titles, sees] = await Promise.all([
    owners.findOwners(services, actor.organization.id, ownerIds),
    findTitles(services, actor, rows),
    visibility(services, actor),
  ]);
  return rows.map((row) => {
    const ownerId = row.ownerId;
    const link = linkOf(row.fields);
    const title = link && titles.get(link.id);
    return {
      id: row._id,
      module: row.module,
      ...row.fields,
      owner: byId.get(ownerId) ?? null,
      linked: link && title !== undefined && title !== null ? { ...link, title } : null,
      createdAt: row.createdAt.toISOString(),
      updatedAt: row.updatedAt.toISOString(),
      // Whoever has given a record away may no longer see it.
      abilities: {
        update: sees(ownerId) && may(actor, policy.updateRecord),
        delete: sees(ownerId) && may(actor, policy.deleteRecord),
      },
    };
  });
}

/** The titles of the records that these point to, by id, as far as the actor sees them. */
async function findTitles(
  services: Services,
  actor: MemberActor,
  rows: readonly RecordRow[],
): Promise<Map<string, string>> {
  const ids = rows.flatMap(({ fields }) => linkOf(fields)?.id ?? []);
  if (ids.length === 0) return new Map();
  const found = await recordModel(services.db)
    .find({ ...(await visible(services, actor)), _id: { $in: ids } })
    .select('title')
    .lean<Pick<RecordRow, '_id' | 'title'>[]>();
  return new Map(found.map(({ _id, title }) => [_id, title]));
}

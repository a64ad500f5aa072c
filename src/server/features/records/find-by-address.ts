import * as owners from '../../core/members/owners.ts';
import { type RecordRow, recordModel } from '../../core/records/model.ts';
import { visible } from '../../core/records/visibility.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { Services } from '../../platform/services.ts';
import type { ByAddress } from './schemas.ts';

/** So many records of one address are named. */
const MOST_RECORDS = 20;

/** EXT-4: the records with these addresses, as far as the actor sees them. */
export async function findByAddress(
  services: Services,
  { actor }: Authorized<'record.list'>,
  addresses: readonly string[],
): Promise<ByAddress> {
  const seen = await visible(services, actor);
  const found = await Promise.all(
    addresses.map(async (address) => {
      const rows = await recordModel(services.db)
        .find({ ...seen, emails: normalizeLoginId(address) })
        .sort({ updatedAt: -1, _id: -1 })
        .limit(MOST_RECORDS + 1)
        .lean<RecordRow[]>();
      return { address, rows: rows.slice(0, MOST_RECORDS), more: rows.length > MOST_RECORDS };
    }),
  );
  const ownerIds = found.flatMap(({ rows }) => rows.map(({ ownerId }) => ownerId));
  const byId = await owners.findOwners(services, actor.organization.id, ownerIds);
  return {
    items: found.map(({ address, rows, more }) => ({
      address,
      records: rows.map(({ _id, module, title, fields, ownerId, updatedAt }) => ({
        module,
        id: _id,
        title,
        company: typeof fields.company === 'string' ? fields.company : null,
        owner: byId.get(ownerId) ?? null,
        updatedAt: updatedAt.toISOString(),
      })),
      more,
    })),
  };
}

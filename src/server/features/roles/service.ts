import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { nameKeyOf, type RoleRow, roleModel } from './model.ts';
import type { Role } from './schemas.ts';

/** The top of a new organization's hierarchy; its first role. */
export async function createRoot(tx: Tx, organizationId: string): Promise<string> {
  const [root] = await roleModel(tx.db).create(
    [{ organizationId, name: 'Everyone', nameKey: nameKeyOf('Everyone'), parentId: null }],
    {
      session: tx.session,
    },
  );
  if (!root) throw new TypeError('A role was written and did not come back.');
  return root.id;
}

/**
 * The role that somebody is given: the chosen one, or the root.
 * @throws Problem `not_found` when it is not one of the organization's.
 */
export async function choose(services: Services, organizationId: string, roleId?: string): Promise<Role> {
  const row = await roleModel(services.db)
    .findOne(roleId ? { _id: roleId, organizationId } : { organizationId, parentId: null })
    .sort({ _id: 1 })
    .session(services.session ?? null)
    .lean();
  if (!row) throw new Problem('not_found');
  return present(row);
}

/** Null when the organization has no such role. */
export async function find(services: Services, organizationId: string, roleId: string): Promise<Role | null> {
  const row = await roleModel(services.db)
    .findOne({ _id: roleId, organizationId })
    .session(services.session ?? null)
    .lean();
  return row && present(row);
}

/** All of an organization's roles, by name. */
export async function all(services: Services, organizationId: string): Promise<Role[]> {
  const rows = await roleModel(services.db)
    .find({ organizationId })
    .session(services.session ?? null)
    .lean();
  return rows.map(present).toSorted((a, b) => a.name.localeCompare(b.name));
}

function present(row: RoleRow): Role {
  return { id: row._id.toHexString(), name: row.name, parentId: row.parentId?.toHexString() ?? null };
}

import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import * as profiles from '../profiles/service.ts';
import { memberModel } from './model.ts';

/** Who manages users: the profiles that let one, and how many active members have one of them. */
interface Managers {
  profileIds: ReadonlySet<string>;
  count: number;
}

/**
 * MEM-6: an organization always has an active member with `manageUsers`. To be called in the same transaction by
 * everything that may take one away, after it has written: another profile for a member, another permission for a
 * profile, a profile deleted, a member deactivated.
 * @throws Problem `last_manager`.
 */
export async function keepOneManager(tx: Tx, organizationId: string): Promise<void> {
  const { count } = await holdManagers(tx, organizationId);
  if (count === 0) throw new Problem('last_manager');
}

/** As of now, held: two transactions at once that ask run into each other, and the second sees what the first left. */
export async function holdManagers(tx: Tx, organizationId: string): Promise<Managers> {
  await profiles.lockManagers(tx, organizationId);
  const profileIds = await profiles.granting(tx, organizationId, 'manageUsers');
  const count = await memberModel(tx.db)
    .countDocuments({ organizationId, status: 'active', profileId: { $in: profileIds } })
    .session(tx.session);
  return { profileIds: new Set(profileIds), count };
}

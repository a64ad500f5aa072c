import { MicrosoftError } from '../../../graph/errors.ts';
import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type Account, findByIdentity, findByLoginId, rename } from './service.ts';

/**
 * Makes sure that nobody else's account stands in the way of a person's login ID.
 * A directory may give the name of somebody who was renamed to somebody else. The account that holds it is another
 * person's (`tid` and `oid` differ), so it is never handed over: it follows its own person's new name, and when that
 * can't be found out, the newcomer is refused.
 * @throws Problem `login_id_taken`.
 */
export async function settleLoginId(services: Services, user: DirectoryUser): Promise<void> {
  const loginId = normalizeLoginId(user.userPrincipalName);
  const own = await findByIdentity(services, user);
  if (own && opens(own, user)?.linkedAt) return;
  const holder = await findByLoginId(services, loginId);
  if (!holder || holder.identities.length === 0 || opens(holder, user)) return;
  const renamedTo = await currentLoginId(services, holder);
  if (renamedTo === null || renamedTo === loginId) throw new Problem('login_id_taken', { details: { loginId } });
  await withTransaction(services, async (tx) => {
    if (await findByLoginId(tx, renamedTo)) throw new Problem('login_id_taken', { details: { loginId } });
    await rename(tx, holder.id, renamedTo);
  });
}

function opens(account: Account, { tenantId, objectId }: DirectoryUser) {
  return account.identities.find((known) => known.tenantId === tenantId && known.objectId === objectId);
}

async function currentLoginId(services: Services, { identities }: Account): Promise<string | null> {
  // A linked identity has a name of its own, which this account never had.
  const identity = identities.find(({ linkedAt }) => !linkedAt);
  if (!identity) return null;
  try {
    const person = await services.microsoft.readUser(identity.tenantId, identity.objectId);
    return person && normalizeLoginId(person.userPrincipalName);
  } catch (error) {
    if (error instanceof MicrosoftError) return null;
    throw error;
  }
}

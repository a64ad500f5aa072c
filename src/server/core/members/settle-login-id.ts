import { MicrosoftError } from '../../../graph/errors.ts';
import type { DirectoryUser } from '../../../graph/microsoft.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { identityOf } from '../accounts/availability.ts';
import type { Account, Concerned } from '../accounts/service.ts';
import { type CurrentLoginId, moveLoginIds, planMoves } from './move-login-ids.ts';

/** A longer chain of renames is left to the next sync of the directory, which needs no request for each. */
const LONGEST_CHAIN = 25;

/**
 * Makes sure that no other person's account holds a person's login ID. A directory may give the login ID of somebody
 * who was renamed or deleted to somebody else. The account that holds it is another person's (`tid` and `oid` differ),
 * so it is never handed over: it gets its own person's new login ID instead (GONE-5). When that is unknown, the
 * newcomer is refused.
 * @throws Problem `login_id_taken`.
 */
export async function settleLoginId(services: Services, user: DirectoryUser, concerned: Concerned): Promise<void> {
  const loginId = normalizeLoginId(user.userPrincipalName);
  const { own, holder } = concerned;
  if (own && identityOf(own, user)?.linkedAt) return;
  if (!holder || holder.identities.length === 0 || identityOf(holder, user)) return;
  const moves = await planMoves(services, [{ account: own, loginId }], askingMicrosoft(services));
  if (!moves.some(({ account }) => account?.id === holder.id)) {
    throw new Problem('login_id_taken', { details: { loginId } });
  }
  await withTransaction(services, (tx) => moveLoginIds(tx, moves));
}

function askingMicrosoft(services: Services): CurrentLoginId {
  let asked = 0;
  return async ({ identities }: Account) => {
    // A linked identity has a login ID of its own, which this account never had.
    const identity = identities.find(({ linkedAt }) => !linkedAt);
    asked += 1;
    if (!identity || asked > LONGEST_CHAIN) return undefined;
    try {
      const person = await services.microsoft.readUser(identity.tenantId, identity.objectId);
      return person && normalizeLoginId(person.userPrincipalName);
    } catch (error) {
      if (error instanceof MicrosoftError) return undefined;
      throw error;
    }
  };
}

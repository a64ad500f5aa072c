import type { Tx } from '../../platform/services.ts';
import { accountModel, type Unavailability } from './model.ts';
import type { Account, MicrosoftIdentity } from './service.ts';

export type { Unavailability } from './model.ts';

/** For what an account is about to be used. */
interface Use {
  /** The Microsoft identity that signed in; null for a password or a token. */
  identity: MicrosoftIdentity | null;
  /** The tenant of the organization that it is about; null when there is none. */
  tenantId: string | null;
}

/**
 * GONE-2: whether the directory has the person behind an account as disabled or deleted. An account that lives by its
 * Microsoft identity then opens nothing. One that a person linked to theirs (INV-7) opens neither by that identity nor in
 * the organization of that tenant; what they have elsewhere, with their password, is none of that directory's business.
 */
export function isUnavailable({ identities }: Pick<Account, 'identities'>, { identity, tenantId }: Use): boolean {
  return identities.some(
    (each) =>
      each.unavailable !== null &&
      (each.linkedAt === null || each.tenantId === tenantId || (identity !== null && isSame(each, identity))),
  );
}

/** The account's entry of a Microsoft identity; undefined when it is not one of its own. */
export function identityOf({ identities }: Pick<Account, 'identities'>, wanted: MicrosoftIdentity) {
  return identities.find((each) => isSame(each, wanted));
}

/** Notes that an identity opens nothing, or, with null, that it opens the account again. */
export async function setUnavailable(
  tx: Tx,
  account: Account,
  { tenantId, objectId }: MicrosoftIdentity,
  unavailable: Unavailability | null,
): Promise<void> {
  const identities = account.identities.map((each) =>
    isSame(each, { tenantId, objectId }) ? { ...each, unavailable } : each,
  );
  await accountModel(tx.db).updateOne(
    // The identity may have been unlinked meanwhile.
    { _id: account.id, identities: { $elemMatch: { tenantId, objectId } } },
    { $set: { identities } },
    { session: tx.session },
  );
}

function isSame(one: MicrosoftIdentity, other: MicrosoftIdentity): boolean {
  return one.tenantId === other.tenantId && one.objectId === other.objectId;
}

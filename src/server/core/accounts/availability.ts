import type { Tx } from '../../platform/services.ts';
import { accountModel, type Unavailability } from './model.ts';
import type { Account, MicrosoftIdentity } from './service.ts';

export type { Unavailability } from './model.ts';

/** What an account is about to be used for. */
interface Use {
  /** The Microsoft identity that signed in; null for a password or a token. */
  identity: MicrosoftIdentity | null;
  /** The tenant of the organization to enter; null when there is none. */
  tenantId: string | null;
}

/**
 * GONE-2: whether the directory has disabled or deleted the account's person. An account whose login ID
 * follows the directory then can't be used at all. An account that an identity was linked to (INV-7) can't be used with
 * that identity, nor in the organization of that tenant; elsewhere its password still works.
 */
export function isUnavailable({ identities }: Pick<Account, 'identities'>, { identity, tenantId }: Use): boolean {
  return identities.some(
    (each) =>
      each.unavailable !== null &&
      (each.linkedAt === null || each.tenantId === tenantId || (identity !== null && isSame(each, identity))),
  );
}

/** The account's entry for a Microsoft identity; undefined when it has none. */
export function identityOf({ identities }: Pick<Account, 'identities'>, wanted: MicrosoftIdentity) {
  return identities.find((each) => isSame(each, wanted));
}

/** Marks an identity as disabled or deleted in the directory, or, with null, as available again. */
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
    { session: tx.transaction },
  );
}

function isSame(one: MicrosoftIdentity, other: MicrosoftIdentity): boolean {
  return one.tenantId === other.tenantId && one.objectId === other.objectId;
}

import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { accountModel } from './model.ts';
import type { Account, MicrosoftIdentity } from './service.ts';

/**
 * What an identity is tied to. `from`: the account that it has opened so far; null when it has opened none.
 * `to.loginId`: the login ID with which the account was proved to be the person's.
 */
interface Link {
  from: string | null;
  to: Pick<Account, 'id' | 'loginId'>;
  /**
   * Whether the account has the person's name in the directory, which it follows from then on (INV-6), and whether they
   * are a guest there. Null for an account with another login ID, which stays what it is (INV-7).
   */
  sameName: { isGuest: boolean } | null;
}

/**
 * Ties a Microsoft identity to an account that no other opens. Of any number of attempts at once, one succeeds.
 * @throws Problem `identity_linked` when the identity opens another account, `already_linked` when another identity
 *   opens the account, or its login ID is no longer the one that was proved.
 */
export async function linkIdentity(
  tx: Tx,
  { tenantId, objectId }: MicrosoftIdentity,
  { from, to, sameName }: Link,
): Promise<void> {
  const { db, session, clock } = tx;
  if (from !== null) {
    const taken = await accountModel(db).updateOne(
      { _id: from, identities: { $elemMatch: { tenantId, objectId } } },
      { $pull: { identities: { tenantId, objectId } } },
      { session },
    );
    if (taken.modifiedCount === 0) throw new Problem('identity_linked');
  }
  try {
    const given = await accountModel(db).updateOne(
      { _id: to.id, loginId: to.loginId, 'identities.objectId': { $exists: false } },
      {
        $push: { identities: { tenantId, objectId, linkedAt: sameName ? null : clock.now() } },
        ...(sameName && { $set: sameName }),
      },
      { session },
    );
    if (given.modifiedCount === 0) throw new Problem('already_linked');
  } catch (error) {
    throw duplicateKey(error) ? new Problem('identity_linked') : error;
  }
}

/**
 * Takes the linked identity away: from now on it opens an account of its own again.
 * @throws Problem `not_linked`.
 */
export async function unlinkIdentity(tx: Tx, accountId: string): Promise<void> {
  const linked = { linkedAt: { $type: 'date' } };
  const { modifiedCount } = await accountModel(tx.db).updateOne(
    { _id: accountId, identities: { $elemMatch: linked } },
    { $pull: { identities: linked } },
    { session: tx.session },
  );
  if (modifiedCount === 0) throw new Problem('not_linked');
}

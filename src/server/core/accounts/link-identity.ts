import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { accountModel } from './model.ts';
import type { Account, MicrosoftIdentity } from './service.ts';

/**
 * What an identity is linked to. `from`: the account that it opened before; null when there is none.
 * `to.loginId`: the login ID with which the person proved that the account is theirs.
 */
interface Link {
  from: string | null;
  to: Pick<Account, 'id' | 'loginId'>;
  /**
   * Set when the account has the person's login ID in the directory, which it then follows (INV-6), with whether they
   * are a guest there. Null for an account with another login ID, which keeps it (INV-7).
   */
  sameName: { isGuest: boolean } | null;
}

/**
 * Links a Microsoft identity to an account without one. Of concurrent attempts, only one succeeds.
 * @throws Problem `identity_linked` when the identity opens another account, `already_linked` when another identity
 *   opens the account, or its login ID has changed since the proof.
 */
export async function linkIdentity(
  tx: Tx,
  { tenantId, objectId }: MicrosoftIdentity,
  { from, to, sameName }: Link,
): Promise<void> {
  const { db, transaction, clock } = tx;
  if (from !== null) {
    const taken = await accountModel(db).updateOne(
      { _id: from, identities: { $elemMatch: { tenantId, objectId } } },
      { $pull: { identities: { tenantId, objectId } } },
      { session: transaction },
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
      { session: transaction },
    );
    if (given.modifiedCount === 0) throw new Problem('already_linked');
  } catch (error) {
    throw duplicateKey(error) ? new Problem('identity_linked') : error;
  }
}

/**
 * Removes the linked identity, which opens an account of its own again afterwards.
 * @throws Problem `not_linked`.
 */
export async function unlinkIdentity(tx: Tx, accountId: string): Promise<void> {
  const linked = { linkedAt: { $type: 'date' } };
  const { modifiedCount } = await accountModel(tx.db).updateOne(
    { _id: accountId, identities: { $elemMatch: linked } },
    { $pull: { identities: linked } },
    { session: tx.transaction },
  );
  if (modifiedCount === 0) throw new Problem('not_linked');
}

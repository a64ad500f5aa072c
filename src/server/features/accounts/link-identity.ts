import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Tx } from '../../platform/services.ts';
import { accountModel } from './model.ts';
import type { MicrosoftIdentity } from './service.ts';

/**
 * Moves a Microsoft identity from the account that it has opened so far to another, whose login ID stays what it is
 * (INV-7). Of any number of attempts at once, one succeeds.
 * @throws Problem `identity_linked` when the identity was moved before, `already_linked` when the other account has one.
 */
export async function linkIdentity(
  tx: Tx,
  { tenantId, objectId }: MicrosoftIdentity,
  { from, to }: { from: string; to: string },
): Promise<void> {
  const { db, session, clock } = tx;
  const taken = await accountModel(db).updateOne(
    { _id: from, identities: { $elemMatch: { tenantId, objectId } } },
    { $pull: { identities: { tenantId, objectId } } },
    { session },
  );
  if (taken.modifiedCount === 0) throw new Problem('identity_linked');
  try {
    const given = await accountModel(db).updateOne(
      { _id: to, 'identities.objectId': { $exists: false } },
      { $push: { identities: { tenantId, objectId, linkedAt: clock.now() } } },
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

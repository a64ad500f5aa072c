import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { identityOf, setUnavailable, type Unavailability } from '../accounts/availability.ts';
import * as accounts from '../accounts/service.ts';
import { recordPersonal } from '../members/record-personal.ts';
import { endSessions } from '../sessions/end-sessions.ts';

/** Why a Microsoft identity opens nothing, and by what that was noticed. */
export type Departure = Pick<Unavailability, 'kind' | 'noticedBy'>;

/**
 * GONE-2: the directory has the person behind an account as disabled or deleted. Their sessions end at once; everything
 * else that speaks for them is kept, and refused as long as this stands (`isUnavailable`).
 */
export async function suspend(
  tx: Tx,
  account: accounts.Account,
  identity: accounts.MicrosoftIdentity,
  { kind, noticedBy }: Departure,
): Promise<void> {
  await setUnavailable(tx, account, identity, { kind, noticedBy, noticedAt: tx.clock.now() });
  const sessions = await endSessions(tx, { accountIds: [account.id] }, 'microsoft_unavailable');
  const details = { kind, noticedBy, sessions };
  await recordPersonal(tx, { actor: null, account, action: 'account.suspend', details });
}

/** GONE-2: the person is enabled again, and so is what they had but their sessions. */
export async function resume(
  tx: Tx,
  account: accounts.Account,
  identity: accounts.MicrosoftIdentity,
  noticedBy: Departure['noticedBy'],
): Promise<void> {
  await setUnavailable(tx, account, identity, null);
  await recordPersonal(tx, { actor: null, account, action: 'account.resume', details: { noticedBy } });
}

/** Suspends the account that the identity opens, if there is one and it is not suspended for this reason already. */
export async function suspendIdentity(
  services: Services,
  identity: accounts.MicrosoftIdentity,
  departure: Departure,
): Promise<void> {
  const { tenantId, objectId } = identity;
  await withTransaction(services, async (tx) => {
    const account = await accounts.findByIdentity(tx, { tenantId, objectId });
    const known = account && identityOf(account, identity)?.unavailable;
    if (account && known?.kind !== departure.kind) await suspend(tx, account, { tenantId, objectId }, departure);
  });
}

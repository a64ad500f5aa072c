import * as accounts from '../../core/accounts/service.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Services } from '../../platform/services.ts';
import type { OwnAccount } from './schemas.ts';

/** The actor's own account, as it is now. */
export async function showAccount(
  services: Services,
  actor: Actor,
  { isSecure }: { isSecure: boolean },
): Promise<OwnAccount> {
  const account = await accounts.require(services, actor.account.id);
  const { id, loginId, firstName, lastName, fullName, language, isGuest, preferences } = account;
  const { dateFormat, newsletters, secureConnection } = preferences;
  return {
    id,
    loginId,
    firstName,
    lastName,
    fullName,
    language,
    isGuest,
    preferences: { dateFormat, newsletters, secureConnection },
    isConnectionSecure: isSecure,
    signedInWith: actor.identity ? 'microsoft' : 'password',
  };
}

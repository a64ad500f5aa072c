import { actorOf, readCaller } from '../../core/sessions/caller.ts';
import type { Credentials } from '../../http/credentials.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Permission } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { touchGrant } from './grants.ts';
import { siteGrantModel } from './model.ts';
import { providerOf } from './oauth-server.ts';
import { findSite } from './sites.ts';

/** The permissions that a site can use at most: its scopes are about members only. */
const WITHIN_SCOPES: readonly Permission[] = ['manageUsers'];

const PATHS = { account: 'accountId', tenant: null } as const;

/**
 * The member for whom a site acts with an access token (RFC 6750), with what the member may do now and no more than they
 * have authorized the site for.
 * @throws Problem `api_token_invalid`, `microsoft_account_unavailable`, `secure_connection_required`.
 */
export async function siteActor(
  services: Services,
  accessToken: string,
  { visitor, isSecure }: Pick<Credentials, 'visitor' | 'isSecure'>,
): Promise<Actor> {
  const provider = await providerOf(services);
  const token = await provider.AccessToken.find(accessToken);
  const [site, grant] = await Promise.all([
    token && findSite(services, token.clientId ?? ''),
    token && readCaller(services, siteGrantModel(services.db), { grantId: token.grantId }, PATHS),
  ]);
  const found =
    token &&
    site &&
    grant &&
    actorOf(grant, {
      organizationId: site.organizationId,
      session: null,
      apiToken: null,
      identity: null,
      address: visitor.address,
    });
  if (!found) throw new Problem('api_token_invalid');
  if (found.account.preferences.secureConnection && !isSecure) throw new Problem('secure_connection_required');
  touchGrant(services, grant);
  const { actor } = found;
  const given = (token.scope ?? '').split(' ');
  return {
    ...actor,
    site: {
      id: site._id,
      name: site.name,
      scopes: site.scopes.filter((scope) => given.includes(scope) && grant.scopes.includes(scope)),
    },
    permissions: new Set(WITHIN_SCOPES.filter((permission) => actor.permissions.has(permission))),
  };
}

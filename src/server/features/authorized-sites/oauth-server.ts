import { timingSafeEqual } from 'node:crypto';
import type { RequestHandler } from 'express';
import type { Configuration, Provider } from 'oidc-provider';
import type { RateLimits } from '../../http/rate-limit.ts';
import { SITE_REQUEST_COOKIE } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { artifactsOf } from './artifacts.ts';
import { touchGrant } from './grants.ts';
import { type OAuthKeys, readOAuthKeys, subjectAt } from './keys.ts';
import { CLAIMS, claimsOf } from './person-claims.ts';
import { SITE_SCOPES, type SiteRequestFailure } from './schemas.ts';
import { issuerOf } from './sites.ts';

const MINUTES = 60;
const HOURS = 60 * MINUTES;
const DAYS = 24 * HOURS;

/** Errors of a request that can't go back to the site; the page `/authorize` explains each. */
const REASONS: Record<string, SiteRequestFailure> = {
  invalid_client: 'unknown_site',
  invalid_redirect_uri: 'wrong_address',
  server_error: 'failed',
  temporarily_unavailable: 'failed',
};

/** A site's request while it waits for the person's answer. */
export type OAuthRequest = InstanceType<Provider['Interaction']>;

const providers = new WeakMap<Services['db'], Promise<Provider>>();

/** The endpoints of OAuth and OpenID Connect, below `/oauth`; `/.well-known/openid-configuration` there lists them. */
export function oauthServer(services: Services, limits: RateLimits): RequestHandler {
  return (request, response, next) => {
    const serve = async () => {
      await limits.takeFromAddress('sign-ins', visitorOf(request));
      // The OAuth server must remember nobody, on any path: Foyer's own session says who it is, each time.
      request.headers.cookie = withoutSession(request.headers.cookie);
      const provider = await providerOf(services);
      await provider.callback()(request, response);
    };
    serve().catch(next);
  };
}

function withoutSession(cookies = ''): string {
  return cookies
    .split(';')
    .filter((each) => !/^\s*foyer-oauth(\.sig)?=/.test(each))
    .join(';');
}

/**
 * Foyer's OAuth 2.1 and OpenID Connect server (`oidc-provider`), made when a site first needs it. The authorization code
 * flow with PKCE is the only flow; a person has a different identifier at each site's host.
 */
export function providerOf(services: Services): Promise<Provider> {
  let provider = providers.get(services.db);
  if (!provider) {
    provider = createProvider(services);
    providers.set(services.db, provider);
    provider.catch(() => providers.delete(services.db));
  }
  return provider;
}

async function createProvider(services: Services): Promise<Provider> {
  const [oidc, keys] = await Promise.all([import('oidc-provider'), readOAuthKeys(services)]);
  const provider = new oidc.Provider(issuerOf(services), configuration(services, keys, oidc));
  provider.proxy = services.config.TRUST_PROXY > 0;
  const client = provider.Client.prototype as { clientSecret?: string; compareClientSecret(given: string): boolean };
  // Only the hash of a secret is stored.
  client.compareClientSecret = function compareHash(given) {
    const [known, other] = [Buffer.from(this.clientSecret ?? ''), Buffer.from(hashToken(given))];
    return known.length === other.length && timingSafeEqual(known, other);
  };
  for (const used of ['access_token.issued', 'access_token.saved'] as const) {
    provider.on(used as 'access_token.saved', ({ grantId }) => grantId && touchGrant(services, { grantId }));
  }
  provider.on('server_error', (_context, error) => services.log.error({ err: error }, 'the OAuth server failed'));
  return provider;
}

function configuration(
  services: Services,
  keys: OAuthKeys,
  { interactionPolicy, errors }: typeof import('oidc-provider'),
): Configuration {
  const policy = interactionPolicy.base();
  // Initiating User Registration via OpenID Connect 1.0.
  policy.add(new interactionPolicy.Prompt({ name: 'create', requestable: true }), 0);
  return {
    adapter: (kind: string) => artifactsOf(services, kind),
    jwks: { keys: [keys.jwk as never] },
    cookies: {
      keys: [services.secrets.derive('oauth cookies').toString('base64url')],
      names: { session: 'foyer-oauth', interaction: 'foyer-oauth-request', resume: 'foyer-oauth-resume' },
    },
    scopes: ['openid', ...SITE_SCOPES],
    claims: CLAIMS,
    responseTypes: ['code'],
    subjectTypes: ['pairwise'],
    clientDefaults: { id_token_signed_response_alg: 'ES256' },
    enabledJWA: { idTokenSigningAlgValues: ['ES256'] },
    pkce: { required: () => true },
    pairwiseIdentifier: (_context, accountId, client) => subjectAt(`${client.sectorIdentifier}`, accountId, keys),
    features: {
      devInteractions: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      // The API accepts bearer tokens and would not check the key that a DPoP token is bound to.
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      revocation: { enabled: true },
    },
    ttl: {
      AccessToken: HOURS,
      AuthorizationCode: MINUTES,
      IdToken: HOURS,
      Interaction: 15 * MINUTES,
      Session: 15 * MINUTES,
      Grant: 180 * DAYS,
      RefreshToken: 30 * DAYS,
    },
    issueRefreshToken: () => true,
    rotateRefreshToken: true,
    // Tokens outlive the OAuth server's session, which serves one authorization only.
    expiresWithSession: () => false,
    discovery: { prompt_values_supported: ['none', 'login', 'consent', 'create'] },
    interactions: {
      policy,
      url: ({ cookies }, { uid }) => {
        const path = `/api/v1/site-requests/${uid}`;
        cookies.set(SITE_REQUEST_COOKIE, uid, { path, httpOnly: true, sameSite: 'lax', signed: false });
        return `${services.publicUrl}/authorize/${uid}`;
      },
    },
    findAccount: async ({ oidc }, accountId) => {
      const claims = await claimsOf(services, accountId, oidc.client?.clientId ?? '');
      if (!claims) return undefined;
      return { accountId, claims: async () => ({ sub: accountId, ...claims }) };
    },
    renderError: (context, { error }, cause) => {
      const reason = cause instanceof errors.SessionNotFound ? 'expired' : (REASONS[error] ?? 'malformed');
      context.redirect(`${services.publicUrl}/authorize?reason=${reason}`);
    },
  };
}

import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Request, RequestHandler } from 'express';
import type { Configuration, Provider } from 'oidc-provider';
import type { RateLimits } from '../../http/rate-limit.ts';
import { setSiteRequestCookie } from '../../http/session-cookie.ts';
import { visitorOf } from '../../http/visitor.ts';
import type { Actor } from '../../platform/actor.ts';
import type { Services } from '../../platform/services.ts';
import { hashToken } from '../../platform/tokens.ts';
import { artifactsOf } from './artifacts.ts';
import { touchGrant } from './grants.ts';
import { type OAuthKeys, readOAuthKeys, subjectAt } from './keys.ts';
import { CLAIMS, claimsOf } from './person-claims.ts';
import { ID_TOKEN_ALGORITHMS, SITE_SCOPES, type SiteRequestFailure } from './schemas.ts';
import { findSilentSignIn, type SilentSignIn } from './silent-sign-in.ts';
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

/** Whom a request without a question (`prompt=none`) may sign in, by the request. */
const silentSignIns = new WeakMap<IncomingMessage, SilentSignIn>();

const providers = new WeakMap<Services['db'], { provider: Promise<Provider>; staleAt: Promise<Date> }>();

/**
 * The endpoints of OAuth and OpenID Connect, below `/oauth`; `/.well-known/openid-configuration` there lists them.
 * @param signedIn whom Foyer's own session speaks for.
 */
export function oauthServer(
  services: Services,
  limits: RateLimits,
  signedIn: (request: Request) => Promise<Actor | null>,
): RequestHandler {
  const { protocol, host } = new URL(services.publicUrl);
  return (request, response, next) => {
    const serve = async () => {
      await limits.takeFromAddress('sign-ins', visitorOf(request));
      // The OAuth server must remember nobody, on any path: Foyer's own session says who it is, each time.
      const actor = asksNothing(request) ? await signedIn(request).catch(() => null) : null;
      request.headers.cookie = withoutSession(request.headers.cookie);
      // Its addresses are those of PUBLIC_URL, whatever a visitor or a proxy writes here.
      request.headers.host = host;
      request.headers['x-forwarded-proto'] = protocol.slice(0, -1);
      delete request.headers['x-forwarded-host'];
      const silent = actor && (await findSilentSignIn(services, actor, request.query));
      if (silent) silentSignIns.set(request, silent);
      const provider = await providerOf(services);
      await provider.callback()(request, response);
    };
    serve().catch(next);
  };
}

/** `prompt=none` (OpenID Connect Core, section 3.1.2.1): the site wants an answer without a question. */
function asksNothing({ method, query }: Request): boolean {
  return method === 'GET' && query.prompt === 'none';
}

function withoutSession(cookies = ''): string {
  return cookies
    .split(';')
    .filter((each) => !/^\s*foyer-oauth(\.sig)?=/.test(each))
    .join(';');
}

/**
 * Foyer's OAuth 2.1 and OpenID Connect server (`oidc-provider`), made when a site first needs it, and anew when its keys
 * change. The authorization code flow with PKCE is the only flow; a person has a different identifier at each site's host.
 */
export async function providerOf(services: Services): Promise<Provider> {
  const known = providers.get(services.db);
  if (known && (await known.staleAt) > services.clock.now()) return await known.provider;
  const keys = readOAuthKeys(services);
  const made = {
    provider: keys.then((read) => createProvider(services, read)),
    staleAt: keys.then(({ staleAt }) => staleAt),
  };
  providers.set(services.db, made);
  made.staleAt.catch(() => undefined);
  made.provider.catch(() => providers.delete(services.db));
  return await made.provider;
}

async function createProvider(services: Services, keys: OAuthKeys): Promise<Provider> {
  const oidc = await import('oidc-provider');
  const provider = new oidc.Provider(issuerOf(services), configuration(services, keys, oidc));
  // For `x-forwarded-proto`, which is PUBLIC_URL's.
  provider.proxy = true;
  signInSilently(provider);
  provider.use(letFormsLeave);
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

/** Lets a request without a question find the person who is signed in at Foyer and has let the site in. */
function signInSilently({ Session }: Provider): void {
  const get = Session.get;
  Session.get = async function getOrSignIn(this: typeof Session, context) {
    const session = await get.call(this, context);
    const silent = silentSignIns.get(context.req);
    if (silent) {
      const { accountId, authenticatedAt: loginTs, clientId, grantId } = silent;
      session.loginAccount({ accountId, loginTs, transient: true });
      session.ensureClientContainer(clientId);
      session.grantIdFor(clientId, grantId);
    }
    return session;
  };
}

/** `response_mode=form_post`: a page of Foyer's that posts to the site, and to no other. */
const letFormsLeave: Parameters<Provider['use']>[0] = async (context, next) => {
  await next();
  const { response_mode: mode, redirect_uri: address } = context.oidc?.params ?? {};
  if (mode !== 'form_post' || context.type !== 'text/html' || typeof address !== 'string') return;
  const policy = context.response.get('content-security-policy');
  context.set('content-security-policy', policy.replace("form-action 'self'", `$& ${new URL(address).origin}`));
};

function configuration(
  services: Services,
  keys: OAuthKeys,
  { interactionPolicy, errors }: typeof import('oidc-provider'),
): Configuration {
  const policy = interactionPolicy.base();
  // Initiating User Registration via OpenID Connect 1.0.
  policy.add(new interactionPolicy.Prompt({ name: 'create', requestable: true }), 0);
  policy.add(new interactionPolicy.Prompt({ name: 'select_account', requestable: true }), 0);
  return {
    adapter: (kind: string) => artifactsOf(services, kind),
    jwks: { keys: keys.jwks as never },
    cookies: {
      keys: [services.secrets.derive('oauth cookies').toString('base64url')],
      names: { session: 'foyer-oauth', interaction: 'foyer-oauth-request', resume: 'foyer-oauth-resume' },
    },
    scopes: ['openid', ...SITE_SCOPES],
    claims: CLAIMS,
    responseTypes: ['code'],
    subjectTypes: ['pairwise'],
    // Secrets are kept as hashes, so nothing can be signed with them; and sites have no keys of their own.
    clientAuthMethods: ['client_secret_basic'],
    enabledJWA: { idTokenSigningAlgValues: [...ID_TOKEN_ALGORITHMS] },
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
    discovery: { prompt_values_supported: ['none', 'login', 'consent', 'select_account', 'create'] },
    interactions: {
      policy,
      url: ({ res }, { uid }) => {
        setSiteRequestCookie(res, services.publicUrl, uid);
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

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import * as oidc from 'openid-client';

/** What a site knows of somebody who came back from Foyer. */
export interface Visitor {
  accessToken: string;
  refreshToken: string;
  idToken: string;
  subject: string;
  /** When the person signed in, in seconds; told to a site that has asked about it. */
  authTime: number | undefined;
  claims: Record<string, unknown>;
}

/** A sample of a partner's site: a page with a button, and what a site does with the code that comes back. */
export interface PartnerSite {
  origin: string;
  redirectUri: string;
  /** Tells the site how it was registered. */
  configure(registration: { issuer: string; clientId: string; clientSecret: string }, scope: string): Promise<void>;
  /** Everybody who has signed in, the latest last. */
  visitors: Visitor[];
  /** New tokens for old (RFC 6749, section 6). @throws oidc.ResponseBodyError when refused. */
  refresh(refreshToken: string): Promise<{ accessToken: string; refreshToken: string }>;
  close(): Promise<void>;
}

interface Pending {
  verifier: string;
  nonce: string;
  maxAge: number | undefined;
}

export async function startPartnerSite(): Promise<PartnerSite> {
  const visitors: Visitor[] = [];
  const pending = new Map<string, Pending>();
  let config: oidc.Configuration | undefined;
  let scope = 'openid';
  const configured = () => {
    if (!config) throw new Error('the site has not been registered');
    return config;
  };

  const begin = async (
    response: ServerResponse,
    wishes: { prompt?: string; max_age?: string; id_token_hint?: string } = {},
  ) => {
    const [verifier, state, nonce] = [oidc.randomPKCECodeVerifier(), oidc.randomState(), oidc.randomNonce()];
    pending.set(state, { verifier, nonce, maxAge: wishes.max_age === undefined ? undefined : Number(wishes.max_age) });
    const address = oidc.buildAuthorizationUrl(configured(), {
      redirect_uri: site.redirectUri,
      scope,
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
      ...wishes,
    });
    response.writeHead(302, { location: address.href }).end();
  };

  const comeBack = async (address: URL, response: ServerResponse) => {
    const state = address.searchParams.get('state') ?? '';
    const known = pending.get(state);
    pending.delete(state);
    if (!known) throw new Error('nobody is expected with this state');
    const tokens = await oidc.authorizationCodeGrant(configured(), address, {
      pkceCodeVerifier: known.verifier,
      expectedNonce: known.nonce,
      expectedState: state,
      ...(known.maxAge !== undefined && { maxAge: known.maxAge }),
    });
    const { sub: subject = '', auth_time: authTime } = tokens.claims() ?? {};
    const claims = await oidc.fetchUserInfo(configured(), tokens.access_token, subject);
    visitors.push({
      accessToken: tokens.access_token,
      refreshToken: tokens.refresh_token ?? '',
      idToken: tokens.id_token ?? '',
      subject,
      authTime,
      claims,
    });
    show(response, 200, `Hello, ${claims.name ?? subject}`);
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const address = new URL(request.url ?? '/', site.origin);
    if (address.pathname === '/sign-in') return await begin(response, Object.fromEntries(address.searchParams));
    if (address.pathname === '/create-account') return await begin(response, { prompt: 'create' });
    if (address.pathname === '/callback') return await comeBack(address, response);
    return show(
      response,
      200,
      '<a href="/sign-in">Continue with Foyer</a> <a href="/create-account">Create a Foyer account</a>',
    );
  };
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => show(response, 400, `Not signed in: ${reasonOf(error)}`));
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  const site: PartnerSite = {
    origin,
    redirectUri: `${origin}/callback`,
    visitors,
    async configure({ issuer, clientId, clientSecret }, wanted) {
      scope = wanted;
      config = await oidc.discovery(new URL(issuer), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
        execute: [oidc.allowInsecureRequests],
      });
    },
    async refresh(refreshToken) {
      const tokens = await oidc.refreshTokenGrant(configured(), refreshToken);
      return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token ?? refreshToken };
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return site;
}

function show(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' });
  response.end(
    `<!doctype html><html lang="en"><title>Partner</title><main><h1>Partner</h1><p>${text}</p></main></html>`,
  );
}

function reasonOf(error: unknown): string {
  return error instanceof oidc.AuthorizationResponseError
    ? error.error
    : error instanceof Error
      ? error.message
      : 'unknown';
}

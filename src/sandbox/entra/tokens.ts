import { createHash, randomBytes } from 'node:crypto';
import { jwtVerify, SignJWT, UnsecuredJWT } from 'jose';
import type { Person } from '../people/person.ts';
import type { KeyName, KeyRing } from './keys.ts';

/** Host applications that hand Foyer its tokens, by client ID. */
export const hostClients = {
  teams: '1fec8e78-bce4-4aaf-ab1b-5451cc387264',
  teamsWeb: '5e3ce6c0-2b1f-4285-8d4b-75ee78787346',
  microsoft365: '4765445b-32c6-49b0-83e6-1d93765276ca',
  outlookWeb: 'bc59ab01-8403-45c6-8796-ac3ef710b3e3',
  office: 'ea5a67f6-b6f3-4338-b240-c655ddc3cc8e',
} as const;

/** What a host token can be made to be, well or badly. */
export interface HostTokenOptions {
  /** Which application asks; `teamsWeb` when missing. */
  readonly host?: keyof typeof hostClients;
  /** When the person was last asked who they are, in seconds; nobody knows when missing. */
  readonly authTime?: number | undefined;
  /** Claims to have instead; `null` leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
  /** Seconds, 0 and less for a token that expired; about an hour when missing. */
  readonly lifetime?: number;
  /** Whose key signs, `current` when missing; `nobody` makes an unsigned token (`alg: none`). */
  readonly signedBy?: KeyName | 'nobody';
}

/** The tokens that the applications around Foyer hand to it. */
export interface HostTokens {
  /**
   * The token that Teams, Outlook or the launcher would hand to Foyer for this person.
   * @throws EntraError when the person does not exist, is disabled, or a fault says so.
   */
  issueHostToken(personId: string, options?: HostTokenOptions): Promise<string>;
}

/** Client ID of Microsoft Graph, the other name of the audience of its tokens. */
export const graphResource = '00000003-0000-0000-c000-000000000000';
export const graphAudience = 'https://graph.microsoft.com';
/** Role template of the Global Administrator, in the `wids` claim. */
const globalAdministrator = '62e90394-69f5-4237-9190-012177145e10';
const lifetime = 4199;

/** Makes and checks the tokens of the sandbox. */
export class Tokens {
  readonly #keys: KeyRing;
  readonly #refreshSecret: Uint8Array;

  constructor(keys: KeyRing, refreshSecret: string) {
    this.#keys = keys;
    this.#refreshSecret = createHash('sha256').update(refreshSecret).digest();
  }

  /** A v2 access token for Foyer's own API, as the hosts get it. */
  async forApplication(person: Person, clientId: string, options: HostTokenOptions = {}): Promise<string> {
    return this.#sign(
      {
        aud: clientId,
        iss: issuer(person.tenantId),
        azp: hostClients[options.host ?? 'teamsWeb'],
        azpacr: '0',
        ...profile(person, clientId),
        ...asked(options.authTime),
        scp: 'access_as_user',
        ver: '2.0',
        ...options.claims,
      },
      options.lifetime ?? lifetime,
      options.signedBy ?? 'current',
    );
  }

  /** A v2 ID token. `nonce` is the one of the authorize request, `authTime` when the person was last asked (seconds). */
  async idToken(
    person: Person,
    clientId: string,
    { nonce, authTime }: { nonce?: string | undefined; authTime?: number | undefined },
  ): Promise<string> {
    const email = person.mail === null ? {} : { email: person.mail };
    return this.#sign({
      aud: clientId,
      iss: issuer(person.tenantId),
      ...(nonce === undefined ? {} : { nonce }),
      ...profile(person, clientId),
      ...asked(authTime),
      ...email,
      ver: '2.0',
    });
  }

  /** An access token for Microsoft Graph on behalf of a person. */
  async forGraph(person: Person, clientId: string, scopes: readonly string[]): Promise<string> {
    return this.#sign({
      aud: graphAudience,
      iss: `https://sts.windows.net/${person.tenantId}/`,
      acct: person.userType === 'Guest' ? 1 : 0,
      appid: clientId,
      idtyp: 'user',
      name: person.displayName,
      oid: person.id,
      scp: scopes.join(' '),
      sub: pairwise(person, graphResource),
      tid: person.tenantId,
      unique_name: person.userPrincipalName,
      upn: person.userPrincipalName,
      uti: uti(),
      ver: '1.0',
      wids: person.persona === 'administrator' ? [globalAdministrator] : [],
    });
  }

  /** An access token for Microsoft Graph of the application itself. */
  async forGraphApplication(tenantId: string, clientId: string, roles: readonly string[]): Promise<string> {
    const oid = createHash('md5').update(`${tenantId}${clientId}`).digest('hex');
    const servicePrincipal = oid.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return this.#sign({
      aud: graphAudience,
      iss: `https://sts.windows.net/${tenantId}/`,
      appid: clientId,
      idtyp: 'app',
      oid: servicePrincipal,
      ...(roles.length === 0 ? {} : { roles }),
      sub: servicePrincipal,
      tid: tenantId,
      uti: uti(),
      ver: '1.0',
    });
  }

  /**
   * The claims of a token that this sandbox signed.
   * @throws JOSEError with a `code`, `ERR_JWT_EXPIRED` among others.
   */
  async verify(token: string, audience: string | string[]): Promise<Record<string, unknown>> {
    const { payload } = await jwtVerify(
      token,
      (header) => {
        const key = this.#keys.find(header.kid);
        if (key === undefined) throw new TypeError('unknown key');
        return key.publicKey;
      },
      { audience, algorithms: ['RS256'] },
    );
    return payload;
  }

  /** Opaque to clients; good for 90 days, also after a restart. */
  async refreshToken(claims: Record<string, unknown>): Promise<string> {
    const expires = Math.floor(Date.now() / 1000) + 90 * 24 * 3600;
    const token = new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).setExpirationTime(expires).setIssuedAt();
    return `1.${Buffer.from(await token.sign(this.#refreshSecret)).toString('base64url')}`;
  }

  /** @throws JOSEError or TypeError for anything but a refresh token of this sandbox. */
  async readRefreshToken(token: string): Promise<Record<string, unknown>> {
    const inner = Buffer.from(token.slice(2), 'base64url').toString();
    return (await jwtVerify(inner, this.#refreshSecret, { algorithms: ['HS256'] })).payload;
  }

  async #sign(
    claims: Record<string, unknown>,
    seconds = lifetime,
    by: KeyName | 'nobody' = 'current',
  ): Promise<string> {
    const now = Math.floor(Date.now() / 1000);
    const expired = seconds <= 0;
    // What expired was issued an hour before it did.
    const from = expired ? now + seconds - 3600 : now - 300;
    const all = { iat: from, nbf: from, exp: now + seconds, ...claims };
    const payload = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== null));
    if (by === 'nobody') return new UnsecuredJWT(payload).encode();
    const key = await this.#keys.key(by);
    return new SignJWT(payload).setProtectedHeader({ typ: 'JWT', alg: 'RS256', kid: key.kid }).sign(key.privateKey);
  }
}

function profile(person: Person, clientId: string): Record<string, unknown> {
  return {
    name: person.displayName,
    oid: person.id,
    preferred_username: person.userPrincipalName,
    rh: `1.${randomBytes(24).toString('base64url')}.`,
    sub: pairwise(person, clientId),
    tid: person.tenantId,
    uti: uti(),
  };
}

/** Entra leaves it out unless the registration has it among its optional claims, as Foyer's here has. */
function asked(authTime: number | undefined): Record<string, unknown> {
  return authTime === undefined ? {} : { auth_time: authTime };
}

function issuer(tenantId: string): string {
  return `https://login.microsoftonline.com/${tenantId}/v2.0`;
}

/** A person's `sub` is another one for each application. */
function pairwise(person: Person, clientId: string): string {
  return createHash('sha256').update(`${person.id} ${clientId}`).digest('base64url');
}

function uti(): string {
  return randomBytes(16).toString('base64url');
}

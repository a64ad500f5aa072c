import { decodeJwt, errors, type JWTPayload, jwtVerify } from 'jose';
import { MicrosoftError } from '../errors.ts';
import type { SigningKeys } from './signing-keys.ts';
import { isTenantId } from './tenant-id.ts';

/** Who signed in: `(tenantId, objectId)` and nothing else decides. */
export interface HostIdentity {
  tenantId: string;
  objectId: string;
  /** For display only. */
  name?: string;
  expiresAt: Date;
  /**
   * When Microsoft last asked the person who they are (`auth_time`, an optional claim of Entra's); null when it does not
   * say: whoever is signed in there gets a token without having been asked for anything.
   */
  authenticatedAt: Date | null;
  /** What `readSelf` shows to Microsoft. */
  token: string;
  /** `foyer`: a host's token for our API, exchanged on behalf of. `graph`: a token for Graph, from a sign-in. */
  tokenFor: 'foyer' | 'graph';
}

/** For whom a token has to be: the application and, where only one tenant may sign in, of which tenant. */
export interface Audience {
  clientId: string;
  tenantId?: string | undefined;
}

/** Entra allows clocks to differ by five minutes; a server with NTP needs far less. */
const clockToleranceSeconds = 60;
const requiredScope = 'access_as_user';

/**
 * Checks the token that Teams, Outlook or Office gave the add-in for our API.
 * https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens
 * @throws MicrosoftError `expired_token`, `wrong_audience`, `invalid_token`, or `unavailable` when Entra's keys can't be read.
 */
export async function verifyHostToken(keys: SigningKeys, audience: Audience, token: string): Promise<HostIdentity> {
  const payload = await verifyEntraToken(keys, audience, token);
  const scopes = typeof payload.scp === 'string' ? payload.scp.split(' ') : [];
  if (!scopes.includes(requiredScope)) throw invalid(`The token lacks the scope ${requiredScope}.`, 'scp');
  return { ...identityOf(payload), token, tokenFor: 'foyer' };
}

/** Signature, algorithm, issuer, audience, times and version of a v2.0 token of Entra. */
export async function verifyEntraToken(keys: SigningKeys, audience: Audience, token: string): Promise<JWTPayload> {
  try {
    const { tid } = decodeJwt(token);
    if (!isTenantId(tid)) throw invalid("The token is not of a company's tenant.", 'tid');
    if (audience.tenantId && tid.toLowerCase() !== audience.tenantId.toLowerCase()) {
      throw invalid('The token is of another tenant.', 'tid');
    }
    const { payload, protectedHeader } = await jwtVerify(token, keys.key, {
      algorithms: ['RS256'],
      audience: audience.clientId,
      clockTolerance: clockToleranceSeconds,
      requiredClaims: ['exp', 'iat', 'nbf', 'tid', 'oid'],
    });
    const { issuer, keyMaySign } = await keys.issuerOf(tid, protectedHeader);
    if (payload.iss !== issuer) throw invalid('The issuer is not that of the tenant.', 'iss');
    if (!keyMaySign) throw invalid('The key may not sign for this issuer.', 'kid');
    if (payload.ver !== '2.0') throw invalid('The token is not a v2.0 token.', 'ver');
    return payload;
  } catch (error) {
    throw translate(error);
  }
}

/** Who a verified token speaks of. */
export function identityOf(
  payload: JWTPayload,
): Pick<HostIdentity, 'tenantId' | 'objectId' | 'name' | 'expiresAt' | 'authenticatedAt'> {
  const { tid, oid, name, exp, auth_time: authTime } = payload;
  if (typeof tid !== 'string' || typeof oid !== 'string' || oid === '' || exp === undefined) {
    throw invalid('The token does not say who signed in.', 'oid');
  }
  return {
    tenantId: tid.toLowerCase(),
    objectId: oid.toLowerCase(),
    expiresAt: new Date(exp * 1000),
    authenticatedAt: typeof authTime === 'number' ? new Date(authTime * 1000) : null,
    ...(typeof name === 'string' && { name }),
  };
}

function translate(error: unknown): unknown {
  if (error instanceof MicrosoftError) return error;
  if (error instanceof errors.JWTExpired) return new MicrosoftError('expired_token', 'The token has expired.');
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return new MicrosoftError('wrong_audience', 'The token is for another application.');
    return invalid('The token does not hold.', error.claim);
  }
  if (error instanceof errors.JOSEError) return invalid('The token does not hold.', error.code);
  return error;
}

function invalid(message: string, reason: string): MicrosoftError {
  return new MicrosoftError('invalid_token', message, { reason });
}

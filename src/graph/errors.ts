/**
 * Every way in which Microsoft's side can fail, as one closed list. Decided by error codes and HTTP status,
 * never by the text of a message.
 */
export type MicrosoftErrorCode =
  /** A token is forged, malformed, of another issuer, lacks the scope, or Graph no longer takes it. */
  | 'invalid_token'
  | 'expired_token'
  | 'wrong_audience'
  /** AADSTS65001 and its kin: the person or an administrator has to consent first. */
  | 'consent_required'
  /** AADSTS50076 and its kin: the person has to act in a browser; `claims` goes on to the host. */
  | 'interaction_required'
  /** AADSTS500133: the host's token ran out. Ask the host for a new one, without a prompt. */
  | 'assertion_expired'
  /** The authorization code was used, has expired, or belongs to another sign-in. */
  | 'invalid_code'
  | 'client_secret_expired'
  | 'client_secret_invalid'
  | 'certificate_invalid'
  /** AADSTS700016: the application does not exist, or nobody in this tenant has consented to it. */
  | 'application_not_found'
  | 'tenant_not_found'
  /** AADSTS50057: the account is disabled in Entra. */
  | 'account_disabled'
  /** AADSTS50034: the tenant has no such account, or no longer. */
  | 'account_not_found'
  | 'forbidden'
  | 'not_found'
  /** A delta link that is too old (HTTP 410): the directory has to be read from the beginning. */
  | 'gone'
  | 'throttled'
  | 'unavailable'
  /** Microsoft answered with something that its documentation excludes. */
  | 'unexpected_reply'
  | 'bad_request';

export interface MicrosoftErrorDetails {
  /** The claims challenge that a host must repeat in its next token request. */
  claims?: string | undefined;
  retryAfterSeconds?: number | undefined;
  /** What Microsoft's support asks for. */
  correlationId?: string | undefined;
  /** The AADSTS number or Graph's `error.code`. */
  reason?: string | undefined;
  cause?: unknown;
}

/** The only error that `src/graph` throws for what Microsoft does. Carries no token and no secret. */
export class MicrosoftError extends Error {
  override readonly name = 'MicrosoftError';
  readonly code: MicrosoftErrorCode;
  readonly claims: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly correlationId: string | undefined;
  readonly reason: string | undefined;

  constructor(code: MicrosoftErrorCode, message: string, details: MicrosoftErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.claims = details.claims;
    this.retryAfterSeconds = details.retryAfterSeconds;
    this.correlationId = details.correlationId;
    this.reason = details.reason;
  }
}

/** Seconds from a `Retry-After` header, which holds seconds or an HTTP date (RFC 9110, section 10.2.3). */
export function retryAfterSeconds(headers: { get(name: string): string | null } | undefined): number | undefined {
  const value = headers?.get('retry-after');
  if (!value) return undefined;
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, Math.ceil(seconds)) : undefined;
}

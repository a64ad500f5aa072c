import { AuthError, InteractionRequiredAuthError, ServerError } from '@azure/msal-node';
import { MicrosoftError, type MicrosoftErrorCode } from '../errors.ts';

/** https://learn.microsoft.com/entra/identity-platform/reference-error-codes */
const codes = new Map<number, MicrosoftErrorCode>([
  [65001, 'consent_required'],
  [65004, 'consent_required'],
  [90094, 'consent_required'],
  [7000229, 'consent_required'],
  [50076, 'interaction_required'],
  [50079, 'interaction_required'],
  [50158, 'interaction_required'],
  [53003, 'interaction_required'],
  [500133, 'assertion_expired'],
  [50013, 'invalid_token'],
  [500131, 'wrong_audience'],
  [54005, 'invalid_code'],
  [70000, 'invalid_code'],
  [70008, 'invalid_code'],
  [501481, 'invalid_code'],
  [500112, 'invalid_code'],
  [9002313, 'invalid_code'],
  [7000222, 'client_secret_expired'],
  [7000215, 'client_secret_invalid'],
  [7000216, 'client_secret_invalid'],
  [7000218, 'client_secret_invalid'],
  [700027, 'certificate_invalid'],
  [700030, 'certificate_invalid'],
  [700016, 'application_not_found'],
  [90002, 'tenant_not_found'],
  [50057, 'account_disabled'],
  [50034, 'account_not_found'],
  [50105, 'forbidden'],
  [50131, 'forbidden'],
  [50196, 'throttled'],
  [90033, 'unavailable'],
]);

const sentences: Partial<Record<MicrosoftErrorCode, string>> = {
  consent_required: 'Nobody has consented to what the application asks for.',
  interaction_required: 'Microsoft Entra asks the person to sign in again in a browser.',
  assertion_expired: "The host's token has expired.",
  invalid_token: 'The token does not hold.',
  wrong_audience: 'The token is for another application.',
  invalid_code: 'The authorization code is used, expired or of another sign-in.',
  client_secret_expired: "The application's client secret has expired.",
  client_secret_invalid: "The application's client secret is wrong.",
  certificate_invalid: "The application's certificate is not the registered one.",
  application_not_found: 'The application is unknown in this tenant.',
  tenant_not_found: 'The tenant does not exist.',
  account_disabled: 'The account is disabled.',
  account_not_found: 'The tenant has no such account.',
  forbidden: 'The account may not use the application.',
};

/** Lets a failure of the transport through MSAL, which passes on its own kind of error only. */
export class TransportFailure extends AuthError {
  readonly failure: MicrosoftError;

  constructor(failure: MicrosoftError) {
    super(failure.code, '', failure.message);
    this.failure = failure;
    Object.setPrototypeOf(this, TransportFailure.prototype);
  }
}

/** What MSAL throws, in our words. Anything that is not MSAL's comes back as it is. */
export function fromEntra(error: unknown): unknown {
  if (error instanceof TransportFailure) return error.failure;
  if (!(error instanceof AuthError)) return error;
  const number =
    error instanceof ServerError || error instanceof InteractionRequiredAuthError ? error.errorNo : undefined;
  const code = codes.get(Number(number)) ?? fallback(error);
  return new MicrosoftError(code, sentences[code] ?? 'Microsoft Entra refused the request.', {
    claims: error instanceof InteractionRequiredAuthError && error.claims ? error.claims : undefined,
    correlationId: error.correlationId || undefined,
    reason: number ? `AADSTS${number}` : error.errorCode,
  });
}

function fallback(error: AuthError): MicrosoftErrorCode {
  if (error instanceof InteractionRequiredAuthError) {
    return error.subError === 'consent_required' ? 'consent_required' : 'interaction_required';
  }
  if (error.errorCode === 'invalid_client') return 'client_secret_invalid';
  if (error.errorCode === 'temporarily_unavailable') return 'unavailable';
  if (error.errorCode === 'nonce_mismatch') return 'invalid_token';
  return 'bad_request';
}

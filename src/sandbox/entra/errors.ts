import { randomUUID } from 'node:crypto';
import { timestamp } from '../timestamp.ts';

interface EntraErrorOptions {
  readonly status?: number;
  readonly suberror?: string;
  /** What the next sign-in must ask for: the JSON of a `claims` parameter. */
  readonly claims?: string;
}

/** An error of Entra's endpoints, by its AADSTS number. */
export class EntraError extends Error {
  readonly status: number;
  /** The OAuth 2.0 error (RFC 6749 section 5.2), such as `invalid_grant`. */
  readonly error: string;
  /** The number after `AADSTS`. */
  readonly code: number;
  readonly options: EntraErrorOptions;

  constructor(error: string, code: number, message: string, options: EntraErrorOptions = {}) {
    super(message);
    this.name = 'EntraError';
    this.error = error;
    this.code = code;
    this.options = options;
    this.status = options.status ?? (error === 'invalid_client' ? 401 : 400);
  }
}

/** The body that Entra sends with an error. */
export function errorBody(problem: EntraError, correlationId: string = randomUUID()): Record<string, unknown> {
  const traceId = randomUUID();
  const at = timestamp(new Date()).replace('T', ' ');
  const { suberror, claims } = problem.options;
  return {
    error: problem.error,
    error_description: `AADSTS${problem.code}: ${problem.message} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${at}`,
    error_codes: [problem.code],
    timestamp: at,
    trace_id: traceId,
    correlation_id: correlationId,
    error_uri: `https://login.microsoftonline.com/error?code=${problem.code}`,
    ...(suberror === undefined ? {} : { suberror }),
    ...(claims === undefined ? {} : { claims }),
  };
}

/** Errors that more than one place answers with. */
export const refusals = {
  unknownTenant: (tenant: string) =>
    new EntraError(
      'invalid_request',
      90002,
      `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
    ),
  unknownApplication: (clientId: string) =>
    new EntraError(
      'unauthorized_client',
      700016,
      `Application with identifier '${clientId}' was not found in the directory.`,
    ),
  missingParameter: (name: string) =>
    new EntraError('invalid_request', 900144, `The request body must contain the following parameter: '${name}'.`),
  disabled: () => new EntraError('invalid_grant', 50057, 'The user account is disabled.'),
  unknownUser: () =>
    new EntraError(
      'invalid_grant',
      50034,
      'The user account does not exist in the directory. To sign into this application, the account must be added to the directory.',
    ),
  consentRequired: (clientId: string) =>
    new EntraError(
      'invalid_grant',
      65001,
      `The user or administrator has not consented to use the application with ID '${clientId}'. Send an interactive authorization request for this user and resource.`,
      { suberror: 'consent_required' },
    ),
  mfaRequired: () =>
    new EntraError(
      'invalid_grant',
      50076,
      "Due to a configuration change made by your administrator, or because you moved to a new location, you must use multi-factor authentication to access '00000003-0000-0000-c000-000000000000'.",
      {
        suberror: 'basic_action',
        claims: '{"access_token":{"capolids":{"essential":true,"values":["00000000-0000-4000-8000-000000000001"]}}}',
      },
    ),
} as const;

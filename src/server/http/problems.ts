import type { Request, Response } from 'express';
import { MicrosoftError, type MicrosoftErrorCode } from '../../graph/errors.ts';
import { fieldSentence, type Translate, translator } from '../i18n/translate.ts';
import { LANGUAGES, type Language } from '../platform/permissions.ts';
import { Problem, type ProblemExtras } from '../platform/problem.ts';
import type { ProblemCode } from '../platform/problem-codes.ts';

/** Refusals of Microsoft by their meaning to the person. Others are faults of Foyer or of its set-up: 503. */
const fromMicrosoft: Partial<Record<MicrosoftErrorCode, ProblemCode>> = {
  invalid_token: 'invalid_token',
  wrong_audience: 'invalid_token',
  expired_token: 'expired_token',
  assertion_expired: 'assertion_expired',
  consent_required: 'consent_required',
  application_not_found: 'consent_required',
  interaction_required: 'interaction_required',
  invalid_code: 'invalid_code',
  account_disabled: 'account_disabled',
  account_not_found: 'microsoft_account_unavailable',
  forbidden: 'permission_required',
};

/** Any error as a problem; an unexpected one becomes `internal`, without any detail. */
export function toProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof MicrosoftError) return ofMicrosoft(error);
  // Express throws it for a path that can't be decoded. Any other URIError is a fault of Foyer.
  const isAddress = error instanceof URIError && 'status' in error && error.status === 400;
  return new Problem(isAddress ? 'malformed_json' : 'internal', { cause: error });
}

/** A body that body-parser could not read: too long, of an unknown or corrupt encoding, or no JSON. */
export function unreadableBody(error: unknown): Problem {
  const status = error instanceof Error && 'status' in error ? error.status : null;
  if (status === 413) return new Problem('payload_too_large', { cause: error });
  if (status === 415) return new Problem('unsupported_media_type', { cause: error });
  return new Problem('malformed_json', { cause: error });
}

function ofMicrosoft(error: MicrosoftError): Problem {
  const { claims, retryAfterSeconds } = error;
  return new Problem(fromMicrosoft[error.code] ?? 'directory_unavailable', {
    ...(claims !== undefined && { claims }),
    ...(retryAfterSeconds !== undefined && { retryAfter: retryAfterSeconds }),
    cause: error,
  });
}

type Details = NonNullable<ProblemExtras['details']>;

/** Answers with the problem document of RFC 9457, in the reader's language. */
export function sendProblem(request: Request, response: Response, problem: Problem): void {
  const { code, status, extras } = problem;
  const language = languageOf(request);
  if (extras.retryAfter !== undefined) response.setHeader('Retry-After', extras.retryAfter);
  if (status === 401 || code === 'insufficient_scope') {
    response.setHeader('WWW-Authenticate', challenge(problem, /^Bearer /i.test(request.get('authorization') ?? '')));
  }
  response
    .status(status)
    .type('application/problem+json')
    .setHeader('Cache-Control', 'no-store')
    .setHeader('Content-Language', language)
    .send(problemDocument(problem, language));
}

/** The document of RFC 9457, with its sentences in a language. */
export function problemDocument(problem: Problem, language: Language): string {
  const { code, status, extras } = problem;
  const t = translator(language);
  const errors = extras.errors?.map(({ field, code: fieldCode }) => ({
    field,
    code: fieldCode,
    message: fieldSentence(t, fieldCode),
  }));
  return JSON.stringify({
    ...extras.details,
    type: `urn:foyer:problem:${code}`,
    title: code.replaceAll('_', ' '),
    status,
    code,
    detail: sentence(problem, t, language),
    ...(extras.retryAfter !== undefined && { retryAfter: extras.retryAfter }),
    ...(errors && { errors }),
  });
}

/** The sentence of a refusal: its code's, or a more precise one from the details. */
function sentence({ code, extras: { details = {}, retryAfter } }: Problem, t: Translate, language: Language): string {
  const { attemptsLeft, expectedLoginId, requestedLoginId, currentLoginId } = details;
  if (code === 'too_many_attempts' && retryAfter) {
    return t('problemWith.too_many_attempts', { wait: waitingTime(retryAfter, language) });
  }
  if (code === 'wrong_answer' && typeof attemptsLeft === 'number') {
    return t('problemWith.wrong_answer', { count: attemptsLeft });
  }
  if (code === 'login_id_mismatch' && typeof expectedLoginId === 'string') {
    return t('problemWith.login_id_mismatch', { expectedLoginId });
  }
  if (code === 'login_id_mismatch' && typeof requestedLoginId === 'string' && typeof currentLoginId === 'string') {
    return t('problemWith.renamed', { requestedLoginId, currentLoginId });
  }
  return t(fileSentence(code, details) ?? `problem.${code}`, written(details, language));
}

/** What is wrong with a file that was sent, and where (REC-1). */
function fileSentence(code: ProblemCode, { reason, missingColumn, columns, unit }: Details): string | null {
  if (code === 'malformed_csv' && reason) return `problemWith.malformed_csv_${reason}`;
  if (missingColumn) return columns ? 'problemWith.missing_column' : 'problemWith.missing_header';
  if (code === 'payload_too_large' && unit) return `problemWith.too_many_${unit}`;
  return code === 'import_limit' ? 'problemWith.import_limit' : null;
}

/** Numbers as the language writes them. */
function written(details: Details, language: Language): Record<string, string> {
  const numbers = new Intl.NumberFormat(language);
  const texts = Object.entries(details).map(([name, value]) => [
    name,
    typeof value === 'number' ? numbers.format(value) : String(value),
  ]);
  return Object.fromEntries(texts);
}

/** "8 seconds", "2 minutes": from one minute on in whole minutes, rounded up, so that trying again then works. */
function waitingTime(seconds: number, language: Language): string {
  const [value, unit] = seconds < 60 ? [seconds, 'second'] : [Math.ceil(seconds / 60), 'minute'];
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);
}

/** From `Accept-Language`; the add-in sends the language that it shows. */
function languageOf(request: Request): Language {
  return request.acceptsLanguages([...LANGUAGES]) === 'fr' ? 'fr' : 'en';
}

/**
 * A claims challenge is base64-encoded, as Entra's other resources send it.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
function challenge({ code, extras }: Problem, isBearer: boolean): string {
  // RFC 6750, section 3.1.
  if (code === 'insufficient_scope') return 'Bearer realm="Foyer", error="insufficient_scope"';
  const isTokenRefused = code.startsWith('api_token_') || (isBearer && code === 'microsoft_account_unavailable');
  if (isTokenRefused) return 'Bearer realm="Foyer", error="invalid_token"';
  const claims = extras.claims && Buffer.from(extras.claims).toString('base64');
  return claims ? `Bearer error="insufficient_claims", claims="${claims}"` : `Foyer error="${code}"`;
}

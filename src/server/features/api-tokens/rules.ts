import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { TokenEndReason } from './schemas.ts';

/** Prefix by which people and secret scanners recognize a token: `foyer_pat_[A-Za-z0-9_-]{43}`. */
export const TOKEN_PREFIX = 'foyer_pat_';

/** Working tokens of an account in one organization, at most. */
export const MOST_TOKENS = 50;

/** Characters at the end by which its owner recognizes a token; 232 random bits stay secret. */
const HINT_LENGTH = 4;

export function hintOf(token: string): string {
  return token.slice(-HINT_LENGTH);
}

/** Whether a text has the form of a token; only such are looked up in the database. */
export function isApiToken(text: string): boolean {
  return new RegExp(`^${TOKEN_PREFIX}[\\w-]{43}$`).test(text);
}

/** Why a known token is refused; null when it works. */
export function tokenRefusal(
  { endReason, endsAt }: { endReason: TokenEndReason | null; endsAt: Date },
  now: Date,
): Extract<ProblemCode, 'api_token_revoked' | 'api_token_expired'> | null {
  if (endReason) return 'api_token_revoked';
  return endsAt <= now ? 'api_token_expired' : null;
}

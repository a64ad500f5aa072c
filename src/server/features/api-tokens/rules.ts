import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { TokenEndReason } from './schemas.ts';

/** What every token begins with, so that people and secret scanners know it: `foyer_pat_[A-Za-z0-9_-]{43}`. */
export const TOKEN_PREFIX = 'foyer_pat_';

/** How many of an account may work at a time in one organization. */
export const MOST_TOKENS = 50;

/** Characters at its end by which its owner knows a token again; 232 random bits stay untold. */
const HINT_LENGTH = 4;

export function hintOf(token: string): string {
  return token.slice(-HINT_LENGTH);
}

/** Whether it looks like a token of Foyer's; nothing else is looked for in the database. */
export function isApiToken(text: string): boolean {
  return new RegExp(`^${TOKEN_PREFIX}[\\w-]{43}$`).test(text);
}

/** Why a token that is known opens nothing; null when it works. */
export function tokenRefusal(
  { endReason, endsAt }: { endReason: TokenEndReason | null; endsAt: Date },
  now: Date,
): Extract<ProblemCode, 'api_token_revoked' | 'api_token_expired'> | null {
  if (endReason) return 'api_token_revoked';
  return endsAt <= now ? 'api_token_expired' : null;
}

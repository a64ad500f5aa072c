import { createHash, randomBytes } from 'node:crypto';

/** 256 random bits, safe in a URL (43 characters). Store only its `hashToken`. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** What is stored of a token: 256 random bits need no salt and no slow hash. */
export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url');
}

import { hash, parseOptions, verify } from '@node-rs/argon2';
import { randomToken } from '../../platform/tokens.ts';
import { ARGON2ID, ARGON2ID_NUMBER, isOutdated } from './rules.ts';

/**
 * The form in which a secret is hashed, so that different encodings of the same characters match
 * (NIST SP 800-63B, section 5.1.1.2).
 */
export function normalizePassword(password: string): string {
  return password.normalize('NFKC');
}

/** Argon2id with a salt of its own, in a thread of the pool. */
export async function hashPassword(password: string): Promise<string> {
  return await hash(normalizePassword(password), { ...ARGON2ID, algorithm: ARGON2ID_NUMBER });
}

/** A hash that no password matches; checking against it takes as long as against a real one. */
let dummyHash: Promise<string> | undefined;

/**
 * Whether a password belongs to a hash.
 * @param stored null when there is none: the answer is no, and takes as long.
 */
export async function verifyPassword(stored: string | null, password: string): Promise<boolean> {
  dummyHash ??= hashPassword(randomToken());
  const matches = await verify(stored ?? (await dummyHash), normalizePassword(password));
  return matches && stored !== null;
}

/** Whether a hash was made with parameters that are no longer today's. */
export function needsRehash(stored: string): boolean {
  return isOutdated(parseOptions(stored));
}

import { MINUTE, SECOND } from '../../platform/clock.ts';
import { fold } from '../../platform/search-text.ts';

/** Argon2id as OWASP's Password Storage Cheat Sheet asks for it: 19 MiB (here in KiB), two passes, one lane. */
export const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 } as const;

interface HashParameters {
  algorithm: number;
  memoryCost: number;
  timeCost: number;
  parallelism: number;
  outputLen: number;
}

/** Argon2id's number in `@node-rs/argon2`, whose enum is erased at compile time. */
export const ARGON2ID_NUMBER = 2;

/** Whether a stored hash has other parameters than `ARGON2ID`. */
export function isOutdated({ algorithm, ...parameters }: HashParameters): boolean {
  const names = Object.keys(ARGON2ID) as (keyof typeof ARGON2ID)[];
  return algorithm !== ARGON2ID_NUMBER || names.some((name) => parameters[name] !== ARGON2ID[name]);
}

/** Throttling of wrong attempts: growing pauses, never a lock, and the count decays with time. */
export interface Patience {
  /** Wrong attempts without a pause. */
  free: number;
  /** The count goes down by one each time that this many milliseconds have passed. */
  recovery: number;
  /** Longest pause in milliseconds. */
  longest: number;
}

/**
 * For one account from unknown browsers, for one address (an office shares one), for one browser that the account knows,
 * for a signed-in person who confirms their password, and for one account's security question.
 */
export const PATIENCE = {
  account: { free: 5, recovery: 15 * MINUTE, longest: 15 * MINUTE },
  address: { free: 20, recovery: MINUTE, longest: MINUTE },
  device: { free: 10, recovery: 5 * MINUTE, longest: 15 * MINUTE },
  own: { free: 5, recovery: 5 * MINUTE, longest: 15 * MINUTE },
  answer: { free: 10, recovery: 15 * MINUTE, longest: 15 * MINUTE },
} as const satisfies Record<string, Patience>;

/** The pause after a number of wrong attempts: none, then 2 s, 4 s, 8 s … */
export function pauseAfter(failures: number, { free, longest }: Patience): number {
  return failures < free ? 0 : Math.min(2 ** Math.min(failures - free + 1, 20) * SECOND, longest);
}

/** The count of wrong attempts after it has decayed. */
export function decayed(failures: number, sinceLast: number, { recovery }: Patience): number {
  return Math.max(0, failures - Math.floor(sinceLast / recovery));
}

/** Words that others know of a person: the parts of the login ID and of the name, and the product's name. */
export function personalWords(person: { loginId: string; fullName: string }): string[] {
  const parts = [person.loginId, person.loginId.split('@')[0] ?? '', person.fullName, 'foyer']
    .map(fold)
    .flatMap((text) => [text, ...(text.match(/[\p{L}\p{N}]+/gu) ?? [])]);
  return [...new Set(parts)].filter((word) => [...word].length >= 3);
}

/** Letters and digits that a password needs beside personal words. */
const OWN_PART = 4;

/** Whether a password is little more than words that others know of the person. */
export function isAboutPerson(password: string, words: readonly string[]): boolean {
  let rest = fold(password);
  for (const word of words.toSorted((a, b) => b.length - a.length)) rest = rest.replaceAll(word, ' ');
  const isChanged = rest !== fold(password);
  return isChanged && (rest.match(/[\p{L}\p{N}]/gu) ?? []).length < OWN_PART;
}

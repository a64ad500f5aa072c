import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { Problem } from '../../platform/problem.ts';
import { normalizePassword } from './hashing.ts';
import { isAboutPerson, personalWords } from './rules.ts';

/** On zxcvbn's scale of 0 to 4; below 2, at most a million guesses are enough. */
const LEAST_SCORE = 2;

/** Only this many characters are estimated: the time grows with the square, and more characters never weaken a password. */
const ESTIMATED_LENGTH = 64;

/** Loaded with the first new password, for its word lists take some 80 MB. */
let estimator: Promise<ZxcvbnFactory> | undefined;

/**
 * Refuses leaked, common or guessable passwords, and those made of the person's own name (ACC-2, NIST SP 800-63B section
 * 5.1.1.2). There are no rules about kinds of characters.
 * @param field under which the reason is reported.
 * @throws Problem `weak_password` with the reason as a field error.
 */
export async function refuseWeak(
  password: string,
  person: { loginId: string; fullName: string },
  field: string,
): Promise<void> {
  const text = normalizePassword(password);
  const words = personalWords(person);
  const reason = isAboutPerson(text, words) ? 'userInputs' : await weakness(text, words);
  if (reason === null) return;
  throw new Problem('weak_password', { errors: [{ field, code: `password_${snakeCase(reason)}`, message: '' }] });
}

/** Why a password is weak, as zxcvbn names it; null when it is not. */
async function weakness(password: string, words: string[]): Promise<string | null> {
  estimator ??= loadEstimator();
  const { score, feedback } = (await estimator).check(password.slice(0, ESTIMATED_LENGTH), words);
  return score < LEAST_SCORE ? (feedback.warning ?? 'guessable') : null;
}

async function loadEstimator(): Promise<ZxcvbnFactory> {
  const [{ ZxcvbnFactory }, common, english, french] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
    import('@zxcvbn-ts/language-fr'),
  ]);
  return new ZxcvbnFactory({
    dictionary: { ...common.dictionary, ...english.dictionary, ...french.dictionary },
    graphs: common.adjacencyGraphs,
  });
}

function snakeCase(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

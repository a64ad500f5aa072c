import { createChallenge, randomInt, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { after, MINUTE, SECOND } from '../../platform/clock.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { spentCaptchaModel } from './model.ts';
import { type Captcha, captchaSchema, type SolvedCaptcha } from './schemas.ts';

/** Long enough for a slow phone, and for a person who is interrupted. */
const LIFETIME = 10 * MINUTE;

/** Rounds of PBKDF2 per try: few, so that progress is smooth. */
const ROUNDS = 2000;

/**
 * A proof of work: the browser tries keys until one fits, CAPTCHA_WORK of them on average. The person has nothing to do,
 * so it needs neither sight nor hearing.
 */
export async function createCaptcha(services: Services): Promise<Captcha> {
  const { CAPTCHA_WORK: work } = services.config;
  const challenge = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: ROUNDS,
    counter: randomInt(Math.ceil(work / 2), Math.ceil(1.5 * work)),
    deriveKey,
    expiresAt: after(services.clock.now(), LIFETIME),
    ...secretsOf(services),
  });
  return captchaSchema.parse(challenge);
}

/**
 * Accepts a solved challenge, once.
 * @throws Problem `captcha_failed` when Foyer did not sign it, it is not solved, has expired or was used before.
 */
export async function spendCaptcha(services: Services, { challenge, solution }: SolvedCaptcha): Promise<void> {
  const expiresAt = new Date(challenge.parameters.expiresAt * SECOND);
  const { time, ...found } = solution;
  const { verified } = await verifySolution({
    challenge,
    solution: { ...found, ...(time !== undefined && { time }) },
    deriveKey,
    ...secretsOf(services),
  });
  if (!verified || expiresAt <= services.clock.now()) throw new Problem('captcha_failed');
  try {
    await spentCaptchaModel(services.db).create({ signature: challenge.signature, expiresAt });
  } catch (error) {
    throw duplicateKey(error) ? new Problem('captcha_failed') : error;
  }
}

/** Two keys derived from the installation's own, the same in each of its processes. */
function secretsOf({ secrets }: Services) {
  return {
    hmacSignatureSecret: secrets.derive('captcha challenge').toString('base64'),
    hmacKeySignatureSecret: secrets.derive('captcha solution').toString('base64'),
  };
}

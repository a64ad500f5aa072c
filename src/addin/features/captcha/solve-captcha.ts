import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import type { SolvedCaptcha } from '../../../server/features/captcha/schemas.ts';
import { ApiProblem, api } from '../../api.ts';

/** Gets a proof of work and does it, in the browser's own threads: the page stays as quick as it was. */
export async function solveCaptcha(): Promise<SolvedCaptcha> {
  const challenge = await api('GET /captcha');
  const solution = await solveChallenge({ challenge, deriveKey });
  // It gives up after a minute and a half.
  if (!solution) throw new ApiProblem('captcha_failed');
  return { challenge, solution };
}

import type { Services } from '../../platform/services.ts';
import { hashToken, randomToken } from '../../platform/tokens.ts';
import { signUpModel } from './model.ts';

/**
 * Makes the secret of a link at the moment its mail goes out, so that it is kept nowhere but in that mail; only its
 * hash stays. A mail that has to be tried again gets another secret, and both work.
 * @returns null when there is nothing to send any more.
 */
export async function issueLink(services: Services, wish: string): Promise<string | null> {
  const token = randomToken();
  const { matchedCount } = await signUpModel(services.db).updateOne(
    { wish, status: 'open', expiresAt: { $gt: services.clock.now() } },
    { $push: { links: hashToken(token) } },
  );
  return matchedCount === 1 ? `${services.publicUrl}/sign-up/${token}` : null;
}

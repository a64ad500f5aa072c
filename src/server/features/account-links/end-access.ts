import * as passwords from '../../core/passwords/service.ts';
import { endSessions } from '../../core/sessions/end-sessions.ts';
import type { Tx } from '../../platform/services.ts';
import { endAllTokens } from '../api-tokens/end-tokens.ts';
import { endGrants } from '../authorized-sites/grants.ts';
import { endResets } from '../password-resets/reset-password.ts';
import { removeQuestion } from '../security-questions/service.ts';
import { endSignUps } from '../sign-ups/sign-up.ts';

/**
 * Ends whatever has opened an account so far, whoever holds it: sessions, API tokens, the sites that were let in, and
 * what could prove again that the account is theirs (resets and sign-ups under way, the security question).
 * @param password whether the password goes on opening it.
 */
export async function endAccess(
  tx: Tx,
  { id, loginId }: { id: string; loginId: string },
  password: 'keep-password' | 'drop-password',
): Promise<void> {
  await endSessions(tx, { accountIds: [id] }, 'access_ended');
  await endAllTokens(tx, id);
  await endGrants(tx, { accountId: id });
  await endResets(tx, id);
  await endSignUps(tx, loginId);
  await removeQuestion(tx, id);
  if (password === 'drop-password') await passwords.remove(tx, id);
}

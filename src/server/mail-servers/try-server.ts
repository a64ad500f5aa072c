import type { MailServer, MailServerRules } from './connect.ts';
import { tryImap } from './imap.ts';
import { Pop3Session } from './pop3.ts';

/**
 * Connects, signs in and leaves again.
 * @throws MailServerError that says what was wrong.
 */
export async function tryServer(server: MailServer, rules: MailServerRules): Promise<void> {
  if (server.protocol === 'imap') return await tryImap(server, rules);
  const session = await Pop3Session.open(server, rules);
  await session.quit();
}

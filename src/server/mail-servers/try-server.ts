import { greetingOf, type MailServer, type MailServerRules, openSocket, reachable } from './connect.ts';
import { tryImap } from './imap.ts';
import { Pop3Session } from './pop3.ts';
import { asMailServerError, MailServerError, type MailTrouble } from './trouble.ts';

/** What tells a closed port from a silent one, and both from one where something else listens. */
const whatListens: ReadonlySet<MailTrouble> = new Set([
  'mail_refused',
  'mail_timeout',
  'mail_protocol',
  'mail_dropped',
]);

/** How the servers of both protocols begin, in good times and in bad ones. */
const mailGreeting = /^(\+OK|-ERR|\* )/;

/**
 * Connects, signs in and leaves again.
 * @throws MailServerError that says what was wrong; `mail_refused` wherever no mail server answers, whatever does.
 */
export async function tryServer(server: MailServer, rules: MailServerRules): Promise<void> {
  try {
    await visit(server, rules);
  } catch (error) {
    const known = asMailServerError(error);
    const isFound = known.code !== 'mail_tls_unavailable' || server.security !== 'tls' || (await greets(server, rules));
    throw isFound && !whatListens.has(known.code) ? known : new MailServerError('mail_refused', known);
  }
}

async function visit(server: MailServer, rules: MailServerRules): Promise<void> {
  if (server.protocol === 'imap') return await tryImap(server, rules);
  const session = await Pop3Session.open(server, rules);
  await session.quit();
}

/** Whether a mail server is there that only wants to be spoken to without TLS at first. */
async function greets(server: MailServer, rules: MailServerRules): Promise<boolean> {
  try {
    const socket = await openSocket({ ...server, security: 'none' }, rules, await reachable(server, rules));
    return mailGreeting.test(await greetingOf(socket, rules));
  } catch {
    return false;
  }
}

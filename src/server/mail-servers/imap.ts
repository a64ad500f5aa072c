import type { Socket } from 'node:net';
import { ImapFlow } from 'imapflow';
import { greetingOf, type MailServer, type MailServerRules, openSocket, reachable, tlsOptions } from './connect.ts';
import { asMailServerError, MailServerError } from './trouble.ts';

/**
 * Connects to an IMAP server, signs in and leaves again.
 * @throws MailServerError
 */
export async function tryImap(server: MailServer, rules: MailServerRules): Promise<void> {
  const addresses = await reachable(server, rules);
  // Tells a server that is none, and which of its addresses answers: ImapFlow is given that one, and no name to look up.
  const socket = await openSocket(server, rules, addresses);
  const address = socket.remoteAddress ?? '';
  await greeted(socket, rules);
  const client = new ImapFlow({
    host: address,
    servername: server.host,
    port: server.port,
    secure: server.security === 'tls',
    ...(server.security !== 'tls' && { doSTARTTLS: server.security === 'starttls' }),
    tls: tlsOptions(server.host, rules),
    auth: { user: server.userName, pass: server.password },
    verifyOnly: true,
    logger: false,
    connectionTimeout: rules.timeoutMs,
    greetingTimeout: rules.timeoutMs,
    socketTimeout: rules.timeoutMs,
  });
  // Reported again by the rejected promise; without a listener it would end the process.
  client.on('error', () => undefined);
  try {
    await client.connect();
  } catch (error) {
    throw refusal(error);
  } finally {
    client.close();
  }
}

function refusal(error: unknown): MailServerError {
  const { authenticationFailed, tlsFailed, serverResponseCode } = error as {
    authenticationFailed?: boolean;
    tlsFailed?: boolean;
    serverResponseCode?: string;
  };
  if (authenticationFailed) {
    // RFC 5530, section 3: the server is in trouble, not the password.
    const isBusy = ['UNAVAILABLE', 'INUSE', 'LIMIT'].includes(serverResponseCode ?? '');
    return new MailServerError(isBusy ? 'mail_busy' : 'mail_credentials', error);
  }
  const known = asMailServerError(error);
  return tlsFailed && known.code === 'mail_dropped' ? new MailServerError('mail_tls_unavailable', error) : known;
}

/** RFC 3501, section 7.1: every IMAP server speaks first, and begins with an asterisk. */
async function greeted(socket: Socket, rules: MailServerRules): Promise<void> {
  const [word, answer = ''] = (await greetingOf(socket, rules)).split(/\s+/);
  if (word !== '*') throw new MailServerError('mail_protocol');
  if (answer.toUpperCase() === 'BYE') throw new MailServerError('mail_busy');
}

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { type ConnectionOptions, connect as connectTls, rootCertificates, type TLSSocket } from 'node:tls';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Config } from '../platform/config.ts';
import { type AddressGuard, createAddressGuard, type HostAddress, resolveHost } from './addresses.ts';
import { asMailServerError, MailServerError } from './trouble.ts';

/** `tls`: from the first byte. `starttls`: asked for before the password goes out. */
export type MailSecurity = 'tls' | 'starttls' | 'none';

/** Where a mailbox is, and with what one gets in. */
export interface MailServer {
  protocol: 'pop3' | 'imap';
  host: string;
  port: number;
  security: MailSecurity;
  userName: string;
  password: string;
}

/** How this installation talks to mail servers. */
export interface MailServerRules {
  guard: AddressGuard;
  /** Whether a server may listen there: members name the ports, and are not to try all of them. */
  permitsPort(server: Pick<MailServer, 'host' | 'port'>): boolean;
  /** Counts, by member, the servers that were tried in vain. */
  tries: RateLimiterMemory;
  /** PEM of authorities that are trusted beside the usual ones. */
  authorities: readonly string[];
  /** Of silence, before a server counts as hanging. */
  timeoutMs: number;
}

/** @param authorities PEM; see `MailServerRules`. */
export function mailServerRules(config: Config, authorities: readonly string[]): MailServerRules {
  const { MAIL_ALLOWED_PORTS: ports, MAIL_SERVERS: named } = config;
  return {
    guard: createAddressGuard(config.MAIL_ALLOWED_NETWORKS, config.MAIL_DENIED_NETWORKS),
    permitsPort: ({ host, port }) =>
      ports.some(({ from, to }) => from <= port && port <= to) ||
      named.some((server) => server.port === port && server.host.toLowerCase() === host.toLowerCase()),
    tries: new RateLimiterMemory({ points: config.MAIL_TRIES, duration: 60 * 60 }),
    authorities,
    timeoutMs: config.MAIL_TIMEOUT_MS,
  };
}

/**
 * The addresses that may be used for a server.
 * @throws MailServerError `mail_port_forbidden`, `mail_host_unknown`, `mail_host_forbidden`, `mail_tls_required` where a
 *   password would travel in the clear outside of the networks that the operator has named.
 */
export async function reachable(server: MailServer, { guard, permitsPort }: MailServerRules): Promise<HostAddress[]> {
  const { host, security } = server;
  if (!permitsPort(server)) throw new MailServerError('mail_port_forbidden');
  const addresses = await resolveHost(host, guard);
  if (security !== 'none') return addresses;
  const trusted = addresses.filter((address) => guard.isTrusted(address));
  if (trusted.length === 0) throw new MailServerError('mail_tls_required');
  return trusted;
}

/**
 * A connection to one of these addresses, tried one after the other; with TLS where it is asked for from the beginning.
 * @throws MailServerError
 */
export async function openSocket(
  server: MailServer,
  rules: MailServerRules,
  addresses: HostAddress[],
): Promise<Socket> {
  const { port, security } = server;
  const socket = connectTcp({
    host: server.host,
    port,
    autoSelectFamily: true,
    // These addresses were checked; looked up again, the name could lead elsewhere.
    lookup: (_host, _options, done) => done(null, addresses),
    noDelay: true,
    keepAlive: true,
  });
  await settled(socket, 'connect', rules);
  return security === 'tls' ? await secured(socket, server, rules) : socket;
}

/** The same connection with TLS around it, the certificate checked. @throws MailServerError */
export async function secured(socket: Socket, server: MailServer, rules: MailServerRules): Promise<TLSSocket> {
  const tls = connectTls({ socket, host: server.host, ...tlsOptions(server.host, rules) });
  await settled(tls, 'secureConnect', rules);
  return tls;
}

export function tlsOptions(host: string, { authorities }: MailServerRules): ConnectionOptions {
  return {
    minVersion: 'TLSv1.2',
    // A server name must not be an address (RFC 6066, section 3); the certificate is then checked for the address.
    servername: isIP(host) ? '' : host,
    ...(authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }),
  };
}

async function settled(
  socket: Socket,
  event: 'connect' | 'secureConnect',
  { timeoutMs }: MailServerRules,
): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new MailServerError('mail_timeout')), timeoutMs);
      const done = (error?: unknown) => {
        clearTimeout(timer);
        if (error === undefined) resolve();
        else reject(error);
      };
      socket.once(event, () => done());
      socket.once('error', done);
      // A server that hangs up on the handshake does not speak TLS here.
      socket.once('close', () =>
        done(new MailServerError(event === 'connect' ? 'mail_dropped' : 'mail_tls_unavailable')),
      );
    });
  } catch (error) {
    socket.destroy();
    throw asMailServerError(error);
  }
}

/** The first line that a server says unasked, or the beginning of it. The socket is closed. @throws MailServerError */
export async function greetingOf(socket: Socket, { timeoutMs }: MailServerRules): Promise<string> {
  try {
    return await new Promise<string>((resolve, reject) => {
      socket.setTimeout(timeoutMs, () => reject(new MailServerError('mail_timeout')));
      socket.once('error', reject);
      socket.once('close', () => reject(new MailServerError('mail_dropped')));
      socket.once('data', (chunk: Buffer) => resolve(chunk.subarray(0, 64).toString('latin1')));
    });
  } catch (error) {
    throw asMailServerError(error);
  } finally {
    socket.destroy();
  }
}

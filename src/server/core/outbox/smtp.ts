import { BlockList, isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { ConfigError } from '../../platform/config.ts';

/** What SMTP_URL may say to nodemailer beside where the server is: nothing that could switch TLS off. */
const SETTINGS = [
  'name',
  'authMethod',
  'localAddress',
  'maxConnections',
  'maxMessages',
  'rateDelta',
  'rateLimit',
  'tls.servername',
];
/** … and where the clear is allowed, a certificate of the server's own as well. */
const SETTINGS_IN_THE_CLEAR = [...SETTINGS, 'tls.rejectUnauthorized'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export interface SmtpServer {
  /** For people, without the password. */
  host: string;
  /** For nodemailer, with what it may be told. */
  url: string;
  /** Why password and mail may travel in the clear; null when they may not. */
  clear: 'loopback' | 'waived' | null;
  /** Settings of the URL that are not passed on. */
  ignored: string[];
}

/**
 * Where SMTP_URL leads. Without TLS a server gets nothing, unless it is on this machine or the URL says
 * `requireTLS=false`.
 * @throws {ConfigError} when it is no address.
 */
export function smtpServer(text: string): SmtpServer {
  if (!URL.canParse(text)) {
    throw new ConfigError(['SMTP_URL is no address: percent-encode special characters in its password.']);
  }
  const url = new URL(text);
  const isWaived = url.searchParams.get('requireTLS') === 'false';
  const clear = url.protocol === 'smtps:' ? null : isLoopback(url.hostname) ? 'loopback' : isWaived ? 'waived' : null;
  const known = clear ? SETTINGS_IN_THE_CLEAR : SETTINGS;
  const ignored = [...url.searchParams.keys()].filter((name) => !known.includes(name));
  for (const name of ignored) url.searchParams.delete(name);
  return { host: url.host, url: url.href, clear, ignored: ignored.filter((name) => name !== 'requireTLS') };
}

/**
 * How nodemailer talks to it. https://nodemailer.com/smtp
 * @param authorities PEM of those that are trusted beside the usual ones.
 */
export function smtpOptions({ url, clear }: SmtpServer, authorities: readonly string[]) {
  return {
    url,
    requireTLS: clear === null,
    tls: {
      minVersion: 'TLSv1.2' as const,
      ...(authorities.length > 0 && { ca: [...rootCertificates, ...authorities] }),
    },
  };
}

/** By what is written, not by what a name server says: `localhost` is always this machine (RFC 6761, section 6.3). */
function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  const family = isIP(name);
  if (family !== 0) return loopback.check(name, family === 6 ? 'ipv6' : 'ipv4');
  return name === 'localhost' || name.endsWith('.localhost');
}

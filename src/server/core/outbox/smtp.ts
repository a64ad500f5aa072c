import { BlockList, isIP } from 'node:net';
import { rootCertificates } from 'node:tls';
import { ConfigError } from '../../platform/config.ts';

/** Options of nodemailer that SMTP_URL may set: none that could switch TLS off. */
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
/** Where plain text is allowed, a self-signed certificate is too. */
const SETTINGS_IN_THE_CLEAR = [...SETTINGS, 'tls.rejectUnauthorized'];

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

export interface SmtpServer {
  /** For people, without the password. */
  host: string;
  /** For nodemailer, with the allowed options only. */
  url: string;
  /** Why password and mail may be sent without TLS; null when they may not. */
  clear: 'loopback' | 'waived' | null;
  /** Options of the URL that are not passed on. */
  ignored: string[];
}

/**
 * The server of SMTP_URL. Nothing is sent without TLS, unless the server is on this machine or the URL says
 * `requireTLS=false`.
 * @throws {ConfigError} when it is not a URL.
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

/** By the name itself, without asking DNS: `localhost` is always this machine (RFC 6761, section 6.3). */
function isLoopback(host: string): boolean {
  const name = host.toLowerCase().replace(/^\[|\]$/g, '');
  const family = isIP(name);
  if (family !== 0) return loopback.check(name, family === 6 ? 'ipv6' : 'ipv4');
  return name === 'localhost' || name.endsWith('.localhost');
}

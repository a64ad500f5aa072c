import type { Config } from '../../platform/config.ts';
import { domainOf } from '../../platform/mail-address.ts';
import type { Provider } from './schemas.ts';

type Server = Omit<Provider, 'userName'>;

const tls = (protocol: Server['protocol'], host: string): Server => ({
  protocol,
  host,
  port: protocol === 'pop3' ? 995 : 993,
  security: 'tls',
});

/** What the providers themselves publish for their domains; POP3 first, for only that can be backed up (MAIL-3). */
const known: readonly { domains: readonly string[]; servers: readonly Server[] }[] = [
  { domains: ['gmail.com', 'googlemail.com'], servers: [tls('pop3', 'pop.gmail.com'), tls('imap', 'imap.gmail.com')] },
  {
    domains: ['outlook.com', 'outlook.fr', 'hotmail.com', 'hotmail.fr', 'live.com', 'live.fr', 'msn.com'],
    servers: [tls('pop3', 'outlook.office365.com'), tls('imap', 'outlook.office365.com')],
  },
  {
    domains: ['yahoo.com', 'yahoo.fr', 'yahoo.co.uk', 'ymail.com'],
    servers: [tls('pop3', 'pop.mail.yahoo.com'), tls('imap', 'imap.mail.yahoo.com')],
  },
  { domains: ['icloud.com', 'me.com', 'mac.com'], servers: [tls('imap', 'imap.mail.me.com')] },
  { domains: ['aol.com'], servers: [tls('pop3', 'pop.aol.com'), tls('imap', 'imap.aol.com')] },
  {
    domains: ['gmx.com', 'gmx.fr', 'gmx.us'],
    servers: [tls('pop3', 'pop.gmx.com'), tls('imap', 'imap.gmx.com')],
  },
  {
    domains: ['gmx.net', 'gmx.de', 'gmx.at', 'gmx.ch'],
    servers: [tls('pop3', 'pop.gmx.net'), tls('imap', 'imap.gmx.net')],
  },
  { domains: ['orange.fr', 'wanadoo.fr'], servers: [tls('pop3', 'pop.orange.fr'), tls('imap', 'imap.orange.fr')] },
  { domains: ['free.fr'], servers: [tls('pop3', 'pop.free.fr'), tls('imap', 'imap.free.fr')] },
  { domains: ['laposte.net'], servers: [tls('pop3', 'pop.laposte.net'), tls('imap', 'imap.laposte.net')] },
  { domains: ['sfr.fr', 'neuf.fr'], servers: [tls('pop3', 'pop.sfr.fr'), tls('imap', 'imap.sfr.fr')] },
  { domains: ['zoho.com'], servers: [tls('pop3', 'pop.zoho.com'), tls('imap', 'imap.zoho.com')] },
  { domains: ['fastmail.com'], servers: [tls('pop3', 'pop.fastmail.com'), tls('imap', 'imap.fastmail.com')] },
];

/** MAIL-1: what to fill in for an address: the servers that the operator has named for its domain, else well-known ones. */
export function suggestProviders({ MAIL_SERVERS }: Pick<Config, 'MAIL_SERVERS'>, address: string): Provider[] {
  const domain = domainOf(address);
  const named = MAIL_SERVERS.filter((server) => server.domain === domain).map(({ domain: _, ...server }) => server);
  const servers = named.length > 0 ? named : (known.find(({ domains }) => domains.includes(domain))?.servers ?? []);
  return servers.map((server) => ({ ...server, userName: address }));
}

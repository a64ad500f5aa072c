import type { Certificate } from './certificate.ts';
import type { LineChannel } from './lines.ts';

/** What an IMAP session needs of the world around it. */
export interface ImapWorld {
  /** For STARTTLS; null where it is not offered. */
  readonly certificate: Certificate | null;
  isRight(user: string, password: string): boolean;
}

/** As much of IMAP4rev1 (RFC 3501) as signing in takes: nothing is read over it. */
export function serveImap(channel: LineChannel, world: ImapWorld): void {
  let isSecure = world.certificate === null;
  /** The tag of an AUTHENTICATE whose second line is still to come. */
  let authenticating: string | null = null;

  const capabilities = () => `CAPABILITY IMAP4rev1 AUTH=PLAIN ID${isSecure ? '' : ' STARTTLS'}`;
  const say = (line: string) => void channel.write(`${line}\r\n`);
  const decide = (tag: string, user: string, password: string) =>
    say(world.isRight(user, password) ? `${tag} OK signed in` : `${tag} NO [AUTHENTICATIONFAILED] wrong`);

  function plain(tag: string, encoded: string): void {
    const [, user = '', password = ''] = Buffer.from(encoded, 'base64').toString('utf8').split('\0');
    decide(tag, user, password);
  }

  channel.onLine((line) => {
    if (authenticating !== null) {
      const tag = authenticating;
      authenticating = null;
      return plain(tag, line);
    }
    const [tag = '', verb = '', ...rest] = line.split(' ');
    switch (verb.toUpperCase()) {
      case 'CAPABILITY':
        say(`* ${capabilities()}`);
        return say(`${tag} OK`);
      case 'STARTTLS':
        if (isSecure || world.certificate === null) return say(`${tag} BAD no TLS here`);
        say(`${tag} OK begin TLS`);
        isSecure = true;
        return channel.secure(world.certificate);
      case 'AUTHENTICATE':
        if (rest[1] !== undefined) return plain(tag, rest[1]);
        authenticating = tag;
        return say('+ ');
      case 'LOGIN':
        return decide(tag, unquoted(rest[0]), unquoted(rest[1]));
      case 'ID':
        say('* ID NIL');
        return say(`${tag} OK`);
      case 'NOOP':
        return say(`${tag} OK`);
      case 'LOGOUT':
        say('* BYE');
        say(`${tag} OK`);
        return channel.end();
      default:
        return say(`${tag} BAD unknown command`);
    }
  });
  say(`* OK [${capabilities()}] sandbox IMAP is ready`);
}

function unquoted(text = ''): string {
  return text.replace(/^"(.*)"$/, '$1').replaceAll(/\\(["\\])/g, '$1');
}

import type { Fault, FaultKind } from '../faults.ts';
import type { Certificate } from './certificate.ts';
import type { LineChannel } from './lines.ts';
import type { RawMail } from './maildrops.ts';

/** What a POP3 session needs of the world around it. */
export interface Pop3World {
  /** For STLS; null where it is not offered (TLS from the beginning, or none at all). */
  readonly certificate: Certificate | null;
  /** The maildrop behind a user name; null for a wrong password. */
  open(user: string, password: string): Promise<readonly RawMail[] | null>;
  /** What is to go wrong with this command of this user now. */
  strike(kind: FaultKind, command: string, user: string): Fault | undefined;
}

/** One session of POP3 (RFC 1939) with UIDL, TOP, CAPA (RFC 2449) and STLS (RFC 2595). */
export function servePop3(channel: LineChannel, world: Pop3World): void {
  let user = '';
  let mails: readonly RawMail[] | null = null;
  let isSecure = world.certificate === null;
  const deleted = new Set<number>();
  let last: Promise<unknown> = Promise.resolve();

  const ok = (text = '') => channel.write(`+OK ${text}\r\n`);
  const no = (text: string) => channel.write(`-ERR ${text}\r\n`);

  const mailAt = (argument: string | undefined): { mail: RawMail; place: number } | null => {
    const place = Number(argument);
    const mail = mails?.[place - 1];
    return mail !== undefined && !deleted.has(place) ? { mail, place } : null;
  };
  const places = () => (mails ?? []).map((mail, index) => ({ mail, place: index + 1 }));
  const present = () => places().filter(({ place }) => !deleted.has(place));

  async function list(argument: string | undefined, valued: (mail: RawMail) => string): Promise<unknown> {
    if (argument !== undefined) {
      const found = mailAt(argument);
      return found ? await ok(`${found.place} ${valued(found.mail)}`) : await no('no such message');
    }
    const lines = present().map(({ mail, place }) => `${place} ${valued(mail)}\r\n`);
    return await channel.write(`+OK ${lines.length} messages\r\n${lines.join('')}.\r\n`);
  }

  async function send(command: string, mail: RawMail, bodyLines: number): Promise<unknown> {
    const hang = world.strike('mail-hang', command, user);
    const drop = hang ?? world.strike('mail-drop', command, user);
    const lie = world.strike('mail-size', command, user);
    await ok(`${lie ? 7 : mail.size} octets`);
    let sent = 0;
    for (const piece of stuffed(bodyLines === Number.POSITIVE_INFINITY ? mail.read() : top(mail.read(), bodyLines))) {
      if (drop && sent + piece.length > mail.size / 2) {
        await channel.write(piece.subarray(0, Math.max(1, piece.length >> 1)));
        if (!hang) channel.destroy();
        return;
      }
      if (!(await channel.write(piece))) return;
      sent += piece.length;
    }
    return await channel.write('.\r\n');
  }

  const anyone: Record<string, (argument?: string) => Promise<unknown>> = {
    CAPA: () =>
      channel.write(
        `+OK\r\nUSER\r\nUIDL\r\nTOP\r\nRESP-CODES\r\n${isSecure || world.certificate === null ? '' : 'STLS\r\n'}.\r\n`,
      ),
    async STLS() {
      if (isSecure || world.certificate === null) return await no('no TLS here');
      await ok('begin TLS');
      channel.secure(world.certificate);
      isSecure = true;
      return;
    },
    USER: (argument = '') => {
      user = argument;
      return ok();
    },
    async PASS(argument = '') {
      mails = await world.open(user, argument);
      if (mails === null) return await no('[AUTH] invalid user name or password');
      return await ok(`${mails.length} messages`);
    },
    async QUIT() {
      await ok('bye');
      channel.end();
    },
  };
  const known: Record<string, (argument?: string, second?: string) => Promise<unknown>> = {
    STAT: () => ok(`${present().length} ${present().reduce((sum, { mail }) => sum + mail.size, 0)}`),
    LIST: (argument) =>
      list(argument, ({ size }) => String(world.strike('mail-size', 'LIST', user) ? 9_000_000_000 : size)),
    // It is optional (RFC 1939, section 7).
    UIDL: (argument) =>
      world.strike('mail-no-uidl', 'UIDL', user) ? no('unknown command') : list(argument, ({ uid }) => uid),
    RETR: (argument) => {
      const found = mailAt(argument);
      return found ? send(`RETR ${found.place}`, found.mail, Number.POSITIVE_INFINITY) : no('no such message');
    },
    TOP: (argument, lines) => {
      const found = mailAt(argument);
      return found ? send(`TOP ${found.place}`, found.mail, Number(lines ?? 0)) : no('no such message');
    },
    DELE: (argument) => {
      const found = mailAt(argument);
      if (found) deleted.add(found.place);
      return found ? ok() : no('no such message');
    },
    NOOP: () => ok(),
    RSET: () => {
      deleted.clear();
      return ok();
    },
  };

  async function answer(line: string): Promise<void> {
    const [verb = '', ...rest] = line.split(' ');
    const name = verb.toUpperCase();
    if (world.strike('mail-hang', name, user)) return;
    if (world.strike('mail-drop', name, user)) return channel.destroy();
    const before = Object.hasOwn(anyone, name) ? anyone[name] : undefined;
    const after = Object.hasOwn(known, name) ? known[name] : undefined;
    if (before) await before(name === 'PASS' || name === 'USER' ? rest.join(' ') : rest[0]);
    else if (!after) await no('unknown command');
    else if (mails === null) await no('sign in first');
    else await after(rest[0], rest[1]);
  }

  // One after the other, also when a client sends several at once (RFC 2449, PIPELINING).
  channel.onLine((line) => {
    last = last.then(() => answer(line)).catch(() => channel.destroy());
  });
  if (!world.strike('mail-hang', 'GREETING', user)) void ok('sandbox POP3 is ready');
}

/** RFC 1939, section 3: a dot at the beginning of a line is doubled. The last line gets its end. */
function* stuffed(pieces: Iterable<Buffer>): Generator<Buffer> {
  let lineStart = true;
  for (const piece of pieces) {
    let from = 0;
    for (let at = piece.indexOf('.'); at >= 0; at = piece.indexOf('.', at + 1)) {
      const starts = at === 0 ? lineStart : piece[at - 1] === 0x0a;
      if (!starts) continue;
      yield piece.subarray(from, at + 1);
      from = at;
    }
    if (piece.length > 0) {
      yield piece.subarray(from);
      lineStart = piece[piece.length - 1] === 0x0a;
    }
  }
  if (!lineStart) yield Buffer.from('\r\n');
}

/** The header, the empty line, and so many lines of the body. */
function* top(pieces: Iterable<Buffer>, bodyLines: number): Generator<Buffer> {
  let text = '';
  for (const piece of pieces) {
    text += piece.toString('latin1');
    const end = text.indexOf('\r\n\r\n');
    if (end < 0) continue;
    const lines = text.slice(end + 4).split('\r\n');
    if (lines.length <= bodyLines) continue;
    yield Buffer.from(
      text.slice(0, end + 4) +
        lines
          .slice(0, bodyLines)
          .map((line) => `${line}\r\n`)
          .join(''),
      'latin1',
    );
    return;
  }
  yield Buffer.from(text, 'latin1');
}

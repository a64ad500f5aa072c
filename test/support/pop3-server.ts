import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** A letter in a maildrop: the server's name of it, empty for none, and its source with LF at its line ends. */
export interface Letter {
  uid: string;
  source: string;
}

/** What a script answers to end the connection, half a message under way. */
export const HANG_UP = Symbol('hang up');

type Answer = string | typeof HANG_UP | undefined;

export interface Pop3Script {
  /** What the maildrop holds in a session; these are counted from 1. */
  letters(session: number): readonly Letter[];
  /** What is answered instead of the usual; undefined leaves it as it is. */
  answer?(command: string, session: number): Answer | Promise<Answer>;
  lineEnd?: '\r\n' | '\n';
}

export interface ScriptedPop3 {
  port: number;
  /** Every command so far, with its session: `1 RETR 2`. */
  commands: string[];
  close(): void;
}

/** A POP3 server that does what it should, but for what its script says. */
export async function servePop3(script: Pop3Script): Promise<ScriptedPop3> {
  const sockets = new Set<Socket>();
  const commands: string[] = [];
  const server = createServer((socket) => {
    sockets.add(socket);
    const session = sockets.size;
    socket.on('error', () => undefined);
    const say = (text: string) => socket.write(`${text}\n`.replaceAll('\n', script.lineEnd ?? '\r\n'));
    const perform = async (command: string) => {
      commands.push(`${session} ${command}`);
      const answer = (await script.answer?.(command, session)) ?? usual(command, script.letters(session));
      if (answer === HANG_UP) socket.destroy();
      else say(answer);
      if (command === 'QUIT') socket.end();
    };
    let [pending, last] = ['', Promise.resolve()];
    socket.on('data', (chunk: Buffer) => {
      const lines = (pending + chunk.toString()).split('\r\n');
      pending = lines.pop() ?? '';
      for (const line of lines) last = last.then(() => perform(line));
    });
    say('+OK ready');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    commands,
    close() {
      for (const socket of sockets) socket.destroy();
      server.close();
    },
  };
}

/** A multi-line answer. */
export function lines(...rows: readonly string[]): string {
  return ['+OK', ...rows, '.'].join('\n');
}

function usual(command: string, letters: readonly Letter[]): string {
  const [verb = '', argument] = command.split(' ');
  const letter = letters[Number(argument) - 1];
  switch (verb) {
    case 'STAT':
      return `+OK ${letters.length} ${letters.reduce((sum, { source }) => sum + source.length, 0)}`;
    case 'UIDL':
      return lines(...letters.map(({ uid }, index) => `${index + 1} ${uid}`));
    case 'LIST':
      return lines(...letters.map(({ source }, index) => `${index + 1} ${source.length}`));
    case 'RETR':
      return letter ? lines(letter.source) : '-ERR no such message';
    case 'TOP':
      return letter ? lines(letter.source.slice(0, letter.source.indexOf('\n\n') + 1)) : '-ERR no such message';
    default:
      return ['USER', 'PASS', 'QUIT'].includes(verb) ? '+OK' : '-ERR unknown command';
  }
}

import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';

export interface SmtpServer {
  port: number;
  /** The messages taken, as they came over the wire. */
  messages: { from: string; to: string[]; data: string }[];
  /** The next answers to RCPT TO in place of 250, e.g. `550 5.1.1 no such mailbox`. */
  refuse: string[];
  close(): Promise<void>;
}

/** As much of RFC 5321 as a client needs to hand a message over. */
export async function startSmtpServer(): Promise<SmtpServer> {
  const messages: SmtpServer['messages'] = [];
  const refuse: string[] = [];
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    let envelope = { from: '', to: [] as string[] };
    let data: string[] | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      if (data) {
        if (line !== '.') return void data.push(line);
        messages.push({ ...envelope, data: data.join('\r\n') });
        data = null;
        return void say('250 taken');
      }
      const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'MAIL') envelope = { from: address, to: [] };
      if (verb === 'RCPT') {
        const refusal = refuse.shift();
        if (refusal) return void say(refusal);
        envelope.to.push(address);
      }
      if (verb === 'DATA') {
        data = [];
        return void say('354 go on');
      }
      say(verb === 'QUIT' ? '221 bye' : '250 ok');
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\r\n');
      rest = lines.pop() ?? '';
      for (const line of lines) hear(line);
    });
    socket.on('error', () => socket.destroy());
    say('220 test');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    refuse,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

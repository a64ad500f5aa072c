import type { AddressInfo } from 'node:net';
import { createServer, type Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

export interface SmtpServer {
  port: number;
  /** The messages taken, as they came over the wire. */
  messages: { from: string; to: string[]; data: string }[];
  /** What was said in the clear, and what behind TLS: commands and text. */
  heard: { clear: string[]; secret: string[] };
  /** The next answers to RCPT TO in place of 250, e.g. `550 5.1.1 no such mailbox`. */
  refuse: string[];
  close(): Promise<void>;
}

export interface SmtpServerOptions {
  /** PEM: STARTTLS (RFC 3207) is offered with it. */
  tls?: { certificate: string; privateKey: string };
  /** What STARTTLS is answered where there is none. */
  noTls?: string;
}

/**
 * As much of RFC 5321 as a client needs to hand a message over, and AUTH for anybody. It listens on all addresses: for
 * a client, 0.0.0.0 leads to it and is no loopback address.
 */
export async function startSmtpServer({
  tls,
  noTls = '502 5.5.1 unknown',
}: SmtpServerOptions = {}): Promise<SmtpServer> {
  const messages: SmtpServer['messages'] = [];
  const heard: SmtpServer['heard'] = { clear: [], secret: [] };
  const refuse: string[] = [];
  const sockets = new Set<Socket>();

  const serve = (socket: Socket, lines: string[]) => {
    let envelope = { from: '', to: [] as string[] };
    let data: string[] | null = null;
    let rest = '';
    const say = (line: string) => socket.write(`${line}\r\n`);
    const hear = (line: string) => {
      lines.push(line);
      if (data) {
        if (line !== '.') return void data.push(line);
        messages.push({ ...envelope, data: data.join('\r\n') });
        data = null;
        return void say('250 taken');
      }
      const [, address = ''] = /<([^>]*)>/.exec(line) ?? [];
      const verb = line.slice(0, 4).toUpperCase();
      if (verb === 'EHLO') {
        const offer = tls && lines === heard.clear ? 'STARTTLS' : 'AUTH PLAIN';
        return void say(`250-localhost\r\n250 ${offer}`);
      }
      if (verb === 'STAR') {
        if (!tls) return void say(noTls);
        socket.removeAllListeners('data');
        say('220 go on');
        const secured = new TLSSocket(socket, { isServer: true, cert: tls.certificate, key: tls.privateKey });
        return serve(secured, heard.secret);
      }
      if (verb === 'AUTH') return void say('235 welcome');
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
    socket.on('data', (chunk: Buffer) => {
      const arrived = (rest + chunk.toString()).split('\r\n');
      rest = arrived.pop() ?? '';
      for (const line of arrived) hear(line);
    });
    socket.on('error', () => socket.destroy());
  };

  const server = createServer((socket) => {
    sockets.add(socket);
    serve(socket, heard.clear);
    socket.write('220 test\r\n');
  });
  await new Promise<void>((resolve) => server.listen(0, '0.0.0.0', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    messages,
    heard,
    refuse,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

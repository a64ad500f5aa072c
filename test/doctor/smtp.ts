import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** An SMTP server (RFC 5321) that takes mail from one user, or refuses the password (RFC 4954, section 6). */
export async function startSmtp(options: { refusePassword?: boolean } = {}) {
  const received: string[] = [];
  const server = createServer((socket: Socket) => {
    let data: string | undefined;
    const say = (line: string) => socket.write(`${line}\r\n`);
    say('220 localhost ESMTP');
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      for (const line of chunk.toString().split('\r\n').slice(0, -1)) {
        if (data !== undefined) {
          if (line !== '.') data += `${line}\n`;
          else {
            received.push(data);
            data = undefined;
            say('250 taken');
          }
        } else if (/^EHLO/i.test(line)) say('250-localhost\r\n250 AUTH PLAIN');
        else if (/^AUTH/i.test(line)) say(options.refusePassword ? '535 5.7.8 bad credentials' : '235 welcome');
        else if (/^DATA/i.test(line)) {
          data = '';
          say('354 go on');
        } else if (/^QUIT/i.test(line)) socket.end('221 bye\r\n');
        else say('250 fine');
      }
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `smtp://ada:hush-hush@127.0.0.1:${port}`, port, received, close: () => server.close() };
}

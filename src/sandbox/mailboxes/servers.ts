import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { FaultKind, Faults } from '../faults.ts';
import type { Person } from '../people/person.ts';
import type { Certificate } from './certificate.ts';
import { serveImap } from './imap.ts';
import { LineChannel } from './lines.ts';
import type { Maildrops } from './maildrops.ts';
import { servePop3 } from './pop3.ts';

export interface MailWorld {
  readonly certificate: Certificate;
  readonly maildrops: Maildrops;
  readonly faults: Faults;
  findPersonByLogin(login: string): Person | undefined;
  /** Everybody's. */
  readonly password: string;
}

/** Where the sandbox's mail servers answer, on this computer alone. */
export interface MailServers {
  readonly host: string;
  /** POP3 with STLS, and with TLS from the beginning; the same for IMAP. */
  readonly ports: { readonly pop3: number; readonly pop3s: number; readonly imap: number; readonly imaps: number };
  /** PEM, to be trusted by whoever connects. */
  readonly certificate: string;
  close(): Promise<void>;
}

/** @param firstPort of the four; 0 for any free ones. */
export async function startMailServers(world: MailWorld, firstPort: number): Promise<MailServers> {
  const { certificate, maildrops, faults } = world;
  const sockets = new Set<Socket>();
  const find = (user: string, password: string) => {
    const person = world.findPersonByLogin(user);
    return password === world.password ? person : undefined;
  };
  const pop3 = (socket: Socket, offersTls: boolean) =>
    servePop3(new LineChannel(socket), {
      certificate: offersTls ? certificate : null,
      async open(user, password) {
        const person = find(user, password);
        return person ? await maildrops.list(person) : null;
      },
      strike: (kind: FaultKind, command, user) =>
        faults.strike(kind, { call: `POP3 ${command} `, person: world.findPersonByLogin(user) }),
    });
  const imap = (socket: Socket, offersTls: boolean) =>
    serveImap(new LineChannel(socket), {
      certificate: offersTls ? certificate : null,
      isRight: (user, password) => find(user, password) !== undefined,
    });
  const kept = (serve: () => void, socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    serve();
  };
  // An answer goes out in pieces: without this, each waits until the one before is acknowledged.
  const prompt = { noDelay: true };
  const secret = { cert: certificate.certificate, key: certificate.privateKey };
  const servers = [
    createServer(prompt, (socket) => kept(() => pop3(socket, true), socket)),
    createTlsServer({ ...secret, ...prompt }, (socket) => kept(() => pop3(socket, false), socket)),
    createServer(prompt, (socket) => kept(() => imap(socket, true), socket)),
    createTlsServer({ ...secret, ...prompt }, (socket) => kept(() => imap(socket, false), socket)),
  ];
  const ports = await Promise.all(
    servers.map((server, index) => listen(server, firstPort === 0 ? 0 : firstPort + index)),
  );
  const [pop3Port = 0, pop3sPort = 0, imapPort = 0, imapsPort = 0] = ports;
  return {
    host: 'localhost',
    ports: { pop3: pop3Port, pop3s: pop3sPort, imap: imapPort, imaps: imapsPort },
    certificate: certificate.certificate,
    async close() {
      for (const socket of sockets) socket.destroy();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  server.on('tlsClientError', (_error: Error, socket: Socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}

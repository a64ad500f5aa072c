import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket, type Server as TcpServer } from 'node:net';
import path from 'node:path';
import { credentialsOf } from './auth/credentials.ts';
import { scramSecret } from './auth/scram.ts';
import type { Server } from './commands/command.ts';
import { runRequest } from './commands/dispatch.ts';
import { errorReply } from './commands/error-reply.ts';
import { Engine } from './engine.ts';
import { startMaintenance } from './maintenance.ts';
import { lockFolder } from './storage/folder-lock.ts';
import { serveConnection } from './wire/connection.ts';
import { ServerClock } from './wire/reply.ts';

const host = '127.0.0.1';
/** More connections at a time are turned away. */
const maxConnections = 1000;

export interface EmbeddedDatabaseOptions {
  /** where the data is; made if it is not there */
  dataDir: string;
  /** 0 for any free port */
  port?: number;
  /** told what an administrator may want to know */
  log?: (message: string) => void;
}

export interface EmbeddedDatabase {
  /** for any MongoDB client on this machine, with user and password */
  uri: string;
  port: number;
  /** Ends all connections and gives the folder back. */
  close(): Promise<void>;
}

/**
 * Starts a MongoDB on loopback whose data is in `dataDir`.
 * @throws Error with a sentence when another process uses the folder, or the port is taken
 */
export async function startEmbeddedDatabase(options: EmbeddedDatabaseOptions): Promise<EmbeddedDatabase> {
  const log = options.log ?? (() => {});
  mkdirSync(options.dataDir, { recursive: true, mode: 0o700 });
  const unlock = lockFolder(options.dataDir);
  let engine: Engine | undefined;
  try {
    const credentials = credentialsOf(options.dataDir);
    engine = new Engine(path.join(options.dataDir, 'store'));
    const listening = await listen(engine, credentials, options.port ?? 0, log);
    const stopMaintenance = startMaintenance(engine, log);
    const opened = engine;
    const { user, password } = credentials;
    return {
      uri: `mongodb://${user}:${password}@${host}:${listening.port}/foyer?authSource=admin&replicaSet=foyer&authMechanism=SCRAM-SHA-256`,
      port: listening.port,
      async close() {
        stopMaintenance();
        await listening.close();
        await opened.close();
        unlock();
      },
    };
  } catch (error) {
    await engine?.close();
    unlock();
    throw error;
  }
}

async function listen(
  engine: Engine,
  credentials: { user: string; password: string },
  wantedPort: number,
  log: (message: string) => void,
) {
  const sockets = new Set<Socket>();
  const tcp = createServer();
  const port = await bind(tcp, wantedPort);
  const server: Server = {
    engine,
    secret: scramSecret(credentials),
    address: `${host}:${port}`,
    processId: randomBytes(12),
    connections: () => sockets.size,
    log,
  };
  const clock = new ServerClock();
  let connections = 0;
  tcp.on('connection', (socket) => {
    if (sockets.size >= maxConnections) {
      socket.destroy();
      return;
    }
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    serveConnection(socket, ++connections, {
      clock,
      log,
      refuse: errorReply,
      run: (client, request) => {
        clock.tick();
        return runRequest(server, client, request);
      },
    });
  });
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => tcp.close(resolve));
  };
  return { port, close };
}

async function bind(tcp: TcpServer, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    tcp.once('error', reject);
    tcp.listen(port, host, resolve);
  });
  return (tcp.address() as AddressInfo).port;
}

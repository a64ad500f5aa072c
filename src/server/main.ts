import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Logger } from 'pino';
import { connectDatabase } from '../database/consistency.ts';
import { createMicrosoft } from '../graph/microsoft.ts';
import { createApp } from './app.ts';
import { createSealer } from './core/audit/sealer.ts';
import { createOutbox } from './core/outbox/jobs.ts';
import { createMailer } from './core/outbox/mailers.ts';
import { templateOf } from './email-templates.ts';
import { sweepLeftovers } from './features/closing/finish-closing.ts';
import type { BuiltAddin } from './http/addin-files.ts';
import { refuseMalformed } from './http/malformed-requests.ts';
import { jobs as jobDefinitions } from './jobs.ts';
import { mailServerRules } from './mail-servers/connect.ts';
import { readMicrosoftConfig } from './microsoft-config.ts';
import { modelsOf, prepareCollections } from './models.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import type { Config } from './platform/config.ts';
import { createJobs } from './platform/jobs.ts';
import { createLog } from './platform/log.ts';
import { createSecrets, keptKey } from './platform/secrets.ts';
import type { Services } from './platform/services.ts';

export interface ServerDependencies {
  /** A MongoDB replica set or the embedded database; the database's name is part of it. */
  databaseUri: string;
  /** The built add-in; the API alone when left out. */
  addin?: BuiltAddin;
  log?: Logger;
  clock?: Clock;
}

export interface FoyerServer {
  port: number;
  /** Where people open it. */
  url: string;
  services: Services;
  /** Answers what has begun, finishes running jobs, and lets go of everything. */
  close(): Promise<void>;
}

/** Starts Foyer. Nothing in it is global, so that one process can run several. */
export async function startServer(config: Config, dependencies: ServerDependencies): Promise<FoyerServer> {
  const { databaseUri, addin, log = createLog(config.LOG_LEVEL), clock = systemClock } = dependencies;
  const db = await connectDatabase(databaseUri, {
    serverSelectionTimeoutMS: 10_000,
    onIgnored: (settings) =>
      log.warn(
        { settings },
        'MONGODB_URI has settings that are ignored: Foyer reads from the primary, writes to the majority',
      ),
  });
  await prepareCollections(db);
  // MSAL warns of what is normal (an application's token names no client); what fails comes back as an error.
  const quiet = { warn: (fields: object, message: string) => log.debug(fields, message) };
  const microsoft = createMicrosoft(await readMicrosoftConfig(config), quiet);
  const authorities = config.MAIL_CA_FILE ? [await readFile(config.MAIL_CA_FILE, 'utf8')] : [];
  const mailer = createMailer(config, microsoft, authorities);
  const jobs = createJobs(db, log);

  const server = createServer();
  refuseMalformed(server);
  const port = await listen(server, config);
  const publicUrl = config.PUBLIC_URL ?? `http://localhost:${port}`;
  const outbox = createOutbox(() => services, templateOf);
  const sealer = createSealer(() => services, { onClosed: sweepLeftovers });
  const secrets = createSecrets(config.SECRETS_KEY ?? [keptKey(config.DATA_DIR)]);
  const services: Services = {
    config,
    publicUrl,
    db,
    collections: modelsOf(db),
    secrets,
    microsoft,
    clock,
    log,
    jobs,
    mailer,
    mailServerRules: mailServerRules(config, authorities),
    outbox,
    sealer,
    transaction: null,
  };
  server.on('request', createApp(services, addin ?? null));
  await jobs.start(services, jobDefinitions);

  return {
    port,
    url: publicUrl,
    services,
    async close() {
      await stop(server);
      await jobs.stop();
      await outbox.stop();
      await sealer.stop();
      mailer.close();
      microsoft.close();
      await db.close();
    },
  };
}

async function listen(server: Server, { FOYER_PORT, FOYER_HOST }: Config): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(FOYER_PORT, FOYER_HOST, resolve);
  });
  return (server.address() as AddressInfo).port;
}

/** Idle connections are dropped, the others after their answer. */
async function stop(server: Server): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  await closed;
}

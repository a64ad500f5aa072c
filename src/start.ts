import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { openDatabase } from './database/connect.ts';
import { CERTIFICATE_FILE } from './sandbox/mailboxes/certificate.ts';
import { type StartedSandbox, startSandbox } from './sandbox/start.ts';
import type { BuiltAddin } from './server/http/addin-files.ts';
import { type FoyerServer, startServer } from './server/main.ts';
import { type Config, ConfigError, type Environment, loadConfig, readEnvironment } from './server/platform/config.ts';
import { planBuild } from './start/build-addin.ts';
import { type Closing, closeOnSignal } from './start/close-on-signal.ts';
import { compressAssets } from './start/compress-assets.mjs';
import { describeFailure } from './start/describe-failure.ts';
import { obeyProxies } from './start/obey-proxies.ts';

/** What only the start-up reads; the server's own variables are in `server/platform/config.ts`. */
const startSchema = z.object({
  NODE_ENV: z.string().optional(),
  ENTRA_CLIENT_ID: z.string().optional(),
  FOYER_PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  SANDBOX_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  SANDBOX_PEOPLE: z.coerce.number().int().min(20).max(1_000_000).default(1200),
  SANDBOX_SEED: z.coerce.number().int().min(0).default(1),
  DATA_DIR: z.string().min(1).default('./data'),
});

const addinFolder = resolve('dist/addin');

/** Starts everything that the configuration leaves to Foyer itself: database, sandbox Microsoft 365, add-in, server. */
async function start(): Promise<void> {
  if (existsSync('.env')) process.loadEnvFile('.env');
  obeyProxies(process.env);
  const settings = readEnvironment(startSchema, process.env);
  const isTrial = settings.ENTRA_CLIENT_ID === undefined && settings.NODE_ENV !== 'production';
  const sandboxDir = join(settings.DATA_DIR, 'sandbox');
  const closing = closeOnSignal();
  try {
    let url = '';
    const build = await planBuild(addinFolder);
    const sandbox = isTrial
      ? await startSandbox({
          port: settings.SANDBOX_PORT,
          appUrl: () => url,
          appBuild: () => build?.progress() ?? null,
          people: settings.SANDBOX_PEOPLE,
          seed: settings.SANDBOX_SEED,
          dataDir: sandboxDir,
        })
      : null;
    if (sandbox) closing.add(() => sandbox.close());

    const config = loadConfig(
      sandbox ? { ...trialDefaults, ...process.env, ...sandboxEnvironment(sandbox, sandboxDir) } : process.env,
    );
    const stopping = new AbortController();
    closing.add(async () => stopping.abort());
    // Beside the start of the server: of two cores, each has one.
    const ready = build?.run(stopping.signal) ?? Promise.resolve();
    ready.catch(() => undefined);
    const server = await serve(config, closing, {
      folder: addinFolder,
      ...(build && { ready, progress: () => build.progress() }),
    });
    url = server.url;
    const address = sandbox ? `${sandbox.origin}/` : url;
    process.stdout.write(
      sandbox
        ? `\nFoyer is ready, with a sandbox Microsoft 365 around it. Open\n\n  ${address}\n\nand choose who you are. Foyer itself answers at ${url}; Ctrl-C stops both.\n\n`
        : `Foyer is ready at ${address}\n`,
    );
    await ready.catch((error: unknown) => {
      if (closing.isUnderWay()) return;
      // It goes on without: the pages say so, and a start that is tried again by itself would fail the same way.
      process.stderr.write(`${describeFailure(error)}\nFoyer has no pages until this is mended; Ctrl-C ends it.\n`);
    });
    // Where a start before was ended while it compressed. Without, as in a folder that is read-only, pages are larger.
    if (!build) await compressAssets(join(addinFolder, 'assets')).catch(() => undefined);
  } catch (error) {
    if (closing.isUnderWay()) return;
    await closing.close();
    throw error;
  }
}

async function serve(config: Config, closing: Closing, addin: BuiltAddin): Promise<FoyerServer> {
  const database = await openDatabase({ mongodbUri: config.MONGODB_URI, dataDir: config.DATA_DIR });
  closing.add(() => database.close());
  const server = await startServer(config, { databaseUri: database.uri, addin });
  closing.add(() => server.close());
  return server;
}

const trialDefaults: Environment = { LOG_LEVEL: 'warn' };

/** The sandbox in the place of Microsoft: the same variables as for the real one. */
function sandboxEnvironment(sandbox: StartedSandbox, dataDir: string): Environment {
  const { origin, clientId, clientSecret, tenantId, mailSender } = sandbox;
  return {
    ENTRA_CLIENT_ID: clientId,
    ENTRA_CLIENT_SECRET: clientSecret,
    MICROSOFT_ORIGIN: origin,
    HOST_ORIGINS: [process.env.HOST_ORIGINS, origin].filter(Boolean).join(','),
    MAIL_TRANSPORT: 'graph',
    MAIL_FROM: mailSender,
    MAIL_TENANT_ID: tenantId,
    MAIL_ALLOWED_NETWORKS: [process.env.MAIL_ALLOWED_NETWORKS, '127.0.0.0/8'].filter(Boolean).join(','),
    // The sandbox's mail servers listen wherever there is room.
    MAIL_ALLOWED_PORTS: [process.env.MAIL_ALLOWED_PORTS, '1024-65535'].filter(Boolean).join(','),
    MAIL_CA_FILE: join(dataDir, CERTIFICATE_FILE),
    MAIL_SERVERS: [process.env.MAIL_SERVERS, ...mailServersOf(sandbox)].filter(Boolean).join(','),
  };
}

/** What people of the sandbox find filled in when they set up their mailbox. */
function mailServersOf({ sandbox: { tenants }, mail: { host, ports } }: StartedSandbox): string[] {
  const domains = tenants.flatMap(({ domain, initialDomain }) => [domain, initialDomain]);
  return domains.flatMap((domain) => [
    `${domain}=pop3s://${host}:${ports.pop3s}`,
    `${domain}=imaps://${host}:${ports.imaps}`,
  ]);
}

try {
  await start();
} catch (error) {
  const sentences = error instanceof ConfigError ? error.sentences : [describeFailure(error)];
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

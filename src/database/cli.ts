import { parseArgs } from 'node:util';
import { startEmbeddedDatabase } from './embedded/server.ts';

/** `npm run database -- --port N --data DIR`: the embedded database by itself, for any MongoDB client to look inside. */
const usage = 'Usage: npm run database -- [--port N] [--data DIR]';
const print = (line: string) => process.stdout.write(`${line}\n`);
const fail = (line: string) => process.stderr.write(`${line}\n`);

try {
  const { values } = parseArgs({
    options: { port: { type: 'string' }, data: { type: 'string' }, help: { type: 'boolean' } },
  });
  if (values.help) print(usage);
  else await run(values.data ?? 'data/database', Number(values.port ?? 0));
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

async function run(dataDir: string, port: number): Promise<void> {
  if (!Number.isInteger(port) || port < 0 || port > 65535) throw new Error(usage);
  const database = await startEmbeddedDatabase({ dataDir, port, log: fail });
  print(database.uri);
  const stop = () => {
    database.close().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

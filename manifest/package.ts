import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { strToU8, type Zippable, zipSync } from 'fflate';
import { type AppPackage, assemble, type Installation } from './assemble.ts';
import { problemsTheSchemaLacks } from './checks.ts';
import { problemsWithSchemas } from './schemas.ts';

const usage = 'npm run package -- --host foyer.example.com --client-id GUID [--out FILE]';

/** Why there is no package: one sentence a line. */
export class PackageError extends Error {}

/**
 * The app package to upload to Microsoft 365: the same bytes for the same installation.
 * @throws {PackageError} when the installation or the resulting manifest is not valid.
 */
export async function createPackage(installation: Installation): Promise<Uint8Array> {
  checkInstallation(installation);
  const content = await assemble(installation);
  const problems = [...(await problemsWithSchemas(content)), ...problemsTheSchemaLacks(content)];
  if (problems.length > 0) throw new PackageError(problems.join('\n'));
  return zip(content);
}

function checkInstallation({ host, clientId }: Installation): void {
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  if (host.length > 253 || !new RegExp(`^(${label}\\.)+(?=[a-z])${label}$`).test(host)) {
    throw new PackageError(
      `--host takes a bare host name in lower case, such as foyer.example.com: no scheme, port or path. Got "${host}".`,
    );
  }
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(clientId)) {
    throw new PackageError(
      `--client-id takes the application (client) ID of the app registration, a GUID. Got "${clientId}".`,
    );
  }
}

function zip({ manifest, languages, icons }: AppPackage): Uint8Array {
  const files: Zippable = { 'manifest.json': json(manifest) };
  for (const [name, texts] of languages) files[name] = json(texts);
  for (const [name, png] of icons) files[name] = png;
  // A zip keeps local time without a zone, so a local date gives the same bytes everywhere.
  return zipSync(files, { level: 9, mtime: new Date(1980, 0, 1) });
}

const json = (value: unknown): Uint8Array => strToU8(`${JSON.stringify(value, null, 2)}\n`);

async function main(): Promise<void> {
  const { host, 'client-id': clientId, out } = readArguments();
  if (!host || !clientId) throw new PackageError(`Both --host and --client-id are needed: ${usage}`);
  const { version } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'));
  const bytes = await createPackage({ host, clientId, version });
  const file = resolve(out ?? `dist/foyer-${version}.zip`);
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, bytes);
  process.stdout.write(`${file}\n`);
}

function readArguments() {
  try {
    const option = { type: 'string' } as const;
    return parseArgs({ options: { host: option, 'client-id': option, out: option } }).values;
  } catch (error) {
    throw new PackageError(`${error instanceof Error ? error.message : error}\nUsage: ${usage}`);
  }
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  try {
    await main();
  } catch (error) {
    if (!(error instanceof PackageError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}

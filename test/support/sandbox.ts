import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type SandboxOptions, type StartedSandbox, startSandbox } from '../../src/sandbox/start.ts';

/** The signing keys of this process's first sandbox: making new ones takes longer than all else of a start. */
let signingKeys: Buffer | undefined;

/** A sandbox on a free port. Unless a folder is given, what it keeps goes with it. */
export async function startTestSandbox(options: Omit<SandboxOptions, 'port'>): Promise<StartedSandbox> {
  if (options.dataDir) return await startSandbox({ port: 0, ...options });
  const dataDir = await mkdtemp(join(tmpdir(), 'foyer-test-sandbox-'));
  if (signingKeys) await writeFile(join(dataDir, 'keys.json'), signingKeys);
  const sandbox = await startSandbox({ port: 0, ...options, dataDir });
  signingKeys ??= await readFile(join(dataDir, 'keys.json'));
  return {
    ...sandbox,
    async close() {
      await sandbox.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

import { spawn } from 'node:child_process';
import { utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { newestChange } from './newest-change.ts';

/** What the built add-in is made of. The schemas in the server's folder are part of it. */
const sources = ['src/addin', 'src/server/features', 'src/server/platform', 'webpack.config.js', 'package-lock.json'];

/**
 * Builds the add-in unless what is there is newer than its sources.
 * @param stopping ends a build that is under way.
 * @throws Error with webpack's output when it can't be built.
 */
export async function buildAddin(folder: string, stopping?: AbortSignal): Promise<void> {
  const page = join(folder, 'index.html');
  const [built, changed] = await Promise.all([newestChange([page]), newestChange(sources)]);
  if (built > changed) return;
  process.stdout.write('Building the add-in, once; whoever opens it before waits for it …\n');
  const webpack = createRequire(import.meta.url).resolve('webpack/bin/webpack.js');
  const child = spawn(process.execPath, [webpack, '--mode', 'production'], {
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(stopping && { signal: stopping }),
  });
  // What is already there to answer people comes first.
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => output.push(chunk));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The add-in could not be built.\n${Buffer.concat(output).toString()}`);
  // webpack leaves a file alone whose content is the same; its time has to say that it was looked at.
  const now = new Date();
  await utimes(page, now, now);
  process.stdout.write('The add-in is built.\n');
}

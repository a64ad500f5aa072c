import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { compressAssets } from './compress-assets.mjs';
import { areUnchanged } from './inputs.mjs';
import { showProgress } from './show-progress.ts';

/** A build of the add-in that has to be done. */
export interface AddinBuild {
  /** How far it is; null once it is done. */
  progress(): { percent: number; isFirst: boolean; hasFailed: boolean } | null;
  /**
   * Builds, and shows the progress in the terminal. Resolves once the pages can be opened.
   * @param stopping ends a build that is under way.
   * @throws Error with webpack's output when it can't be built.
   */
  run(stopping?: AbortSignal): Promise<void>;
  /** Settled once the assets are compressed too. */
  ended(): Promise<void>;
}

/** The build that has to be done; null when the add-in that is there was made of the same files. */
export async function planBuild(folder: string): Promise<AddinBuild | null> {
  if (await isBuilt(folder)) return null;
  const isFirst = !existsSync(join(folder, 'index.html'));
  const state = { percent: 0, isFirst, hasFailed: false, isDone: false };
  let ended = Promise.resolve();
  return {
    progress() {
      const { isDone, ...progress } = state;
      return isDone ? null : progress;
    },
    ended: () => ended,
    async run(stopping) {
      const shown = showProgress(`The add-in is being built (${isFirst ? 'first start' : 'after a change'} only)`);
      try {
        await new Promise<void>((resolve, reject) => {
          ended = runWebpack(stopping, {
            isFirst,
            onThere: resolve,
            onProgress(percent) {
              state.percent = percent;
              shown.update(percent);
            },
          });
          ended.then(resolve, reject);
        });
        state.isDone = true;
      } catch (error) {
        state.hasFailed = true;
        throw error;
      } finally {
        shown.end();
      }
      process.stdout.write('The add-in is built.\n');
    },
  };
}

/**
 * Builds the add-in unless what is there was made of the same files. Its assets are compressed then.
 * @throws Error with webpack's output when it can't be built.
 */
export async function buildAddin(folder: string): Promise<void> {
  const build = await planBuild(folder);
  if (!build) return await compressAssets(join(folder, 'assets'));
  await build.run();
  await build.ended();
}

async function isBuilt(folder: string): Promise<boolean> {
  const inputs = await readFile(join(folder, 'inputs.json'), 'utf8').catch(() => null);
  return inputs !== null && areUnchanged(JSON.parse(inputs));
}

/** Of a build that runs in a process of its own. */
interface Run {
  isFirst: boolean;
  onProgress(percent: number): void;
  onThere(): void;
}

async function runWebpack(stopping: AbortSignal | undefined, { isFirst, onProgress, onThere }: Run): Promise<void> {
  const webpack = createRequire(import.meta.url).resolve('webpack/bin/webpack.js');
  const child = fork(webpack, ['--mode', 'production'], {
    // A build makes much garbage that is short-lived: with more room for it, a tenth of the time is saved.
    execArgv: ['--max-semi-space-size=64'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(stopping && { signal: stopping }),
  });
  // What is already there to answer people comes first; at a first start there is nobody yet, who waits for this alone.
  if (child.pid && !isFirst) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  // `webpack.config.js` sends it.
  child.on('message', (message) => {
    if (typeof message !== 'object') return;
    if ('percent' in message) onProgress(Number(message.percent));
    if ('isThere' in message) onThere();
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The add-in could not be built.\n${Buffer.concat(output).toString()}`);
}

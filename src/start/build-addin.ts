import { fork } from 'node:child_process';
import { utimes } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { newestChange } from './newest-change.ts';
import { showProgress } from './show-progress.ts';

/** What the built add-in is made of. The schemas in the server's folder are part of it. */
const sources = ['src/addin', 'src/server/features', 'src/server/platform', 'webpack.config.js', 'package-lock.json'];

/** A build of the add-in that has to be done. */
export interface AddinBuild {
  /** How far it is; null once it is done. */
  progress(): { percent: number; isFirst: boolean; hasFailed: boolean } | null;
  /**
   * Builds, and shows the progress in the terminal.
   * @param stopping ends a build that is under way.
   * @throws Error with webpack's output when it can't be built.
   */
  run(stopping?: AbortSignal): Promise<void>;
}

/** The build that has to be done; null when the add-in that is there is newer than its sources. */
export async function planBuild(folder: string): Promise<AddinBuild | null> {
  const page = join(folder, 'index.html');
  const [built, changed] = await Promise.all([newestChange([page]), newestChange(sources)]);
  if (built > changed) return null;
  const isFirst = built === 0;
  const state = { percent: 0, isFirst, hasFailed: false, isDone: false };
  return {
    progress() {
      const { isDone, ...progress } = state;
      return isDone ? null : progress;
    },
    async run(stopping) {
      const shown = showProgress(`The add-in is being built (${isFirst ? 'first start' : 'after a change'} only)`);
      try {
        await runWebpack(stopping, (percent) => {
          state.percent = percent;
          shown.update(percent);
        });
        // webpack leaves a file alone whose content is the same; its time has to say that it was looked at.
        const now = new Date();
        await utimes(page, now, now);
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
 * Builds the add-in unless what is there is newer than its sources.
 * @throws Error with webpack's output when it can't be built.
 */
export async function buildAddin(folder: string): Promise<void> {
  await (await planBuild(folder))?.run();
}

async function runWebpack(stopping: AbortSignal | undefined, onProgress: (percent: number) => void): Promise<void> {
  const webpack = createRequire(import.meta.url).resolve('webpack/bin/webpack.js');
  const child = fork(webpack, ['--mode', 'production'], {
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    ...(stopping && { signal: stopping }),
  });
  // What is already there to answer people comes first.
  if (child.pid) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  const output: Buffer[] = [];
  child.stdout?.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => output.push(chunk));
  // `webpack.config.js` sends it.
  child.on('message', (message) => {
    if (typeof message === 'object' && 'percent' in message) onProgress(Number(message.percent));
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`The add-in could not be built.\n${Buffer.concat(output).toString()}`);
}

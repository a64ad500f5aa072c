import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import type { FileResult } from './lane.ts';

/** Runs the files on so many processes, in the order given; whichever process is free takes the next. */
export async function runFiles(
  files: readonly string[],
  width: number,
  done: (file: string, result: FileResult) => void,
): Promise<void> {
  let next = 0;
  const runLane = async () => {
    let lane: ChildProcess | undefined;
    for (let file = files[next++]; file; file = files[next++]) {
      lane ??= startLane();
      const result = await ask(lane, file);
      if (result.died) lane = undefined;
      done(file, result);
    }
    lane?.disconnect();
  };
  await Promise.all(Array.from({ length: width }, runLane));
}

/** What the lane prints is kept, for the case that it dies. */
const printed = new WeakMap<ChildProcess, string>();

function startLane(): ChildProcess {
  const lane = fork(new URL('lane.ts', import.meta.url), {
    execArgv: ['--import', 'tsx'],
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [lane.stdout, lane.stderr]) {
    stream?.on('data', (chunk: Buffer) => printed.set(lane, `${printed.get(lane) ?? ''}${chunk}`.slice(-20_000)));
  }
  return lane;
}

async function ask(lane: ChildProcess, file: string): Promise<FileResult & { died?: true }> {
  const started = performance.now();
  printed.delete(lane);
  lane.send(file);
  const stopped = new AbortController();
  const answer = once(lane, 'message', stopped).then(([result]) => result as FileResult);
  const end = once(lane, 'close', stopped).then(([code, signal]) => ({
    died: true as const,
    passed: 0,
    failed: 1,
    pending: 0,
    seconds: (performance.now() - started) / 1000,
    output: `✗ ${file} ended its process (${code ?? signal})\n${printed.get(lane) ?? ''}`,
  }));
  try {
    return await Promise.race([answer, end]);
  } finally {
    stopped.abort();
    await Promise.allSettled([answer, end]);
  }
}

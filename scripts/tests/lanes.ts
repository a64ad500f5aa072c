import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { FileResult, Order } from './lane.ts';

/** What a process runs that runs test files. */
export const LANE = 'scripts/tests/lane.ts';

interface Run {
  /** Where the files are compiled. */
  folder: string;
  /** At most so many processes at once. */
  width: number;
  /** Only the tests whose titles match; all unless given. */
  grep?: string | undefined;
  /** Other work that takes a processor: one process begins only once it has ended. */
  meanwhile?: Promise<unknown> | undefined;
}

/** Runs the files on several processes, in the order given; the process that is free takes the next. */
export async function runFiles(
  files: readonly string[],
  { folder, width, grep, meanwhile }: Run,
  done: (file: string, result: FileResult) => void,
): Promise<void> {
  let next = 0;
  const runLane = async () => {
    let lane: ChildProcess | undefined;
    for (let file = files[next++]; file; file = files[next++]) {
      lane ??= startLane(folder);
      const result = await ask(lane, file, { file: compiledFile(folder, file), ...(grep && { grep }) });
      if (result.died) lane = undefined;
      done(file, result);
    }
    lane?.disconnect();
  };
  await Promise.all(Array.from({ length: width }, (_, index) => (index === 0 ? after(meanwhile, runLane) : runLane())));
}

async function after(first: Promise<unknown> | undefined, work: () => Promise<void>): Promise<void> {
  await first;
  await work();
}

/** What the lane prints is kept, for the case that it dies. */
const printed = new WeakMap<ChildProcess, string>();

function startLane(folder: string): ChildProcess {
  const lane = fork(compiledFile(folder, LANE), {
    execArgv: ['--enable-source-maps'],
    env: { ...process.env, FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  for (const stream of [lane.stdout, lane.stderr]) {
    stream?.on('data', (chunk: Buffer) => printed.set(lane, `${printed.get(lane) ?? ''}${chunk}`.slice(-20_000)));
  }
  return lane;
}

function compiledFile(folder: string, source: string): string {
  return join(folder, source.replace(/\.tsx?$/, '.mjs'));
}

async function ask(lane: ChildProcess, file: string, order: Order): Promise<FileResult & { died?: true }> {
  const started = performance.now();
  printed.delete(lane);
  lane.send(order);
  const stopped = new AbortController();
  const answer = once(lane, 'message', stopped).then(([result]) => result as FileResult);
  const end = once(lane, 'close', stopped).then(([code, signal]) => ({
    died: true as const,
    passed: 0,
    failed: 1,
    pending: 0,
    seconds: (performance.now() - started) / 1000,
    output: `✗ ${file} ended its process (${code ?? signal})\n${printed.get(lane) ?? ''}`,
    sent: { letIn: [], refused: [] },
    longest: [],
  }));
  try {
    return await Promise.race([answer, end]);
  } finally {
    stopped.abort();
    await Promise.allSettled([answer, end]);
  }
}

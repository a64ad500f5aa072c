import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Answer, Memory } from './child.ts';

/** Another process that answers questions. */
export interface Process<Ready> {
  ready: Ready;
  ask<T>(name: string, input?: unknown): Promise<T>;
  memory(): Promise<Memory>;
  /** The same a second later, when garbage has been given back. */
  settledMemory(): Promise<Memory>;
  /** Processor time used so far, in milliseconds. */
  cpu(): Promise<number>;
  stop(): Promise<void>;
}

/**
 * Starts one of the files beside this one, so that what is measured shares no event loop with what measures.
 * @param input JSON, in the child's environment as `BENCH_INPUT`.
 */
export async function startProcess<Ready>(file: string, input: unknown): Promise<Process<Ready>> {
  const child = fork('scripts/run.mjs', [fileURLToPath(new URL(file, import.meta.url))], {
    env: { ...process.env, BENCH_INPUT: JSON.stringify(input) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  const answered = (id: number) =>
    new Promise<unknown>((resolve, reject) => {
      waiting.set(id, { resolve, reject });
    });
  child.on('message', (answer: Answer) => {
    const question = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) question?.reject(new Error(`${file}: ${answer.error}`));
    else question?.resolve(answer.value);
  });
  child.once('exit', (code) => {
    for (const { reject } of waiting.values()) reject(new Error(`${file} ended with ${code}`));
    waiting.clear();
  });
  const killChild = () => child.kill('SIGKILL');
  process.once('exit', killChild);

  let questions = 0;
  const ask = async <T>(name: string, question?: unknown): Promise<T> => {
    const id = ++questions;
    child.send({ id, name, input: question });
    return (await answered(id)) as T;
  };
  return {
    ready: (await answered(0)) as Ready,
    ask,
    memory: () => ask<Memory>('memory'),
    async settledMemory() {
      await pause(1000);
      return await ask<Memory>('memory');
    },
    cpu: () => ask<number>('cpu'),
    async stop() {
      const ended = once(child, 'exit');
      await ask('stop');
      await ended;
      process.off('exit', killChild);
    },
  };
}

/** In the child: what `startProcess` was given. */
export function processInput<T>(): T {
  return JSON.parse(process.env.BENCH_INPUT ?? 'null') as T;
}

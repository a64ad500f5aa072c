import { readFileSync } from 'node:fs';
import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';

/**
 * Bytes. `peak` is the highest so far; `files` is what of `now` are pages of mapped files, which the system may drop;
 * `own` is the highest without them since somebody asked last.
 */
export interface Memory {
  now: number;
  peak: number;
  files: number | null;
  own: number;
}

/** How often own memory is looked at, in milliseconds. */
const LOOK = 100;

export interface Question {
  id: number;
  name: string;
  input: unknown;
}

export type Answer = { id: number; value: unknown } | { id: number; error: string };

type Action = (input: never) => unknown;

/** In a process that `startProcess` started: does what is asked for by name, and `memory` and `cpu` beside; ends after `stop`. */
export function answerQuestions(ready: unknown, actions: Record<string, Action>): void {
  const all: Record<string, Action> = { ...actions, memory, cpu };
  process.on('message', async ({ id, name, input }: Question) => {
    try {
      const value = await all[name]?.(input as never);
      send({ id, value });
    } catch (error) {
      send({ id, error: error instanceof Error ? (error.stack ?? error.message) : String(error) });
    }
    if (name === 'stop') process.disconnect();
  });
  process.once('disconnect', () => process.exit());
  looking = setInterval(look, LOOK).unref();
  send({ id: 0, value: ready });
}

function send(answer: Answer): void {
  process.send?.(answer);
}

let highest = 0;
let looking: NodeJS.Timeout | undefined;

/** What a process does by itself, each minute. */
export interface Idleness {
  /** Turns of the event loop. */
  turns: number;
  /** How often any of its threads went to sleep. */
  sleeps: number;
  /** Processor time, in percent of one core. */
  cpuPercent: number;
}

/** Watches this process for so many seconds in which nobody asks it anything. */
export async function watchIdle(seconds: number): Promise<Idleness> {
  clearInterval(looking);
  const before = counters();
  await pause(seconds * 1000);
  const now = counters();
  looking = setInterval(look, LOOK).unref();
  const ofMinute = (count: number) => (count * 60) / seconds;
  return {
    turns: ofMinute(now.turns - before.turns),
    sleeps: ofMinute(now.sleeps - before.sleeps),
    cpuPercent: (now.cpu - before.cpu) / (seconds * 10),
  };
}

function counters() {
  const { loopCount: turns } = performance.nodeTiming.uvMetricsInfo;
  return { turns, sleeps: process.resourceUsage().voluntaryContextSwitches, cpu: cpu() };
}

function look(): void {
  highest = Math.max(highest, process.memoryUsage.rss() - (mappedFiles() ?? 0));
}

function memory(): Memory {
  look();
  const own = highest;
  highest = 0;
  return { now: process.memoryUsage.rss(), peak: process.resourceUsage().maxRSS * 1024, files: mappedFiles(), own };
}

/** Milliseconds of processor time used so far. */
function cpu(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Known on Linux alone. */
function mappedFiles(): number | null {
  try {
    const kilobytes = /^RssFile:\s+(\d+) kB/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  } catch {
    return null;
  }
}

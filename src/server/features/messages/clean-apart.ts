import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { type Cleaned, type Cleaning, cleanHtml } from './clean-html.ts';
import program from './clean-worker.ts?worker';

/** Shorter markup is cleaned at once: that takes less time than its way to another thread and back. */
const SHORT = 32 * 1024;

/** What takes longer was written to take long. */
const PATIENCE_MS = 20_000;

/** What a thread may hold: markup of 2 MB takes a tenth of it. */
const MOST_MEGABYTES = 1024;

let thread: Worker | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * `cleanHtml` without holding up anybody else: a long letter is cleaned in a thread of its own, one after the other.
 * @returns null for what can't be cleaned in a reasonable time.
 */
export async function cleanApart(html: string, cleaning: Cleaning): Promise<Cleaned | null> {
  if (html.length <= SHORT) return cleanHtml(html, cleaning);
  const mine = last.then(() => cleanInThread(html, cleaning));
  last = mine;
  return await mine;
}

async function cleanInThread(html: string, cleaning: Cleaning): Promise<Cleaned | null> {
  thread ??= new Worker(program, { eval: true, resourceLimits: { maxOldGenerationSizeMb: MOST_MEGABYTES } });
  const worker = thread;
  const done = new AbortController();
  try {
    worker.ref();
    worker.postMessage({ html, cleaning });
    const options = { signal: AbortSignal.any([done.signal, AbortSignal.timeout(PATIENCE_MS)]) };
    // An error rejects it.
    const [cleaned] = (await Promise.race([once(worker, 'message', options), once(worker, 'exit', options)])) as [
      unknown,
    ];
    if (typeof cleaned === 'number') throw new TypeError('The thread ended.');
    return cleaned as Cleaned | null;
  } catch {
    thread = null;
    void worker.terminate();
    return null;
  } finally {
    done.abort();
    // Nobody waits for a thread that has nothing to do.
    worker.unref();
  }
}

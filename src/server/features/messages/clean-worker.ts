import { parentPort } from 'node:worker_threads';
import { type Cleaning, cleanHtml } from './clean-html.ts';

/** Cleans one letter after the other in a thread of its own; see `clean-apart.ts`. */
parentPort?.on('message', ({ html, cleaning }: { html: string; cleaning: Cleaning }) => {
  parentPort?.postMessage(cleanHtml(html, cleaning));
});

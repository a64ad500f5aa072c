import { HOUR } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import type { Outbox, Services } from '../../platform/services.ts';
import { type TemplateOf, Worker } from './worker.ts';

/** Sends mails that a crashed process left behind, or whose retry is due; new ones are sent at once by `createOutbox`. */
export const outboxJobs: JobDefinition[] = [
  { name: 'outbox.send', every: '10 seconds', run: async ({ outbox }) => outbox.wake() },
];

/** Of a process whose mailbox has to rest; then it looks whether that is still so. */
const LONGEST_SLEEP = HOUR;

/**
 * Sends right after a commit. Calls while it is sending lead to one more round.
 * @param templateOf finds a template by its kind; the features declare them.
 */
export function createOutbox(services: () => Services, templateOf: TemplateOf): Outbox & { stop(): Promise<void> } {
  const closing = new AbortController();
  let working: Promise<void> | null = null;
  let again = false;
  let worker: Worker | null = null;
  let alarm: NodeJS.Timeout | undefined;

  async function work(): Promise<void> {
    worker ??= new Worker(services(), templateOf);
    let wait: number | null = null;
    do {
      again = false;
      wait = await worker.sendDue(closing.signal).catch((error: unknown) => {
        services().log.error({ err: error }, 'the outbox is in trouble');
        return null;
      });
    } while (again && !closing.signal.aborted);
    working = null;
    if (wait !== null && !closing.signal.aborted) alarm = setTimeout(wake, Math.min(wait, LONGEST_SLEEP)).unref();
  }

  function wake(): void {
    clearTimeout(alarm);
    again = true;
    working ??= work();
  }

  return {
    wake,
    /** Finishes the mails that are being sent; the others wait for the next start. */
    async stop() {
      closing.abort();
      clearTimeout(alarm);
      await working;
    },
  };
}

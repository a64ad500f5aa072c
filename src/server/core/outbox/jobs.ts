import { MINUTE, SECOND } from '../../platform/clock.ts';
import type { JobDefinition } from '../../platform/jobs.ts';
import type { Outbox, Services } from '../../platform/services.ts';
import { untilNextMail } from './service.ts';
import { type TemplateOf, Worker } from './worker.ts';

const SEND = 'outbox.send';

/** Sends mails that a crashed process left behind, or whose retry is due; new ones are sent at once by `createOutbox`. */
export const outboxJobs: JobDefinition[] = [
  {
    name: SEND,
    every: MINUTE,
    everywhere: true,
    async run(services, _data, _stopping, again) {
      const wait = await untilNextMail(services);
      if (wait === null) return;
      if (wait <= 0) services.outbox.wake();
      // Behind what is due now there may be more, of which only the first is known.
      again(wait > 0 ? wait : 10 * SECOND);
    },
  },
];

/**
 * Sends right after a commit. Calls while it is sending lead to one more round.
 * @param templateOf finds a template by its kind; the features declare them.
 */
export function createOutbox(services: () => Services, templateOf: TemplateOf): Outbox & { stop(): Promise<void> } {
  const closing = new AbortController();
  let working: Promise<void> | null = null;
  let again = false;
  let worker: Worker | null = null;

  async function work(): Promise<void> {
    worker ??= new Worker(services(), templateOf, (inMs) => services().jobs.within(SEND, inMs));
    do {
      again = false;
      await worker
        .sendDue(closing.signal)
        .catch((error: unknown) => services().log.error({ err: error }, 'the outbox is in trouble'));
    } while (again && !closing.signal.aborted);
    working = null;
  }

  return {
    wake() {
      again = true;
      working ??= work();
    },
    /** Finishes the mails that are being sent; the others wait for the next start. */
    async stop() {
      closing.abort();
      await working;
    },
  };
}

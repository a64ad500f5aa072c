import type { JobDefinition } from '../../platform/jobs.ts';
import type { Outbox, Services } from '../../platform/services.ts';
import { sendDueMails, type TemplateOf } from './worker.ts';

/** Looks after mails that a dead process or a pause has left behind; fresh ones are sent at once by `createOutbox`. */
export const outboxJobs: JobDefinition[] = [
  { name: 'outbox.send', every: '10 seconds', run: async ({ outbox }) => outbox.wake() },
];

/**
 * Sends right after a commit. Calls while it is at work end in one more round.
 * @param templateOf finds a mail by its kind; the mails are the features'.
 */
export function createOutbox(services: () => Services, templateOf: TemplateOf): Outbox & { stop(): Promise<void> } {
  const closing = new AbortController();
  let working: Promise<void> | null = null;
  let again = false;

  async function work(): Promise<void> {
    do {
      again = false;
      await sendDueMails(services(), templateOf, closing.signal).catch((error: unknown) =>
        services().log.error({ err: error }, 'the outbox is in trouble'),
      );
    } while (again && !closing.signal.aborted);
    working = null;
  }

  return {
    wake() {
      again = true;
      working ??= work();
    },
    /** Lets mails under way go out; the others wait for the next start. */
    async stop() {
      closing.abort();
      await working;
    },
  };
}

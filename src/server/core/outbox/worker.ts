import type { EmailTemplate } from '../../emails/define-email.ts';
import { renderEmail } from '../../emails/render.tsx';
import { after } from '../../platform/clock.ts';
import { MailError } from '../../platform/mailer.ts';
import type { Services } from '../../platform/services.ts';
import { type OutboxRow, outboxModel } from './model.ts';
import { LEASE, MAX_ATTEMPTS, pauseAfter } from './rules.ts';

const AT_ONCE = 4;

/** @throws TypeError for an unknown kind of mail. */
export type TemplateOf = (kind: string) => EmailTemplate<unknown>;

/**
 * Sends the mails that are due until none is left or the signal aborts. Several workers, in several processes, never claim
 * the same row.
 * @param putOff told of each mail that is to be tried again, and in how many milliseconds.
 */
export async function sendDueMails(
  services: Services,
  templateOf: TemplateOf,
  putOff: (inMs: number) => void,
  signal: AbortSignal,
): Promise<void> {
  const sendUntilNoneIsDue = async () => {
    while (!signal.aborted) {
      const row = await claim(services);
      if (!row) return;
      const pause = await send(services, templateOf, row);
      if (pause !== null) putOff(pause);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, sendUntilNoneIsDue));
}

/** Claims the row that has waited longest until its lease ends, in one step. */
async function claim({ db, clock }: Services): Promise<OutboxRow | null> {
  const now = clock.now();
  return await outboxModel(db).findOneAndUpdate(
    { status: 'queued', availableAt: { $lte: now } },
    { $set: { availableAt: after(now, LEASE) }, $inc: { attempts: 1 } },
    { sort: { availableAt: 1 }, returnDocument: 'after', lean: true },
  );
}

/** @returns after how many milliseconds it is to be tried again, null when it is settled. */
async function send(services: Services, templateOf: TemplateOf, row: OutboxRow): Promise<number | null> {
  const { clock, log } = services;
  const about = { outboxId: row._id, kind: row.kind, attempt: row.attempts };
  try {
    const template = templateOf(row.kind);
    const data = template.prepare ? await template.prepare(services, row.data) : row.data;
    if (data === null) {
      await forget(services, row);
      log.info(about, 'a mail was dropped: what it announces is over');
      return null;
    }
    const content = renderEmail(template, data, row.language, services.publicUrl);
    const to = { address: row.to.address, name: row.to.name };
    await services.mailer.send({ messageId: messageId(services, row), to, language: row.language, ...content });
    if (template.leavesNoTrace) await forget(services, row);
    else await mark(services, row, { $set: { status: 'sent', sentAt: clock.now() }, $unset: { data: 1 } });
    log.info(about, 'a mail was sent');
    return null;
  } catch (error) {
    const givenUp = (error instanceof MailError && error.permanent) || row.attempts >= MAX_ATTEMPTS;
    log.warn({ ...about, err: error, givenUp }, 'a mail was not sent');
    if (givenUp) {
      await mark(services, row, { $set: { status: 'failed' }, $unset: { data: 1 } });
      return null;
    }
    const asked = error instanceof MailError ? (error.retryAfterSeconds ?? 0) * 1000 : 0;
    const pause = Math.max(asked, pauseAfter(row.attempts));
    await mark(services, row, { $set: { availableAt: after(clock.now(), pause) } });
    return pause;
  }
}

/** Only while this worker holds the claim: another worker's later attempt has increased `attempts`. */
async function mark({ db }: Services, row: OutboxRow, update: Record<string, unknown>): Promise<void> {
  await outboxModel(db).updateOne({ _id: row._id, attempts: row.attempts, status: 'queued' }, update);
}

async function forget({ db }: Services, row: OutboxRow): Promise<void> {
  await outboxModel(db).deleteOne({ _id: row._id, attempts: row.attempts });
}

/** The same at each attempt, so that a mail sent twice is recognized as one (RFC 5322, section 3.6.4). */
function messageId({ publicUrl }: Services, row: OutboxRow): string {
  return `<${row._id}@${new URL(publicUrl).hostname}>`;
}

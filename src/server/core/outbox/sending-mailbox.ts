import { after, MINUTE } from '../../platform/clock.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import type { Services } from '../../platform/services.ts';
import { type SendingMailboxRow, sendingMailboxModel } from './model.ts';
import { ENOUGH_FAILURES, type MailLimits, pauseAfter, untilFree, withOneMore } from './rules.ts';

/** Why a mail was not taken, where it is not the mail's fault; the mailer's own word, without addresses. */
export interface Trouble {
  message: string;
  /** Whether it concerns every mail, so that none is tried for a while. */
  isEverybodys: boolean;
  retryAfterSeconds: number | undefined;
}

const NOTHING_SENT = { pausedUntil: null, trouble: null, failures: 0, moments: [], hours: [] };

const LONGEST_PAUSE = 15 * MINUTE;

/** What Exchange Online allows a mailbox (30 messages a minute, 10,000 recipients a day); none for a server by SMTP. */
function limitsOf({ config }: Services): MailLimits {
  const isGraph = config.MAIL_TRANSPORT === 'graph';
  return {
    perMinute: config.MAIL_PER_MINUTE ?? (isGraph ? 30 : null),
    perDay: config.MAIL_PER_DAY ?? (isGraph ? 10_000 : null),
  };
}

/** How the mailbox MAIL_FROM stands, the same for all processes. */
export async function readMailbox({ db, config }: Services): Promise<SendingMailboxRow> {
  const row = await sendingMailboxModel(db).findById(config.MAIL_FROM).lean();
  return row ?? { _id: config.MAIL_FROM, revision: 0, ...NOTHING_SENT };
}

/**
 * How many milliseconds until it may send; 0 for now. Its limits are the world's, so they run by the machine's clock and
 * not by the one that tests hold still.
 */
export function untilItMaySend(services: Services, row: SendingMailboxRow, isUrgent: boolean): number {
  const paused = row.pausedUntil ? row.pausedUntil.getTime() - services.clock.now().getTime() : 0;
  return Math.max(0, paused, untilFree(limitsOf(services), row, isUrgent, new Date()));
}

/** Counts one more mail against its limits. @returns false when another process has changed it meanwhile. */
export async function countOne(services: Services, row: SendingMailboxRow): Promise<boolean> {
  const { perMinute, perDay } = limitsOf(services);
  if (perMinute === null && perDay === null) return true;
  return await change(services, row, withOneMore(row, new Date()));
}

/** The mailbox took a mail: what was wrong with it is over. */
export async function praise(services: Services): Promise<void> {
  const row = await readMailbox(services);
  if (row.failures > 0) await change(services, row, { failures: 0, trouble: null, pausedUntil: null });
}

/**
 * The mailbox did not take a mail. It rests for as long as it was asked to, or longer each time; one mail that can't be
 * sent does not stop the others, several in a row do. Of mails that failed at once, the first counts.
 */
export async function blame(services: Services, { message, isEverybodys, retryAfterSeconds }: Trouble): Promise<void> {
  const now = services.clock.now();
  for (;;) {
    const row = await readMailbox(services);
    if (row.pausedUntil && row.pausedUntil > now) return;
    const failures = row.failures + 1;
    const rests = isEverybodys || failures >= ENOUGH_FAILURES;
    const pause = retryAfterSeconds ? retryAfterSeconds * 1000 : Math.min(pauseAfter(failures), LONGEST_PAUSE);
    const pausedUntil = rests ? after(now, pause) : null;
    if (await change(services, row, { failures, trouble: message, pausedUntil })) return;
  }
}

async function change(
  { db }: Services,
  row: SendingMailboxRow,
  changes: Partial<Omit<SendingMailboxRow, '_id' | 'revision'>>,
): Promise<boolean> {
  const { _id, revision } = row;
  const next = { ...row, ...changes, revision: revision + 1 };
  if (revision > 0) {
    const { matchedCount } = await sendingMailboxModel(db).updateOne({ _id, revision }, { $set: { ...next } });
    return matchedCount === 1;
  }
  try {
    await sendingMailboxModel(db).create([next]);
    return true;
  } catch (error) {
    if (duplicateKey(error)) return false;
    throw error;
  }
}

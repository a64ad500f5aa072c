import type { EmailTemplate } from '../../emails/define-email.ts';
import { after, SECOND } from '../../platform/clock.ts';
import { isMailAddress } from '../../platform/login-id.ts';
import type { Language } from '../../platform/permissions.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { type OutboxRow, outboxModel } from './model.ts';
import { PATIENCE } from './rules.ts';

/** A mail to be sent once the transaction has committed. */
export interface QueuedMail<Data> {
  email: EmailTemplate<Data, unknown>;
  /** Plain JSON. */
  data: Data;
  to: { address: string; name: string };
  language: Language;
  /** The same key is the same mail: queued again it changes nothing. */
  dedupeKey: string;
  organizationId: string | null;
}

export type DeliveryStatus = 'queued' | 'sent' | 'failed';

/** Queues a mail in the transaction of the change that it announces. */
export async function enqueue<Data>(tx: Tx, mail: QueuedMail<Data>): Promise<void> {
  await enqueueAll(tx, [mail]);
}

/** The same for many. One to a malformed address fails without being tried. */
export async function enqueueAll<Data>(tx: Tx, mails: readonly QueuedMail<Data>[]): Promise<void> {
  if (mails.length === 0) return;
  const now = tx.clock.now();
  await outboxModel(tx.db).bulkWrite(
    mails.map(({ email, data, to, language, dedupeKey, organizationId }) => ({
      updateOne: {
        filter: { dedupeKey },
        update: {
          $setOnInsert: {
            organizationId,
            kind: email.kind,
            to,
            language,
            data,
            urgent: email.isSecurity ?? false,
            ...(isMailAddress(to.address)
              ? { status: 'queued', failure: null }
              : { status: 'failed', failure: 'address' }),
            giveUpAt: after(now, PATIENCE),
            attempts: 0,
            availableAt: now,
            createdAt: now,
            sentAt: null,
          },
        },
        upsert: true,
      },
    })),
    { session: tx.transaction },
  );
  tx.afterCommit(() => tx.outbox.wake());
}

/** The delivery status of mails by their key. A key that was never queued is not in the map. */
export async function deliveriesOf(
  services: Services,
  dedupeKeys: readonly string[],
): Promise<Map<string, DeliveryStatus>> {
  const rows = await outboxModel(services.db)
    .find({ dedupeKey: { $in: dedupeKeys } }, { dedupeKey: 1, status: 1 })
    .session(services.transaction)
    .lean();
  return new Map(rows.map(({ dedupeKey, status }) => [dedupeKey, status]));
}

/** Removes mails that have not been sent yet, e.g. the invitation whose link was just replaced. */
export async function cancel(tx: Tx, dedupeKeys: readonly string[]): Promise<void> {
  await outboxModel(tx.db).deleteMany(
    { dedupeKey: { $in: dedupeKeys }, status: 'queued' },
    { session: tx.transaction },
  );
}

/** Deletes every mail to these addresses, sent or not: of one organization, or with null those of no organization. */
export async function eraseMails(tx: Tx, organizationId: string | null, addresses: readonly string[]): Promise<void> {
  await outboxModel(tx.db).deleteMany(
    { 'to.address': { $in: addresses }, organizationId },
    { session: tx.transaction },
  );
}

/** Milliseconds until a mail is due, null when none waits. */
export async function untilNextMail({ db, clock }: Services): Promise<number | null> {
  const next = await outboxModel(db)
    .findOne({ status: 'queued' })
    .sort({ availableAt: 1 })
    .select('availableAt')
    .lean<Pick<OutboxRow, 'availableAt'>>();
  return next && next.availableAt.getTime() - clock.now().getTime();
}

/** For the operator: how many mails wait, how many were not taken, and for how many seconds the oldest has waited. */
export async function countMails({ db, clock }: Services): Promise<{ queued: number; failed: number; oldest: number }> {
  const mails = outboxModel(db);
  const [queued, failed, first] = await Promise.all([
    mails.countDocuments({ status: 'queued' }),
    mails.countDocuments({ status: 'failed' }),
    mails.findOne({ status: 'queued' }).sort({ createdAt: 1 }).select('createdAt').lean(),
  ]);
  return { queued, failed, oldest: first ? (clock.now().getTime() - first.createdAt.getTime()) / SECOND : 0 };
}

/**
 * Has what was not taken tried again, for as long as a new mail is: those of an organization, one of them, or all.
 * @returns how many.
 */
export async function retryFailed(
  { db, clock, outbox }: Pick<Services, 'db' | 'clock' | 'outbox'>,
  which: { organizationId?: string; _id?: string } = {},
): Promise<number> {
  const now = clock.now();
  const { modifiedCount } = await outboxModel(db).updateMany(
    { status: 'failed', ...which },
    { $set: { status: 'queued', failure: null, availableAt: now, giveUpAt: after(now, PATIENCE) } },
  );
  if (modifiedCount > 0) outbox.wake();
  return modifiedCount;
}

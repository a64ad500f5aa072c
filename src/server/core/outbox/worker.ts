import { Lru } from '../../../graph/lru.ts';
import type { EmailTemplate } from '../../emails/define-email.ts';
import { type RenderedEmail, renderEmail } from '../../emails/render.tsx';
import { after } from '../../platform/clock.ts';
import { isMailAddress } from '../../platform/login-id.ts';
import { MailError } from '../../platform/mailer.ts';
import type { Services } from '../../platform/services.ts';
import { type OutboxRow, outboxModel, type SendingMailboxRow } from './model.ts';
import { LEASE, PATIENCE, pauseAfter } from './rules.ts';
import { blame, countOne, praise, readMailbox, untilItMaySend } from './sending-mailbox.ts';

const AT_ONCE = 4;

/** Rendered mails of one round: as many approvers get the same at about the same time. */
const KEPT = 16;

/** Before every id of an organization. */
const FIRST_ID = '0'.repeat(24);

/** @throws TypeError for an unknown kind of mail. */
export type TemplateOf = (kind: string) => EmailTemplate<unknown>;

/** Sends the mails of one process. Several workers, in several processes, never claim the same row. */
export class Worker {
  readonly #services: Services;
  readonly #templateOf: TemplateOf;
  readonly #putOff: (inMs: number) => void;
  readonly #rendered = new Lru<RenderedEmail>(KEPT);
  /** Whose mail was sent last, so that the next organization has its turn; undefined at the beginning. */
  #last: string | null | undefined;
  #hadTrouble = true;

  /** @param putOff told in how many milliseconds a mail, or the mailbox, is to be tried again. */
  constructor(services: Services, templateOf: TemplateOf, putOff: (inMs: number) => void) {
    this.#services = services;
    this.#templateOf = templateOf;
    this.#putOff = putOff;
  }

  /** Sends the mails that are due until none is left, the mailbox has to rest, or the signal aborts. */
  async sendDue(signal: AbortSignal): Promise<void> {
    const running = new Set<Promise<void>>();
    while (!signal.aborted) {
      const next = await this.#next();
      if (typeof next === 'number') this.#putOff(next);
      if (next === null || typeof next === 'number') break;
      const sending = this.#send(next).finally(() => running.delete(sending));
      running.add(sending);
      if (running.size === AT_ONCE) await Promise.race(running);
    }
    await Promise.all(running);
    this.#rendered.clear();
  }

  /** The mail whose turn it is, counted against the mailbox's limits; or how long the mailbox has to rest. */
  async #next(): Promise<OutboxRow | number | null> {
    const mailbox = await readMailbox(this.#services);
    const wait = untilItMaySend(this.#services, mailbox, true);
    if (wait > 0) return (await this.#isAnyDue()) ? wait : null;
    const waitOfOthers = untilItMaySend(this.#services, mailbox, false);
    const urgent = await this.#claimUrgent();
    if (!urgent && waitOfOthers > 0) return (await this.#isAnyDue()) ? waitOfOthers : null;
    const row = urgent ?? (await this.#claimInTurn());
    return row && (await this.#count(row, mailbox));
  }

  /** Counts the mail; when other processes have taken the last places meanwhile, it goes back. */
  async #count(row: OutboxRow, first: SendingMailboxRow): Promise<OutboxRow | number> {
    for (let mailbox = first; ; mailbox = await readMailbox(this.#services)) {
      const wait = untilItMaySend(this.#services, mailbox, row.urgent);
      if (wait > 0) {
        await this.#mark(row, { $set: { availableAt: this.#services.clock.now() }, $inc: { attempts: -1 } });
        return wait;
      }
      if (await countOne(this.#services, mailbox)) return row;
    }
  }

  async #isAnyDue(): Promise<boolean> {
    const { db, clock } = this.#services;
    return (await outboxModel(db).exists({ status: 'queued', availableAt: { $lte: clock.now() } })) !== null;
  }

  async #claimUrgent(): Promise<OutboxRow | null> {
    return await this.#claim({ urgent: true }, { availableAt: 1 });
  }

  /** One organization after the other, each with the mail that has waited longest. */
  async #claimInTurn(): Promise<OutboxRow | null> {
    const sort = { organizationId: 1, availableAt: 1 } as const;
    const behind = this.#last === undefined ? null : { organizationId: { $gt: this.#last ?? FIRST_ID } };
    const row = (behind && (await this.#claim(behind, sort))) ?? (await this.#claim({}, sort));
    if (row) this.#last = row.organizationId;
    return row;
  }

  /** Claims the first row of these until its lease ends, in one step. */
  async #claim(which: Record<string, unknown>, sort: Record<string, 1>): Promise<OutboxRow | null> {
    const { db, clock } = this.#services;
    const now = clock.now();
    return await outboxModel(db).findOneAndUpdate(
      { status: 'queued', availableAt: { $lte: now }, ...which },
      { $set: { availableAt: after(now, LEASE) }, $inc: { attempts: 1 } },
      { sort, returnDocument: 'after', lean: true },
    );
  }

  async #send(row: OutboxRow): Promise<void> {
    const { clock, log, mailer } = this.#services;
    const about = { outboxId: row._id, kind: row.kind, attempt: row.attempts };
    try {
      if (!isMailAddress(row.to.address)) {
        await this.#mark(row, { $set: { status: 'failed', failure: 'address' } });
        return;
      }
      const template = this.#templateOf(row.kind);
      const content = await this.#content(template, row);
      if (content === null) {
        await this.#forget(row);
        log.info(about, 'a mail was dropped: what it announces is over');
        return;
      }
      const to = { address: row.to.address, name: row.to.name };
      await mailer.send({ messageId: this.#messageId(row), to, language: row.language, ...content });
      if (template.leavesNoTrace) await this.#forget(row);
      else await this.#mark(row, { $set: { status: 'sent', sentAt: clock.now(), failure: null }, $unset: { data: 1 } });
      log.info(about, 'a mail was sent');
      if (this.#hadTrouble) await praise(this.#services);
      this.#hadTrouble = false;
    } catch (error) {
      await this.#failed(row, error);
    }
  }

  /** Null when what the mail announces is over. The same mail to many is rendered once in each language. */
  async #content(template: EmailTemplate<unknown>, row: OutboxRow): Promise<RenderedEmail | null> {
    const { publicUrl } = this.#services;
    const render = (data: unknown) => renderEmail(template, data, row.language, publicUrl);
    if (!template.prepare) {
      return this.#rendered.getOrCreate(JSON.stringify([row.kind, row.language, row.data]), () => render(row.data));
    }
    const ready = await template.prepare(this.#services, row.data);
    return ready === null ? null : render(ready);
  }

  /**
   * What their side refuses has failed. Everything else is tried again, for days: that we are throttled, may not send yet or
   * can't reach the server says nothing about the mail, and lets the others wait too.
   */
  async #failed(row: OutboxRow, error: unknown): Promise<void> {
    const { clock, log } = this.#services;
    const now = clock.now();
    const refused = error instanceof MailError && error.permanent;
    const givenUp = (row.giveUpAt ?? after(row.createdAt, PATIENCE)) <= now;
    log.warn(
      { outboxId: row._id, kind: row.kind, attempt: row.attempts, err: error, givenUp: refused || givenUp },
      'a mail was not sent',
    );
    if (error instanceof MailError && !refused) {
      this.#hadTrouble = true;
      const { message, isEverybodys, retryAfterSeconds } = error;
      await blame(this.#services, { message, isEverybodys, retryAfterSeconds });
    }
    if (refused || givenUp) {
      await this.#mark(row, { $set: { status: 'failed', failure: refused ? 'refused' : 'gave-up' } });
      return;
    }
    const { pausedUntil } = await readMailbox(this.#services);
    const isPaused = error instanceof MailError && pausedUntil !== null && pausedUntil > now;
    const availableAt = isPaused ? pausedUntil : after(now, pauseAfter(row.attempts));
    await this.#mark(row, { $set: { availableAt, failure: 'delayed' } });
    this.#putOff(availableAt.getTime() - now.getTime());
  }

  /** Only while this worker holds the claim: another worker's later attempt has increased `attempts`. */
  async #mark(row: OutboxRow, update: Record<string, unknown>): Promise<void> {
    const held = { _id: row._id, attempts: row.attempts, status: 'queued' } as const;
    await outboxModel(this.#services.db).updateOne(held, update);
  }

  async #forget(row: OutboxRow): Promise<void> {
    await outboxModel(this.#services.db).deleteOne({ _id: row._id, attempts: row.attempts });
  }

  /** The same at each attempt, so that a mail sent twice is recognized as one (RFC 5322, section 3.6.4). */
  #messageId(row: OutboxRow): string {
    return `<${row._id}@${new URL(this.#services.publicUrl).hostname}>`;
  }
}

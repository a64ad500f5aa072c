import { knownDomains } from '../../core/directory/verified-domains.ts';
import { findNamed, withProfiles } from '../../core/members/active-members.ts';
import type { NamedMember } from '../../core/members/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { TieRule } from '../../core/records/addresses.ts';
import type { MailServer } from '../../mail-servers/connect.ts';
import { type Listed, Pop3Session } from '../../mail-servers/pop3.ts';
import { MailServerError } from '../../mail-servers/trouble.ts';
import { CutOff, type Run } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { findMailbox } from '../mailboxes/mailboxes.ts';
import { type MailboxRow, secretContext } from '../mailboxes/model.ts';
import { fetchMessage, type Read } from './fetch-message.ts';
import { type Batch, keepMessages, type Looked } from './keep-messages.ts';
import { type BackupRow, backupStepModel } from './model.ts';
import { contentKey, ineligibility, numberKey, uidKeys } from './rules.ts';
import type { SkipReason } from './schemas.ts';

/** Written at once: so many messages, or so many bytes of them. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 4 * 1024 * 1024;

/** A message at which the server breaks off so often is left out. */
const MOST_BREAKS = 2;

/** What one run of a backup reads, over as many sessions with the server as it takes. */
export interface Reading {
  run: Run<BackupRow>;
  /** How many messages have been read so far: whether asking again leads anywhere. */
  read: number;
  /** How often the server has broken off at a message, by key. */
  breaks: Map<string, number>;
  /** What the server broke off at in the last session; null when it was none of the messages. */
  brokeAt: string | null;
}

/** A message that is to be looked at in this session. */
interface Wanted extends Listed {
  /** Null where the server gives it no name. */
  uidKey: string | null;
  /** What it is known by before it is read. */
  key: string;
}

/**
 * One session with the server: reads what the backup has not looked at.
 * @returns how many messages it brought.
 * @throws MailServerError, CutOff, Problem when the mailbox may not be backed up any more.
 */
export async function readSession(reading: Reading): Promise<number> {
  const { run } = reading;
  const { services, row: backup } = run;
  reading.brokeAt = null;
  const { mailbox, rule } = await eligibleMailbox(services, backup);
  const session = await Pop3Session.open(serverOf(services, mailbox), services.mailServerRules);
  const seen = await seenKeys(services, backup);
  const batches = new Batches(reading);
  try {
    const count = await session.count();
    const listed = uidKeys(mailbox, await session.listed()).map(
      (message): Wanted => ({ ...message, key: message.uidKey ?? numberKey(mailbox, message.number) }),
    );
    const wanted = listed.filter(({ key }) => !seen.ours.has(key) && !seen.others.has(key));
    const before = listed.filter(({ key }) => !seen.ours.has(key) && seen.others.has(key)).length;
    await setTotal(run, { said: (count ?? 0) - before, found: wanted.length });
    for (const message of wanted) {
      if (run.signal.aborted) break;
      const about = { subject: null };
      const got = await readMessage(reading, batches, message, { session, about, rule });
      if (typeof got === 'string') batches.skip(message, got, about.subject);
      else batches.add(lookedAt(mailbox, message, got, seen));
      if (batches.isFull) await batches.flush();
    }
    await batches.flush();
    run.mustGoOn();
    await session.quit();
    return batches.brought;
  } catch (error) {
    // What has come before the server broke off is not asked for again.
    if (error instanceof MailServerError) await batches.flush();
    throw error;
  } finally {
    session.close();
  }
}

/** Reads a message; notes where the server breaks off, and leaves the message out once that leads nowhere. */
async function readMessage(
  reading: Reading,
  batches: Batches,
  message: Wanted,
  how: { session: Pop3Session; about: { subject: string | null }; rule: TieRule },
): Promise<Read | SkipReason> {
  const { number, size, key } = message;
  const breaks = reading.breaks.get(key) ?? 0;
  const { services, row } = reading.run;
  try {
    return await fetchMessage(services, row, { ...how, number, size, isSuspect: breaks > 0 });
  } catch (error) {
    const code = error instanceof MailServerError ? error.code : null;
    if (code === 'mail_too_large') {
      reading.brokeAt = key;
      batches.skip(message, 'too_large', how.about.subject);
    } else if (code === 'mail_dropped' || code === 'mail_protocol' || (code === 'mail_timeout' && breaks > 0)) {
      reading.brokeAt = key;
      reading.breaks.set(key, breaks + 1);
      if (breaks + 1 >= MOST_BREAKS) batches.skip(message, 'dropped', how.about.subject);
    }
    throw error;
  }
}

function lookedAt(
  mailbox: MailboxRow,
  { uidKey }: Wanted,
  { identity, fetched }: Read,
  seen: { ours: ReadonlySet<string>; others: ReadonlySet<string> },
): Looked {
  const content = contentKey(mailbox, identity);
  const isListedAgain = seen.ours.has(content) || seen.others.has(content);
  return { uidKey: uidKey ?? content, contentKey: content, identity, fetched, isListedAgain };
}

/** What was looked at and is not written yet. */
class Batches {
  /** How many messages the session has brought that the backup had not looked at. */
  brought = 0;
  #batch: Batch = { looked: [], skipped: [] };
  #bytes = 0;
  readonly #reading: Reading;

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  get isFull(): boolean {
    const { looked, skipped } = this.#batch;
    return looked.length + skipped.length >= BATCH_MESSAGES || this.#bytes >= BATCH_BYTES;
  }

  add(looked: Looked): void {
    this.#batch.looked.push(looked);
    if (looked.fetched) this.#bytes += looked.fetched.source?.length ?? BATCH_BYTES;
  }

  skip({ key, number }: Wanted, reason: SkipReason, subject: string | null): void {
    this.#batch.skipped.push({ uidKey: key, skip: { number, subject, reason } });
  }

  /** @throws Problem, CutOff when the backup is no longer this run's. */
  async flush(): Promise<void> {
    const batch = this.#batch;
    if (batch.looked.length + batch.skipped.length === 0) return;
    this.#batch = { looked: [], skipped: [] };
    this.#bytes = 0;
    const { services, row: backup } = this.#reading.run;
    const { rule } = await eligibleMailbox(services, backup);
    const brought = await keepMessages(services, backup, { ...batch, rule });
    if (brought === null) throw new CutOff();
    this.brought += brought;
    this.#reading.read += batch.looked.length;
  }
}

/**
 * @param said how many messages the server says there are.
 * @param found how many of those that it lists are still to be looked at.
 */
async function setTotal(run: Run<BackupRow>, { said, found }: { said: number; found: number }): Promise<void> {
  await run.write([{ $set: { total: { $max: [said, { $add: ['$processed', found] }] } } }]);
}

/** The mailbox, as long as it may be backed up, and what its messages are tied to. @throws Problem with why it may not. */
async function eligibleMailbox(
  services: Services,
  { organizationId, memberId }: BackupRow,
): Promise<{ mailbox: MailboxRow; rule: TieRule }> {
  const member = await findNamed(services, organizationId, memberId);
  const mailbox = await findMailbox(services, organizationId, memberId);
  const domains = await knownDomains(services, organizationId);
  const code = ineligibility({ mailbox, member, domains });
  if (code || !mailbox) throw new Problem(code ?? 'mailbox_missing');
  return { mailbox, rule: await tieRule(services, organizationId, { member, domains }) };
}

/** MAIL-10, as it stands at this moment. */
export async function tieRule(
  services: Services,
  organizationId: string,
  { member, domains }: { member: NamedMember; domains: readonly string[] | null },
): Promise<TieRule> {
  const managing = await profiles.granting(services, organizationId, 'manageMail');
  const managers = new Set((await withProfiles(services, organizationId, managing)).map(({ accountId }) => accountId));
  return { leftAt: member.deactivatedAt ?? services.clock.now(), managers, domains: domains ?? [] };
}

export function serverOf({ secrets }: Services, mailbox: MailboxRow): MailServer {
  const { protocol, host, port, security, userName, password } = mailbox;
  return { protocol, host, port, security, userName, password: secrets.open(password, secretContext(mailbox)) };
}

/** What was looked at before: by this backup, and, where only the latest is wanted, by the others of this mailbox. */
export async function seenKeys(
  { db }: Services,
  { organizationId, mailboxId, _id, kind }: Pick<BackupRow, 'organizationId' | 'mailboxId' | '_id' | 'kind'>,
): Promise<{ ours: ReadonlySet<string>; others: ReadonlySet<string> }> {
  const [ours, others] = [new Set<string>(), new Set<string>()];
  const steps = backupStepModel(db)
    .find({ organizationId, mailboxId, ...(kind === 'full' && { backupId: _id }) })
    .select('backupId uidKeys skipped')
    .lean<{ backupId: string; uidKeys: string[]; skipped?: boolean }[]>()
    .cursor();
  for await (const { backupId, uidKeys: keys, skipped } of steps) {
    const isThisBackup = backupId === _id;
    // What another backup could not read is tried again.
    if (!isThisBackup && skipped) continue;
    for (const key of keys) (isThisBackup ? ours : others).add(key);
  }
  return { ours, others };
}

import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import type { MailServer } from '../../mail-servers/connect.ts';
import { Pop3Session } from '../../mail-servers/pop3.ts';
import { MailServerError } from '../../mail-servers/trouble.ts';
import { after, MINUTE, SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { knownDomains } from '../directory/verified-domains.ts';
import { findNamed } from '../members/active-members.ts';
import { type BackupRow, backupModel, backupStepModel } from './backup-model.ts';
import { fetchMessage } from './fetch-message.ts';
import { finishBackup } from './finish-backup.ts';
import { type Batch, keepMessages } from './keep-messages.ts';
import { findMailbox } from './mailboxes.ts';
import { messageModel } from './message-model.ts';
import { type MailboxRow, secretContext } from './model.ts';
import { ineligibility, uidKeys } from './rules.ts';
import { dropSources } from './sources.ts';
import { BACKUP_JOB } from './start-backup.ts';

/** A backup that has not shown itself for so long is taken up again. */
const SILENCE = MINUTE;
const HEARTBEAT = 15 * SECOND;

/** Written at once: so many messages, or so many bytes of them. */
const BATCH_MESSAGES = 100;
const BATCH_BYTES = 4 * 1024 * 1024;

/** So often a server is asked again that breaks off without a message having come in between. */
const ATTEMPTS = 3;
const passing: ReadonlySet<string> = new Set(['mail_dropped', 'mail_timeout', 'mail_busy', 'mail_refused']);

/**
 * MAIL-4: reads a mailbox from where the backup was left off. One run works on it at a time; what a run has looked at
 * is written with what it has kept, so that a run that was cut off loses nothing and nothing is kept twice.
 * @param stopping aborted when the server stops: the rest is for the next run.
 */
export async function runBackup(services: Services, backupId: string, stopping: AbortSignal): Promise<void> {
  const backup = await claim(services, backupId);
  if (!backup) return;
  const heart = setInterval(() => void beat(services, backup), HEARTBEAT);
  try {
    if (await readMailbox(services, backup, stopping)) await finishBackup(services, backup, null);
  } catch (error) {
    const known = error instanceof MailServerError || error instanceof Problem;
    if (!known) services.log.error({ err: error, backupId }, 'a backup failed');
    await finishBackup(services, backup, known ? error.code : 'internal');
  } finally {
    clearInterval(heart);
  }
}

/** Backups whose process died, or whose job was never queued. */
export async function resumeBackups({ db, clock, jobs }: Services): Promise<void> {
  const silent = await backupModel(db)
    .find({ open: true, heartbeatAt: { $lte: after(clock.now(), -SILENCE) } })
    .select('_id')
    .lean();
  for (const { _id } of silent) await jobs.soon(BACKUP_JOB, _id.toHexString(), { backupId: _id.toHexString() });
}

/** Makes this run the one that works on the backup; null when another one does, or nothing is left to do. */
async function claim(services: Services, backupId: string): Promise<BackupRow | null> {
  const { db, clock } = services;
  const now = clock.now();
  const backup = await backupModel(db)
    .findOneAndUpdate(
      { _id: backupId, open: true, $or: [{ status: 'waiting' }, { heartbeatAt: { $lte: after(now, -SILENCE) } }] },
      { $set: { status: 'running', runId: randomUUID(), heartbeatAt: now } },
      { returnDocument: 'after' },
    )
    .lean<BackupRow>();
  if (backup?.pendingSourceId) await dropUnkept(services, backup, backup.pendingSourceId);
  return backup;
}

/** A long source that an earlier run had not got to its end. */
async function dropUnkept(
  services: Services,
  { organizationId }: BackupRow,
  id: NonNullable<BackupRow['pendingSourceId']>,
): Promise<void> {
  if (!(await messageModel(services.db).exists({ _id: id, organizationId }))) await dropSources(services, [id]);
}

async function beat({ db, clock, log }: Services, { _id, runId }: BackupRow): Promise<void> {
  await backupModel(db)
    .updateOne({ _id, runId }, { $set: { heartbeatAt: clock.now() } })
    .catch((error: unknown) => log.warn({ err: error }, 'a backup could not show that it goes on'));
}

/**
 * Reads on after a server has broken off, as long as that leads anywhere.
 * @returns whether the mailbox was read to its end.
 */
async function readMailbox(services: Services, backup: BackupRow, stopping: AbortSignal): Promise<boolean> {
  const progress = { looked: 0 };
  for (let failures = 0; ; ) {
    const before = progress.looked;
    try {
      return await readSession(services, backup, stopping, progress);
    } catch (error) {
      if (!(error instanceof MailServerError) || !passing.has(error.code)) throw error;
      failures = progress.looked > before ? 1 : failures + 1;
      if (failures >= ATTEMPTS) throw error;
      await pause(failures * SECOND, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

/** One session with the server. @returns whether it came to the end of the mailbox. */
async function readSession(
  services: Services,
  backup: BackupRow,
  stopping: AbortSignal,
  progress: { looked: number },
): Promise<boolean> {
  const mailbox = await eligibleMailbox(services, backup);
  const session = await Pop3Session.open(serverOf(services, mailbox), services.mailServerRules);
  const batch = new Batches(services, backup, progress);
  try {
    const seen = await seenKeys(services, backup);
    const todo = uidKeys(mailbox, await session.listed()).filter(({ uidKey }) => !seen.has(uidKey));
    await expect(services, backup, todo.length);
    const sizes = await session.sizes();
    for (const { place, uidKey } of todo) {
      if (stopping.aborted) break;
      const got = await fetchMessage(services, backup, { session, place, size: sizes.get(place) ?? 0 });
      if (!(await batch.add(uidKey, got))) return false;
    }
    const isOurs = await batch.flush();
    await session.quit();
    return isOurs && !stopping.aborted;
  } catch (error) {
    // What has come before the server broke off is not asked for again.
    if (error instanceof MailServerError) await batch.flush();
    throw error;
  } finally {
    session.close();
  }
}

/** What was looked at and is not written yet. */
class Batches {
  #batch: Batch = { uidKeys: [], skipped: 0, fetched: [] };
  #bytes = 0;
  readonly #services: Services;
  readonly #backup: BackupRow;
  readonly #progress: { looked: number };

  constructor(services: Services, backup: BackupRow, progress: { looked: number }) {
    this.#services = services;
    this.#backup = backup;
    this.#progress = progress;
  }

  /** @returns false when the backup is no longer this run's. */
  async add(uidKey: string, got: Awaited<ReturnType<typeof fetchMessage>>): Promise<boolean> {
    const { uidKeys: keys, fetched } = this.#batch;
    keys.push(uidKey);
    if (got === 'skipped') this.#batch.skipped += 1;
    else if (got) fetched.push({ ...got, uidKey });
    if (got && got !== 'skipped') this.#bytes += got.source?.length ?? BATCH_BYTES;
    return keys.length < BATCH_MESSAGES && this.#bytes < BATCH_BYTES ? true : await this.flush();
  }

  /** @returns as `add`. @throws Problem when the mailbox may not be backed up any more. */
  async flush(): Promise<boolean> {
    const batch = this.#batch;
    if (batch.uidKeys.length === 0) return true;
    this.#batch = { uidKeys: [], skipped: 0, fetched: [] };
    this.#bytes = 0;
    await eligibleMailbox(this.#services, this.#backup);
    const isOurs = await keepMessages(this.#services, this.#backup, batch);
    this.#progress.looked += batch.uidKeys.length;
    return isOurs;
  }
}

/** So many messages are still to be looked at. */
async function expect({ db }: Services, { _id, runId }: BackupRow, left: number): Promise<void> {
  await backupModel(db).updateOne({ _id, runId }, [{ $set: { total: { $add: ['$processed', left] } } }], {
    updatePipeline: true,
  });
}

/** The mailbox, as long as it may be backed up. @throws Problem with why it may not any more. */
async function eligibleMailbox(services: Services, { organizationId, memberId }: BackupRow): Promise<MailboxRow> {
  const organization = organizationId.toHexString();
  const member = await findNamed(services, organization, memberId.toHexString());
  const mailbox = await findMailbox(services, organization, memberId.toHexString());
  const code = ineligibility({ mailbox, member, domains: await knownDomains(services, organization) });
  if (code || !mailbox) throw new Problem(code ?? 'mailbox_missing');
  return mailbox;
}

function serverOf({ secrets }: Services, mailbox: MailboxRow): MailServer {
  const { protocol, host, port, security, userName, password } = mailbox;
  return { protocol, host, port, security, userName, password: secrets.open(password, secretContext(mailbox)) };
}

/** What was looked at before: by this backup, or, where only the latest is wanted, by any of this mailbox. */
async function seenKeys(
  { db }: Services,
  { organizationId, mailboxId, _id, kind }: BackupRow,
): Promise<ReadonlySet<string>> {
  const seen = new Set<string>();
  const steps = backupStepModel(db)
    .find({ organizationId, mailboxId, ...(kind === 'full' && { backupId: _id }) })
    .select('uidKeys')
    .lean()
    .cursor();
  for await (const { uidKeys: keys } of steps) for (const key of keys) seen.add(key);
  return seen;
}

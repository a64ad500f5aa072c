import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { MailServerError } from '../../mail-servers/trouble.ts';
import { after, MINUTE, SECOND } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { messageModel } from '../messages/model.ts';
import { dropSources } from '../messages/sources.ts';
import { finishBackup } from './finish-backup.ts';
import { type BackupRow, backupModel } from './model.ts';
import { type Run, readSession } from './read-session.ts';
import { renewIdentities } from './renew-identities.ts';
import { BACKUP_JOB } from './start-backup.ts';

/** A backup that has not shown itself for so long is taken up again. */
const SILENCE = MINUTE;
const HEARTBEAT = 15 * SECOND;

/** After how many seconds a server is asked again that fails so many times in a row, without a message in between. */
const otherwise = [1, 2];
/** A maildrop is locked as long as another program reads it (RFC 1939, section 3). */
const whileBusy = [1, 2, 4, 8, 15];
/** Each message takes two: after ten that the server breaks off at, it is the server. */
const atMessage = Array.from({ length: 19 }, () => 1);
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
    await renewIdentities(services, backup, stopping);
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
  for (const { _id } of silent) await jobs.soon(BACKUP_JOB, _id, { backupId: _id });
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
 * Reads until a session brings nothing new: some servers show a part of the mailbox in each. Goes on after a server has
 * broken off, as long as that leads anywhere.
 * @returns whether the mailbox was read to its end.
 */
async function readMailbox(services: Services, backup: BackupRow, stopping: AbortSignal): Promise<boolean> {
  const run: Run = { services, backup, stopping, read: 0, breaks: new Map(), brokeAt: null };
  for (let failures = 0; ; ) {
    const before = run.read;
    try {
      const brought = await readSession(run);
      if (brought === null) return false;
      if (brought === 0) return true;
      failures = 0;
    } catch (error) {
      const code = error instanceof MailServerError ? error.code : null;
      const isPassing = code !== null && (passing.has(code) || run.brokeAt !== null);
      if (!isPassing) throw error;
      // The server does what it should; there is one message that can't be taken.
      if (code === 'mail_too_large') continue;
      failures = run.read > before ? 1 : failures + 1;
      const pauses = run.brokeAt !== null ? atMessage : code === 'mail_busy' ? whileBusy : otherwise;
      const wait = pauses[failures - 1];
      if (wait === undefined) throw error;
      await pause(wait * SECOND, undefined, { signal: stopping }).catch(() => undefined);
    }
  }
}

import { setTimeout as pause } from 'node:timers/promises';
import { MailServerError } from '../../mail-servers/trouble.ts';
import { SECOND } from '../../platform/clock.ts';
import { defineLongWork } from '../../platform/long-work.ts';
import type { Run } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { messageModel } from '../messages/model.ts';
import { dropSources } from '../messages/sources.ts';
import { finishBackup } from './finish-backup.ts';
import { type BackupRow, backupModel } from './model.ts';
import { type Reading, readSession } from './read-session.ts';
import { renewIdentities } from './renew-identities.ts';

/** After how many seconds a server is asked again that fails so many times in a row, without a message in between. */
const otherwise = [1, 2];
/** A maildrop is locked as long as another program reads it (RFC 1939, section 3). */
const whileBusy = [1, 2, 4, 8, 15];
/** Each message takes two: after ten that the server breaks off at, it is the server. */
const atMessage = Array.from({ length: 19 }, () => 1);
const transientCodes: ReadonlySet<string> = new Set(['mail_dropped', 'mail_timeout', 'mail_busy', 'mail_refused']);

/**
 * MAIL-4: reads a mailbox from where the backup was left off. What a run has looked at is written with what it has kept,
 * so that a run that was cut off loses nothing and nothing is kept twice.
 */
export const backups = defineLongWork<BackupRow>({
  name: 'mail.back-up',
  model: backupModel,
  open: ['waiting', 'running'],
  async run(run) {
    const { services, row, signal } = run;
    if (row.pendingSourceId) await dropUnkept(services, row, row.pendingSourceId);
    await renewIdentities(services, row, signal);
    await readMailbox(run);
  },
  // Who asked sees why, and starts it again: it resumes where it was.
  endsWith: (error) => (error instanceof MailServerError || error instanceof Problem ? error.code : 'internal'),
  end: finishBackup,
});

/** A long source that an earlier run had not got to its end. */
async function dropUnkept(
  services: Services,
  { organizationId }: BackupRow,
  id: NonNullable<BackupRow['pendingSourceId']>,
): Promise<void> {
  if (!(await messageModel(services.db).exists({ _id: id, organizationId }))) await dropSources(services, [id]);
}

/**
 * Reads until a session brings nothing new: some servers show a part of the mailbox in each. Goes on after a server has
 * broken off, as long as that leads anywhere.
 */
async function readMailbox(run: Run<BackupRow>): Promise<void> {
  const reading: Reading = { run, read: 0, breaks: new Map(), brokeAt: null };
  for (let failures = 0; ; ) {
    const before = reading.read;
    try {
      const brought = await readSession(reading);
      if (brought === 0) return;
      failures = 0;
    } catch (error) {
      const code = error instanceof MailServerError ? error.code : null;
      const isTransient = code !== null && (transientCodes.has(code) || reading.brokeAt !== null);
      if (!isTransient) throw error;
      // The server does what it should; there is one message that can't be taken.
      if (code === 'mail_too_large') continue;
      failures = reading.read > before ? 1 : failures + 1;
      const pauses = reading.brokeAt !== null ? atMessage : code === 'mail_busy' ? whileBusy : otherwise;
      const wait = pauses[failures - 1];
      if (wait === undefined) throw error;
      await pause(wait * SECOND, undefined, { signal: run.signal }).catch(() => undefined);
    }
  }
}

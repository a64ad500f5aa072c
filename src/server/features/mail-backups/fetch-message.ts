import { Readable } from 'node:stream';
import { recordsOfAddresses, type TieRule } from '../../core/records/addresses.ts';
import type { Pop3Session } from '../../mail-servers/pop3.ts';
import { newId } from '../../platform/ids.ts';
import { CutOff } from '../../platform/long-work-run.ts';
import type { Services } from '../../platform/services.ts';
import { type Envelope, readEnvelope } from '../messages/envelope.ts';
import { dropSources, SMALL_SOURCE, storeLarge } from '../messages/sources.ts';
import { Identity } from './inspect-message.ts';
import { type BackupRow, backupModel } from './model.ts';
import type { SkipReason } from './schemas.ts';

/** The longest message that is taken. Providers take 25 to 150 MB. */
const MAX_BYTES = 256 * 1024 * 1024;

/** A message that may have to be kept. */
export interface Fetched {
  _id: string;
  envelope: Envelope;
  size: number;
  /** The source; null where it was too long and is stored already. */
  source: Buffer | null;
}

/** What a server has given of a message. */
export interface Read {
  identity: string;
  /** Null for a long one that involves nobody's record: it was not stored. */
  fetched: Fetched | null;
}

interface Wanted {
  session: Pop3Session;
  number: number;
  /** What the server says of its size: only a hint. */
  size: number;
  /** Filled in as soon as it is known, also when the message does not come to its end. */
  about: { subject: string | null };
  /** The server has broken off at it before: what it is about is asked first. */
  isSuspect: boolean;
  /** Which records messages are tied to. */
  rule: TieRule;
}

/**
 * Fetches one message: a short one into memory, a long one straight into the database, if it will be kept.
 * @returns why the server does not give it, while the session goes on.
 * @throws MailServerError, after which the session is over; `mail_too_large` is about this message alone.
 */
export async function fetchMessage(services: Services, backup: BackupRow, wanted: Wanted): Promise<Read | SkipReason> {
  const { session, number, size, about, isSuspect, rule } = wanted;
  if (size > SMALL_SOURCE || isSuspect) {
    const header = await session.header(number, MAX_BYTES);
    const head = header && (await readHead(services, header, about));
    // Before many megabytes are fetched in vain.
    if (head?.isAll && !isSuspect && !(await involvesRecord(services, backup, head.envelope, rule))) {
      return { identity: identityOf(head), fetched: null };
    }
    header?.destroy();
  }
  const source = await session.message(number, MAX_BYTES);
  if (source) return await take(services, backup, source, wanted);
  const header = about.subject === null && (await session.header(number, MAX_BYTES));
  if (header) await readHead(services, header, about);
  return 'refused';
}

async function take(services: Services, backup: BackupRow, source: Readable, { about, rule }: Wanted): Promise<Read> {
  const head = await readHead(services, source, about);
  const { bytes, envelope, isAll, pieces } = head;
  const _id = newId();
  if (isAll) return { identity: identityOf(head), fetched: { _id, envelope, size: bytes.length, source: bytes } };
  const identity = new Identity();
  let size = 0;
  const whole = async function* () {
    for (let piece = bytes; ; ) {
      identity.update(piece);
      size += piece.length;
      yield piece;
      const next = await pieces.next();
      if (next.done) return;
      piece = next.value;
    }
  };
  if (!(await involvesRecord(services, backup, envelope, rule))) {
    for await (const _piece of whole());
    return { identity: identity.digest(envelope), fetched: null };
  }
  // Noted first, so that what is left of it by a process that dies is found again.
  const claim = { _id: backup._id, runId: backup.runId };
  const noted = await backupModel(services.db).updateOne(claim, { $set: { pendingSourceId: _id } });
  if (noted.matchedCount === 0) throw new CutOff();
  try {
    await storeLarge(services, { _id, organizationId: backup.organizationId }, Readable.from(whole()));
  } catch (error) {
    await dropSources(services, [_id]);
    throw error;
  }
  return { identity: identity.digest(envelope), fetched: { _id, envelope, size, source: null } };
}

interface Head {
  /** The beginning of a message, or all of it. */
  bytes: Buffer;
  envelope: Envelope;
  isAll: boolean;
  /** The rest. */
  pieces: AsyncIterator<Buffer>;
}

async function readHead({ clock }: Services, source: Readable, about: Wanted['about']): Promise<Head> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const read: Buffer[] = [];
  let length = 0;
  let isAll = false;
  let failure: unknown = null;
  try {
    while (length <= SMALL_SOURCE && !isAll) {
      const next = await pieces.next();
      isAll = next.done === true;
      if (next.done) break;
      read.push(next.value);
      length += next.value.length;
    }
  } catch (error) {
    failure = error;
  }
  const bytes = Buffer.concat(read);
  const envelope = await readEnvelope(bytes, clock.now());
  about.subject = envelope.subject || about.subject;
  if (failure) throw failure;
  return { bytes, envelope, isAll, pieces };
}

function identityOf({ bytes, envelope }: Head): string {
  const identity = new Identity();
  identity.update(bytes);
  return identity.digest(envelope);
}

async function involvesRecord(
  services: Services,
  { organizationId }: BackupRow,
  { addresses }: Envelope,
  rule: TieRule,
): Promise<boolean> {
  return (await recordsOfAddresses(services, organizationId, addresses, rule)).size > 0;
}

import { Readable } from 'node:stream';
import { Types } from 'mongoose';
import type { Pop3Session } from '../../mail-servers/pop3.ts';
import { MailServerError } from '../../mail-servers/trouble.ts';
import type { Services } from '../../platform/services.ts';
import { recordsOfAddresses } from '../records/addresses.ts';
import { type BackupRow, backupModel } from './backup-model.ts';
import { type Envelope, Identity, readEnvelope } from './inspect-message.ts';
import type { Fetched } from './keep-messages.ts';
import { dropSources, SMALL_SOURCE, storeLarge } from './sources.ts';

/** The longest message that is taken. Providers take 25 to 150 MB. */
const MAX_BYTES = 256 * 1024 * 1024;

interface Wanted {
  session: Pop3Session;
  place: number;
  /** What the server says of its size: only a hint. */
  size: number;
}

/**
 * Fetches one message: a short one into memory, a long one straight into the database, if it will be kept.
 * @returns null for a long message that involves nobody's record; `skipped` for one that could not be taken.
 * @throws MailServerError
 */
export async function fetchMessage(
  services: Services,
  backup: BackupRow,
  { session, place, size }: Wanted,
): Promise<Omit<Fetched, 'uidKey'> | 'skipped' | null> {
  if (size > SMALL_SOURCE) {
    // Before many megabytes are fetched in vain.
    const header = await session.header(place);
    const head = header && (await readHead(header[Symbol.asyncIterator]()));
    if (head?.isAll && !(await involvesRecord(services, backup, await readEnvelope(head.bytes)))) return null;
  }
  try {
    const source = await session.message(place, MAX_BYTES);
    return source ? await take(services, backup, source) : 'skipped';
  } catch (error) {
    if (error instanceof MailServerError && error.code === 'mail_too_large') return 'skipped';
    throw error;
  }
}

async function take(services: Services, backup: BackupRow, source: Readable): Promise<Omit<Fetched, 'uidKey'> | null> {
  const pieces = source[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const { bytes, isAll } = await readHead(pieces);
  const envelope = await readEnvelope(bytes);
  const identity = new Identity();
  const _id = new Types.ObjectId();
  if (isAll) {
    identity.update(bytes);
    return { _id, envelope, identity: identity.digest(envelope), size: bytes.length, source: bytes };
  }
  if (!(await involvesRecord(services, backup, envelope))) {
    for (let next = await pieces.next(); !next.done; next = await pieces.next());
    return null;
  }
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
  // Noted first, so that what is left of it by a process that dies is found again.
  await backupModel(services.db).updateOne({ _id: backup._id }, { $set: { pendingSourceId: _id } });
  try {
    await storeLarge(services, { _id, organizationId: backup.organizationId }, Readable.from(whole()));
  } catch (error) {
    await dropSources(services, [_id]);
    throw error;
  }
  return { _id, envelope, identity: identity.digest(envelope), size, source: null };
}

/** The beginning of a message, or all of it. */
async function readHead(pieces: AsyncIterator<Buffer>): Promise<{ bytes: Buffer; isAll: boolean }> {
  const read: Buffer[] = [];
  let length = 0;
  while (length <= SMALL_SOURCE) {
    const next = await pieces.next();
    if (next.done) return { bytes: Buffer.concat(read), isAll: true };
    read.push(next.value);
    length += next.value.length;
  }
  return { bytes: Buffer.concat(read), isAll: false };
}

async function involvesRecord(services: Services, { organizationId }: BackupRow, { addresses }: Envelope) {
  return (await recordsOfAddresses(services, organizationId, addresses)).size > 0;
}

import { Readable } from 'node:stream';
import type { Types } from 'mongoose';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { recordsOfAddresses } from '../records/addresses.ts';
import { type BackupRow, backupModel, backupStepModel } from './backup-model.ts';
import { type Content, type Envelope, inspectContent } from './inspect-message.ts';
import { type MessageRow, messageModel } from './message-model.ts';
import { dropSources, openSource, storeSmall } from './sources.ts';

/** A message that the backup has fetched. */
export interface Fetched {
  _id: Types.ObjectId;
  uidKey: string;
  envelope: Envelope;
  identity: string;
  size: number;
  /** The source; null where it was too long and is stored already. */
  source: Buffer | null;
}

/** What is written at once: messages that were looked at, and what is to be kept of them. */
export interface Batch {
  /** Everything that was looked at, also what is not to be kept. */
  uidKeys: string[];
  skipped: number;
  fetched: Fetched[];
}

/**
 * MAIL-4: keeps those of these messages that involve a record's address, with what has been looked at, in one
 * transaction. What is kept already is tied to the records that have come since.
 * @returns false when another run has taken over, or the backup is no more.
 */
export async function keepMessages(services: Services, backup: BackupRow, batch: Batch): Promise<boolean> {
  const contents = await inspectAll(services, backup, batch.fetched);
  const leftOver = new Set(batch.fetched.filter(({ source }) => source === null).map(({ _id }) => _id));
  const isOurs = await withTransaction(services, async (tx) => {
    const kept = await keep(tx, backup, batch, contents);
    if (!kept) return false;
    tx.afterCommit(() => {
      for (const { _id, source } of kept) if (source === null) leftOver.delete(_id);
    });
    return true;
  });
  await dropSources(services, [...leftOver]);
  return isOurs;
}

/** Outside of the transaction, for it takes time: the contents of those that will be kept, as it looks now. */
async function inspectAll(
  services: Services,
  { organizationId }: BackupRow,
  fetched: readonly Fetched[],
): Promise<Map<string, Content>> {
  const ties = await tiesOf(services, organizationId, fetched);
  const contents = new Map<string, Content>();
  for (const message of fetched) {
    if (!ties.has(message.uidKey)) continue;
    const { source, _id, envelope } = message;
    const stream = source ? Readable.from([source]) : openSource(services, _id);
    contents.set(message.uidKey, await inspectContent(stream, envelope));
  }
  return contents;
}

/** The records whose addresses each message involves, by `uidKey`; without those that involve none. */
async function tiesOf(
  services: Services,
  organizationId: Types.ObjectId,
  fetched: readonly Fetched[],
): Promise<Map<string, Types.ObjectId[]>> {
  const addresses = [...new Set(fetched.flatMap(({ envelope }) => envelope.addresses))];
  const records = await recordsOfAddresses(services, organizationId, addresses);
  return new Map(
    fetched.flatMap(({ uidKey, envelope }) => {
      const ids = envelope.addresses.flatMap((address) => records.get(address) ?? []);
      const distinct = new Map(ids.map((id) => [id.toHexString(), id]));
      return distinct.size > 0 ? [[uidKey, [...distinct.values()]]] : [];
    }),
  );
}

/** @returns what was written anew; null when the backup is another run's. */
async function keep(
  tx: Tx,
  backup: BackupRow,
  { uidKeys, skipped, fetched }: Batch,
  contents: ReadonlyMap<string, Content>,
): Promise<Fetched[] | null> {
  const { organizationId, mailboxId, _id: backupId, runId } = backup;
  const ties = await tiesOf(tx, organizationId, fetched);
  const involved = fetched.filter(({ uidKey }) => ties.has(uidKey) && contents.has(uidKey));
  const known = await findKnown(tx, backup, involved);
  const fresh: Fetched[] = [];
  const seen = new Set<string>();
  for (const message of involved) {
    const before = known.get(message.uidKey) ?? known.get(message.identity);
    if (before) await tieToo(tx, organizationId, before, ties.get(message.uidKey) ?? []);
    else if (!seen.has(message.identity)) fresh.push(message);
    seen.add(message.identity);
  }
  const ours = await backupModel(tx.db).updateOne(
    { _id: backupId, organizationId, runId, status: 'running' },
    {
      $inc: { processed: uidKeys.length, kept: fresh.length, skipped },
      $set: { heartbeatAt: tx.clock.now(), pendingSourceId: null },
    },
    { session: tx.session },
  );
  if (ours.matchedCount === 0) return null;
  await backupStepModel(tx.db).insertMany([{ organizationId, mailboxId, backupId, uidKeys }], {
    session: tx.session,
    lean: true,
  });
  if (fresh.length === 0) return fresh;
  const rows = fresh.map((message): MessageRow => rowOf(tx, backup, message, ties, contents));
  await messageModel(tx.db).insertMany(rows, { session: tx.session, lean: true });
  await storeSmall(
    tx,
    fresh.flatMap(({ _id, source: content }) => (content ? [{ _id, organizationId, content }] : [])),
  );
  return fresh;
}

type Known = Pick<MessageRow, '_id' | 'uidKey' | 'identity'>;

/** What is kept already of these, by the server's name of it and by what it is. */
async function findKnown(
  tx: Tx,
  { organizationId, mailboxId }: BackupRow,
  messages: readonly Fetched[],
): Promise<Map<string, Known>> {
  const mine = { organizationId, mailboxId };
  const find = (filter: object) =>
    messageModel(tx.db)
      .find({ ...mine, ...filter })
      .select('uidKey identity')
      .session(tx.session)
      .lean<Known[]>();
  const byName = await find({ uidKey: { $in: messages.map(({ uidKey }) => uidKey) } });
  const byIdentity = await find({ identity: { $in: messages.map(({ identity }) => identity) } });
  return new Map([
    ...byName.map((row): [string, Known] => [row.uidKey, row]),
    ...byIdentity.map((row): [string, Known] => [row.identity, row]),
  ]);
}

async function tieToo(
  tx: Tx,
  organizationId: Types.ObjectId,
  { _id }: Known,
  recordIds: readonly Types.ObjectId[],
): Promise<void> {
  await messageModel(tx.db).updateOne(
    { _id, organizationId },
    { $addToSet: { recordIds: { $each: [...recordIds] } }, $set: { orphan: null } },
    { session: tx.session },
  );
}

function rowOf(
  { clock }: Tx,
  { organizationId, mailboxId, memberId, requestedBy }: BackupRow,
  { _id, uidKey, identity, size, envelope }: Fetched,
  ties: ReadonlyMap<string, Types.ObjectId[]>,
  contents: ReadonlyMap<string, Content>,
): MessageRow {
  const keptAt = clock.now();
  const content = contents.get(uidKey);
  if (!content) throw new TypeError('A message is to be kept that nobody has looked into.');
  const { subject, from, to, cc, date } = envelope;
  return {
    _id,
    organizationId,
    mailboxId,
    memberId,
    recordIds: ties.get(uidKey) ?? [],
    orphan: null,
    uidKey,
    identity,
    // Nothing was written after it was kept, whatever it says.
    at: date && date < keptAt ? date : keptAt,
    subject,
    from,
    to,
    cc,
    ...content,
    size,
    keptBy: requestedBy.accountId,
    keptAt,
  };
}

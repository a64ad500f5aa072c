import { Readable } from 'node:stream';
import { recordsOfAddresses, type TieRule } from '../../core/records/addresses.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type MessageRow, messageModel } from '../messages/model.ts';
import { dropSources, openSource, storeSmall } from '../messages/sources.ts';
import type { Fetched } from './fetch-message.ts';
import { type Content, inspectContent } from './inspect-message.ts';
import { type BackupRow, type BackupStepRow, backupModel, backupStepModel } from './model.ts';
import type { Backup } from './schemas.ts';

/** A message that a run has read; see `Read`. */
export interface Looked {
  uidKey: string;
  contentKey: string;
  identity: string;
  fetched: Fetched | null;
  /** The backup has read it before: the server has no name for it, or has given it another one since. */
  isListedAgain: boolean;
}

/** A message that a run has left out. */
export interface Skipped {
  uidKey: string;
  skip: Backup['skips'][number];
}

/** What is written at once: messages that were looked at, and what is to be kept of them. */
export interface Batch {
  looked: Looked[];
  skipped: Skipped[];
}

/** The same, when it is written. */
interface Writing extends Batch {
  rule: TieRule;
}

type Candidate = Looked & { fetched: Fetched };

/** So many left out are named; the rest is counted. */
const MOST_NAMED = 50;

/**
 * MAIL-4: keeps those of these messages that involve a record's address, with what has been looked at, in one
 * transaction. What is kept already is tied to the records that have come since.
 * @returns how many the backup had not looked at before; null when another run has taken over, or the backup is no more.
 */
export async function keepMessages(services: Services, backup: BackupRow, batch: Writing): Promise<number | null> {
  const candidates = batch.looked.filter((message): message is Candidate => message.fetched !== null);
  const contents = await inspectAll(services, backup, candidates, batch.rule);
  const leftOver = new Set(candidates.flatMap(({ fetched: { _id, source } }) => (source === null ? [_id] : [])));
  const looked = await withTransaction(services, async (tx) => {
    const done = await keep(tx, backup, batch, { candidates, contents });
    if (!done) return null;
    tx.afterCommit(() => {
      for (const { _id, source } of done.fresh) if (source === null) leftOver.delete(_id);
    });
    return done.looked;
  });
  await dropSources(services, [...leftOver]);
  return looked;
}

/** Outside of the transaction, for it takes time: the contents of those that will be kept, as it looks now. */
async function inspectAll(
  services: Services,
  { organizationId }: BackupRow,
  candidates: readonly Candidate[],
  rule: TieRule,
): Promise<Map<Candidate, Content>> {
  const ties = await tiesOf(services, organizationId, candidates, rule);
  const contents = new Map<Candidate, Content>();
  for (const message of ties.keys()) {
    const { source, _id, envelope } = message.fetched;
    const stream = source ? Readable.from([source]) : openSource(services, _id);
    contents.set(message, await inspectContent(stream, envelope));
  }
  return contents;
}

type Ties = ReadonlyMap<Candidate, string[]>;

/** The records whose addresses each message involves; without those that involve none. */
async function tiesOf(
  services: Services,
  organizationId: string,
  candidates: readonly Candidate[],
  rule: TieRule,
): Promise<Ties> {
  const addresses = [...new Set(candidates.flatMap(({ fetched }) => fetched.envelope.addresses))];
  const records = await recordsOfAddresses(services, organizationId, addresses, rule);
  return new Map(
    candidates.flatMap((message) => {
      const ids = message.fetched.envelope.addresses.flatMap((address) => records.get(address) ?? []);
      return ids.length > 0 ? [[message, [...new Set(ids.map(({ _id }) => _id))]]] : [];
    }),
  );
}

interface Inspected {
  candidates: readonly Candidate[];
  contents: ReadonlyMap<Candidate, Content>;
}

/** @returns what was written anew, and how many were not looked at before; null when the backup is another run's. */
async function keep(
  tx: Tx,
  backup: BackupRow,
  { looked, skipped, rule }: Writing,
  { candidates, contents }: Inspected,
): Promise<{ fresh: Fetched[]; looked: number } | null> {
  const { organizationId, mailboxId, _id: backupId, runId } = backup;
  const ties = await tiesOf(tx, organizationId, candidates, rule);
  const involved = candidates.filter((message) => ties.has(message) && contents.has(message));
  const known = await findKnown(tx, backup, involved);
  const fresh = new Set<Looked>();
  const seen = new Set<string>();
  for (const message of involved) {
    const before = known.get(message.uidKey) ?? known.get(message.identity);
    if (before) await tieToo(tx, organizationId, before, ties.get(message) ?? []);
    else if (!seen.has(message.identity)) fresh.add(message);
    seen.add(message.identity);
  }
  const counted = looked.filter((message) => fresh.has(message) || !message.isListedAgain);
  const isInvolved = new Set<Looked>(involved);
  const alreadyKept = counted.filter((message) => isInvolved.has(message) && !fresh.has(message)).length;
  const ours = await backupModel(tx.db).updateOne(
    { _id: backupId, organizationId, runId, status: 'running' },
    {
      $inc: {
        total: counted.length - looked.length,
        processed: counted.length + skipped.length,
        kept: fresh.size,
        alreadyKept,
        notInvolved: counted.length - fresh.size - alreadyKept,
        skipped: skipped.length,
      },
      $push: { skips: { $each: skipped.map(({ skip }) => skip), $slice: MOST_NAMED } },
      $set: { heartbeatAt: tx.clock.now(), runs: 0, pendingSourceId: null },
    },
    { session: tx.transaction },
  );
  if (ours.matchedCount === 0) return null;
  await writeSteps(tx, { organizationId, mailboxId, backupId }, { looked, skipped });
  const writing = involved.filter((message) => fresh.has(message));
  const done = { fresh: writing.map(({ fetched }) => fetched), looked: counted.length + skipped.length };
  if (writing.length === 0) return done;
  const rows = writing.map((message) => rowOf(tx, backup, message, ties, contents));
  await messageModel(tx.db).insertMany(rows, { session: tx.transaction, lean: true });
  await storeSmall(
    tx,
    done.fresh.flatMap(({ _id, source: content }) => (content ? [{ _id, organizationId, content }] : [])),
  );
  return done;
}

async function writeSteps(
  tx: Tx,
  owner: Pick<BackupStepRow, 'organizationId' | 'mailboxId' | 'backupId'>,
  { looked, skipped }: Batch,
): Promise<void> {
  const read = [...new Set(looked.flatMap(({ uidKey, contentKey }) => [uidKey, contentKey]))];
  const steps = [
    { ...owner, uidKeys: read, skipped: false },
    { ...owner, uidKeys: skipped.map(({ uidKey }) => uidKey), skipped: true },
  ].filter(({ uidKeys }) => uidKeys.length > 0);
  await backupStepModel(tx.db).insertMany(steps, { session: tx.transaction, lean: true });
}

type Known = Pick<MessageRow, '_id' | 'uidKey' | 'identity'>;

/** What is kept already of these, by the server's name of it and by what it is. */
async function findKnown(
  tx: Tx,
  { organizationId, mailboxId }: BackupRow,
  messages: readonly Looked[],
): Promise<Map<string, Known>> {
  const mine = { organizationId, mailboxId };
  const find = (filter: object) =>
    messageModel(tx.db)
      .find({ ...mine, ...filter })
      .select('uidKey identity')
      .session(tx.transaction)
      .lean<Known[]>();
  const byName = await find({ uidKey: { $in: messages.map(({ uidKey }) => uidKey) } });
  const byIdentity = await find({ identity: { $in: messages.map(({ identity }) => identity) } });
  return new Map([
    ...byName.map((row): [string, Known] => [row.uidKey, row]),
    ...byIdentity.map((row): [string, Known] => [row.identity, row]),
  ]);
}

async function tieToo(tx: Tx, organizationId: string, { _id }: Known, recordIds: readonly string[]): Promise<void> {
  await messageModel(tx.db).updateOne(
    { _id, organizationId },
    { $addToSet: { recordIds: { $each: [...recordIds] } }, $set: { orphan: null } },
    { session: tx.transaction },
  );
}

function rowOf(
  { clock }: Tx,
  { organizationId, mailboxId, memberId, requestedBy }: BackupRow,
  message: Candidate,
  ties: Ties,
  contents: ReadonlyMap<Candidate, Content>,
): MessageRow {
  const keptAt = clock.now();
  const content = contents.get(message);
  if (!content) throw new TypeError('A message is to be kept that nobody has looked into.');
  const { uidKey, identity, fetched } = message;
  const { subject, from, to, cc, date } = fetched.envelope;
  return {
    _id: fetched._id,
    organizationId,
    mailboxId,
    memberId,
    recordIds: ties.get(message) ?? [],
    orphan: null,
    uidKey,
    identity,
    // Nothing was written after it was kept, whatever it says.
    at: date && date < keptAt ? date : keptAt,
    undated: date === null,
    subject,
    from,
    to,
    cc,
    ...content,
    size: fetched.size,
    keptBy: requestedBy.accountId,
    keptAt,
  };
}

import { Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { stringify } from 'csv-stringify';
import type { Connection } from 'mongoose';
import { historyModel, type RecordRow, recordModel } from '../../src/server/core/records/model.ts';
import { DEFAULTS } from '../../src/server/features/records/schemas.ts';
import { newId } from '../../src/server/platform/ids.ts';
import { fold, words } from '../../src/server/platform/search-text.ts';

const BATCH = 500;

/** Every lead as a line of CSV. */
export async function exportLeads(db: Connection): Promise<Readable> {
  const rows = recordModel(db)
    .find({ organizationId: await organizationOf(db), module: 'leads' })
    .sort({ titleKey: 1, _id: 1 })
    .lean<RecordRow[]>();
  const lines = rows.cursor({ batchSize: BATCH });
  return Readable.from(lines).compose<Readable>(
    stringify({ columns: ['fields.name', 'fields.company', 'fields.email', 'fields.phone', 'ownerId'] }),
  ) as Readable;
}

/** Gives all leads of one member to another, with a line of history for each, in transactions of a batch. */
export async function transferLeads(db: Connection, { from, to }: { from: string; to: string }): Promise<void> {
  const ownerId = to;
  const own = { organizationId: await organizationOf(db), module: 'leads', ownerId: from } as const;
  for (let more = true; more; ) {
    await db.transaction(async (session) => {
      const rows = await recordModel(db)
        .find(own)
        .select('organizationId ownerId')
        .limit(BATCH)
        .session(session)
        .lean<RecordRow[]>();
      more = rows.length === BATCH;
      const ids = rows.map(({ _id }) => _id);
      await recordModel(db).updateMany(
        { _id: { $in: ids } },
        { $set: { ownerId, updatedAt: new Date() } },
        { session },
      );
      const events = rows.map((row) => ({
        organizationId: row.organizationId,
        recordId: row._id,
        at: new Date(),
        kind: 'owner' as const,
        byAccountId: ownerId,
        ownerBefore: row.ownerId,
        ownerAfter: ownerId,
      }));
      await historyModel(db).insertMany(events, { session, lean: true });
    });
  }
}

/** How many records of each kind everybody owns. */
export async function countByOwner(db: Connection): Promise<unknown> {
  return await recordModel(db).aggregate([
    { $match: { organizationId: await organizationOf(db) } },
    { $group: { _id: { ownerId: '$ownerId', module: '$module' }, count: { $sum: 1 } } },
  ]);
}

/** Makes a lead of each row, in batches. */
export async function importLeads(db: Connection, file: Readable): Promise<void> {
  const like = await recordModel(db).findOne({ module: 'leads' }).lean<RecordRow>();
  if (!like) throw new Error('there are no leads');
  let batch: object[] = [];
  const write = async () => {
    await recordModel(db).insertMany(batch, { lean: true });
    batch = [];
  };
  for await (const [name, company, email] of file.pipe(parse({ from_line: 2 }))) {
    const fields = { ...DEFAULTS.leads, name, company, email };
    const found = { titleKey: fold(name), words: words(name, company, email) };
    batch.push({ ...like, _id: newId(), fields, ...found });
    if (batch.length === BATCH) await write();
  }
  if (batch.length > 0) await write();
}

async function organizationOf(db: Connection): Promise<string> {
  const lead = await recordModel(db).findOne({ module: 'leads' }).lean<RecordRow>();
  if (!lead) throw new Error('there are no leads');
  return lead.organizationId;
}

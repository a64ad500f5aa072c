import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Connection, Types } from 'mongoose';
import { historyModel, type RecordRow, recordModel } from '../../src/server/features/records/model.ts';

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
  const ownerId = new Types.ObjectId(to);
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

async function organizationOf(db: Connection): Promise<Types.ObjectId> {
  const lead = await recordModel(db).findOne({ module: 'leads' }).lean<RecordRow>();
  if (!lead) throw new Error('there are no leads');
  return lead.organizationId;
}

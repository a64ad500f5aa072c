import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EJSON } from 'bson';
import mongoose, { type Connection, Schema, Types } from 'mongoose';
import { type OpenDatabase, openDatabase } from '../../src/database/connect.ts';
import { listPage } from '../../src/server/platform/cursor.ts';
import { ID, idsToStrings, newId, rowOf } from '../../src/server/platform/ids.ts';

interface Row {
  _id: string;
  ownerId: string;
  ids: string[];
  by: { accountId: string | null; name: string };
  targets: { ownerId: string }[];
  decided: { accountId: string } | null;
  fields: unknown;
  bytes: Buffer;
  at: Date;
}

const schema = new Schema<Row>(
  {
    ownerId: { type: ID, required: true },
    ids: { type: [ID], required: true },
    by: { accountId: { type: ID, default: null }, name: String },
    targets: { type: [{ _id: false, ownerId: ID }], required: true },
    decided: { type: new Schema({ accountId: ID }, { _id: false }), default: null },
    fields: Schema.Types.Mixed,
    bytes: Buffer,
    at: Date,
  },
  { collection: 'ids', versionKey: false, minimize: false },
);

describe('ids', () => {
  let folder: string;
  let database: OpenDatabase;
  let db: Connection;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-ids-'));
    database = await openDatabase({ dataDir: folder });
    db = await mongoose.createConnection(database.uri).asPromise();
  });
  after(async () => {
    await db.close();
    await database.close();
    await rm(folder, { recursive: true });
  });

  const model = () => db.model<Row>('Ids', schema);
  const stored = async (_id: string) => await model().collection.findOne({ _id: new Types.ObjectId(_id) });

  function example(): Row {
    return {
      _id: newId(),
      ownerId: newId(),
      ids: [newId(), newId()],
      by: { accountId: null, name: 'Ann' },
      targets: [{ ownerId: newId() }],
      decided: { accountId: newId() },
      // Looks like an id, and is whatever somebody wrote.
      fields: { name: newId(), nothing: null, list: [newId()] },
      bytes: Buffer.from('bytes'),
      at: new Date(0),
    };
  }

  it('are stored as ObjectIds, wherever they are in a row, also where rows are written as they are', async () => {
    const [created, inserted, lean] = [example(), example(), example()];
    const before = JSON.stringify(lean);
    await model().create([created]);
    await model().insertMany([inserted]);
    await model().insertMany([lean], { lean: true });
    assert.equal(JSON.stringify(lean), before, 'the row that was written is as it was');
    for (const row of [created, inserted, lean]) {
      const found = await stored(row._id);
      const id = (value: string) => new Types.ObjectId(value);
      assert.deepEqual(found?.ownerId, id(row.ownerId));
      assert.deepEqual(found?.ids, row.ids.map(id));
      assert.deepEqual(found?.by, row.by);
      assert.deepEqual(
        found?.targets,
        row.targets.map(({ ownerId }) => ({ ownerId: id(ownerId) })),
      );
      assert.deepEqual(found?.decided, { accountId: id(row.decided?.accountId ?? '') });
      assert.deepEqual(found?.fields, row.fields);
    }
  });

  it('are strings in whatever is read', async () => {
    const row = example();
    await model().insertMany([row], { lean: true });
    const { _id, ownerId } = row;
    const { bytes: _, ...rest } = row;
    const same = (found: Row | null | undefined) => {
      const { bytes: read, ...others } = found ?? assert.fail();
      assert.deepEqual(others, rest);
      assert.ok(read);
    };
    same(await model().findOne({ ownerId }).lean<Row>());
    same(
      (
        await model()
          .find({ ids: { $in: row.ids } })
          .lean<Row[]>()
      )[0],
    );
    same(await model().findById(_id).lean<Row>());
    same(
      await model()
        .findOneAndUpdate({ _id }, { $set: { at: row.at } })
        .lean<Row>(),
    );
    for await (const found of model()
      .find({ 'decided.accountId': row.decided?.accountId ?? '' })
      .lean<Row[]>()
      .cursor()) {
      same(found);
    }
    assert.deepEqual(await model().exists({ _id }), { _id });
    assert.deepEqual(await model().distinct('ownerId', { _id }), [ownerId]);
    const match = { ownerId: { $in: [ownerId, newId()] }, 'targets.ownerId': row.targets[0]?.ownerId };
    const pipeline = [{ $match: match }, { $group: { _id: '$ownerId', last: { $first: '$$ROOT' } } }];
    const [group] = await model().aggregate<{ _id: string; last: Row }>([...pipeline]);
    assert.equal(group?._id, ownerId);
    same(group?.last);
    for await (const each of model()
      .aggregate<{ _id: string }>([...pipeline])
      .cursor()) {
      assert.equal(idsToStrings(each)._id, ownerId);
    }
    assert.deepEqual(match.ownerId.$in[0], ownerId, 'a condition is left as it was');
    same(await model().findOneAndDelete({ _id }).lean<Row>());
  });

  it('are strings in the row of a document that was just created', async () => {
    const [made] = await model().create([example()]);
    assert.ok(made);
    const { _id, ids, targets } = rowOf<Row>(made);
    assert.equal(typeof _id, 'string');
    assert.ok([...ids, ...targets.map(({ ownerId }) => ownerId)].every((id) => typeof id === 'string'));
  });

  it('of a page go on where a link points to that was made when they were ObjectIds', async () => {
    await model().insertMany([example(), example(), example()]);
    const page = (cursor?: string) =>
      listPage<Row, Row>(model(), { filter: {}, order: [['_id', 1]], limit: 1, cursor }, (row) => row);
    const { items, nextCursor } = await page();
    const link = Buffer.from(EJSON.stringify([new Types.ObjectId(items[0]?._id)])).toString('base64url');
    const next = await page(nextCursor ?? assert.fail());
    assert.notDeepEqual(next.items, items);
    assert.deepEqual((await page(link)).items, next.items);
  });

  it('can not be read as ObjectIds: a read that is not lean fails', async () => {
    await model().create([example()]);
    await assert.rejects(async () => await model().findOne(), /lean/);
    await assert.rejects(async () => await model().find(), /lean/);
  });
});

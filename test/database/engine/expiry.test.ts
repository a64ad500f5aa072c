import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { readQuery, runQuery } from '../../../src/database/embedded/commands/query.ts';
import { Engine } from '../../../src/database/embedded/engine.ts';
import { readIndexSpecification } from '../../../src/database/embedded/index/specification.ts';
import { runMaintenance } from '../../../src/database/embedded/maintenance.ts';
import { insertDocument } from '../../../src/database/embedded/storage/documents.ts';
import { doc, encode, type Plain } from '../../../src/database/embedded/values/document.ts';
import { temporaryFolder } from './support.ts';

const now = Date.UTC(2030, 0, 1);
const ago = (seconds: number) => new Date(now - seconds * 1000);

describe('embedded database: what expires', () => {
  let folder: string;
  let engine: Engine;
  let names = 0;
  beforeEach(async () => {
    folder = await temporaryFolder();
    engine = new Engine(folder);
  });
  afterEach(async () => {
    await engine.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What is left of some documents after one round of maintenance. */
  async function left(index: { [name: string]: Plain }, documents: { [name: string]: Plain }[]): Promise<string[]> {
    const collection = await engine.createCollection('expiry', `c${names++}`);
    engine.catalog.addIndex(collection, readIndexSpecification(doc({ name: 'ttl', ...index })));
    await engine.write((view) => {
      for (const each of documents) insertDocument(view, collection, doc(each), Buffer.from(encode(doc(each))));
    });
    await runMaintenance(engine, now);
    const all = runQuery(engine.store.live, collection, readQuery({ filter: new Map() })).documents;
    return Array.from(all, ({ document }) => String(document.get('_id')));
  }

  for (const direction of [1, -1]) {
    it(`is removed when its date is old enough, in an index with direction ${direction}`, async () => {
      const documents = [
        { _id: 'old', at: ago(61) },
        { _id: 'young', at: ago(59) },
        { _id: 'future', at: ago(-1000) },
        { _id: 'no date', at: 5 },
        { _id: 'missing' },
        { _id: 'some old', at: [ago(100), ago(1)] },
        { _id: 'no old', at: [ago(3), ago(1)] },
        { _id: 'ancient', at: new Date(-8e15) },
      ];
      const kept = await left({ key: { at: direction }, expireAfterSeconds: 60 }, documents);
      assert.deepEqual(kept, ['young', 'future', 'no date', 'missing', 'no old']);
    });
  }

  it('is removed at its date with 0 seconds, and only as far as a partial index goes', async () => {
    const index = { key: { until: 1 }, expireAfterSeconds: 0, partialFilterExpression: { used: true } };
    const documents = [
      { _id: 1, until: ago(1), used: true },
      { _id: 2, until: ago(1), used: false },
      { _id: 3, until: ago(-1), used: true },
    ];
    assert.deepEqual(await left(index, documents), ['2', '3']);
  });

  it('may be thousands of documents', async () => {
    const documents = Array.from({ length: 2500 }, (_, n) => ({ _id: n, at: ago(n < 2400 ? 100 : 1) }));
    assert.equal((await left({ key: { at: 1 }, expireAfterSeconds: 60 }, documents)).length, 100);
  });
});

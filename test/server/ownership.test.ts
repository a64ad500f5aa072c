import assert from 'node:assert/strict';
import type mongoose from 'mongoose';
import { modelsOf } from '../../src/server/models.ts';
import { NOBODYS, ofAccounts, ofOrganization } from '../../src/server/platform/ownership.ts';
import { startWorld, type World } from '../support/world.ts';

const ID = '0'.repeat(24);

/** So that nobody who adds a collection can forget those whose data are in it (ORG-2, ORG-3, ACC-8). */
describe('whose the documents of each collection are', () => {
  let world: World;
  let db: mongoose.Connection;
  before(async () => {
    world = await startWorld();
    db = world.db;
  });
  after(() => world.close());

  it('ORG-3 is known of every collection: an organization’s, an account’s, or nobody’s for a reason', () => {
    for (const model of modelsOf(db)) {
      const name = model.collection.collectionName;
      const isSomebodys = ofOrganization(model, ID) !== null || ofAccounts(model, [ID]) !== null;
      assert.notEqual(isSomebodys, name in NOBODYS, `${name} needs organizationId, accountId, or a reason`);
    }
  });

  it('ORG-3 is known of every collection that the database has', async () => {
    const known = new Set(modelsOf(db).map(({ collection }) => collection.collectionName));
    const unknown = ((await db.db?.collections()) ?? [])
      .map(({ collectionName }) => collectionName)
      // A job names things by their ids, and goes when it is done.
      .filter((name) => !known.has(name) && name !== 'jobs');
    assert.deepEqual(unknown, []);
  });

  it('ORG-3 ACC-8 is found by an index, however many others there are', () => {
    const missing = modelsOf(db).flatMap((model) => {
      const paths = ['organizationId', 'accountId'].filter((path) => model.schema.path(path));
      const first = model.schema
        .indexes()
        .filter(([, options]) => !options.partialFilterExpression)
        .map(([keys]) => Object.keys(keys)[0]);
      const ownIndex = paths.filter((path) => model.schema.path(path).options.unique === true);
      const lacking = paths.filter((path) => !first.includes(path) && !ownIndex.includes(path));
      return lacking.map((path) => `${model.collection.collectionName} has no index that begins with ${path}`);
    });
    assert.deepEqual(missing, []);
  });
});

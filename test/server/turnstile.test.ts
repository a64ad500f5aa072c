import assert from 'node:assert/strict';
import type { Connection } from 'mongoose';
import { connectDatabase } from '../../src/database/consistency.ts';
import { subscriptionModel } from '../../src/server/core/seats/model.ts';
import type { Services } from '../../src/server/platform/services.ts';
import { withTransaction } from '../../src/server/platform/transaction.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

describe('transactions that want the same', () => {
  let world: World;
  let organizationId: string;
  let connections: Connection[];

  before(async function () {
    this.timeout(60_000);
    world = await startWorld();
    const administrator = await foundOrganization(world);
    const { organization } = await administrator.get<{ organization: { id: string } }>('/session');
    organizationId = organization.id;
    // What processes share is the database alone, so each connection stands for one.
    connections = await Promise.all([1, 2, 3].map(() => connectDatabase(world.databaseUri)));
  });
  after(async () => {
    await Promise.all(connections.map((connection) => connection.close()));
    await world.close();
  });

  /** Has each of the connections take so many seats, 16 at once; how often it was tried. */
  async function tryAll(among: readonly Connection[], each: number): Promise<number> {
    let attempts = 0;
    const take = (services: Services) =>
      withTransaction(
        services,
        async (tx) => {
          attempts += 1;
          const seats = subscriptionModel(tx.db);
          await seats.updateOne({ organizationId }, { $inc: { free: -1 } }, { session: tx.transaction });
          await seats.findOne({ organizationId }).session(tx.transaction).lean();
        },
        organizationId,
      );
    const workers = among.flatMap((db) => {
      let left = each;
      const services = { ...world.services, db };
      return Array.from({ length: 16 }, async () => {
        while (left-- > 0) await take(services);
      });
    });
    const before = await free();
    await Promise.all(workers);
    assert.equal(await free(), before - among.length * each, 'each was done once');
    return attempts;
  }

  const free = async () => (await subscriptionModel(world.db).findOne({ organizationId }).lean())?.free ?? 0;

  it('MEM-10 of one process run one after another, and none is lost', async () => {
    assert.equal(await tryAll(connections.slice(0, 1), 64), 64);
  });

  it('MEM-10 of three processes take turns: at most a fifth more is tried than is done', async () => {
    const attempts = await tryAll(connections, 64);
    assert.ok(attempts <= 1.2 * 3 * 64, `${attempts} for ${3 * 64}`);
  });
});

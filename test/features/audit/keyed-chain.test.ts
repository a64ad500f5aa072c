import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { Types } from 'mongoose';
import { type AuditRow, auditModel } from '../../../src/server/core/audit/model.ts';
import { FIRST_HASH, hashEntry } from '../../../src/server/core/audit/rules.ts';
import { sealOrganization } from '../../../src/server/core/audit/sealer.ts';
import * as audit from '../../../src/server/core/audit/service.ts';
import { type ChainReport, verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import { createSecrets } from '../../../src/server/platform/secrets.ts';
import type { Services } from '../../../src/server/platform/services.ts';
import { withTransaction } from '../../../src/server/platform/transaction.ts';
import { rotateSecrets } from '../../../src/server/rotate-secrets.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('the keyed chain, against whoever owns the database', () => {
  let world: World;
  let organizationId: string;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  /** An organization of its own, with a chain of four. */
  beforeEach(async () => {
    for (const name of ['audit-heads', 'audit-entries']) await world.db.collection(name).deleteMany({});
    organizationId = new Types.ObjectId().toHexString();
    await withTransaction(world.services, (tx) => audit.begin(tx, organizationId));
    await append('one', 'two', 'three', 'four');
  });

  async function append(...labels: string[]): Promise<void> {
    await write(world.services, labels);
    await world.services.sealer.settled(organizationId);
  }
  const write = (services: Services, labels: readonly string[]) =>
    withTransaction(services, (tx) =>
      audit.recordAll(
        tx,
        labels.map((label) => ({
          organizationId,
          actor: null,
          action: 'record.update' as const,
          target: { kind: 'leads', id: label, label },
        })),
      ),
    );
  const verified = async (secrets = world.services.secrets): Promise<ChainReport> => {
    for await (const report of verifyChains({ db: world.db, secrets })) return report;
    return assert.fail('there is no chain');
  };
  const broken = async () => (await verified()).broken;
  const entries = () => world.db.collection('audit-entries');
  const head = { find: async () => world.db.collection('audit-heads').findOne({}), set: setHead };
  async function setHead(change: object): Promise<void> {
    await world.db.collection('audit-heads').updateOne({}, change);
  }

  /** Computes all hashes anew, as anybody can who has read the source. */
  async function recompute(): Promise<void> {
    let previousHash: string = FIRST_HASH;
    let sequence = 0;
    for (const row of (await auditModel(world.db)
      .find({ organizationId })
      .sort({ sequence: 1 })
      .lean()) as AuditRow[]) {
      const link = { sequence: ++sequence, previousHash };
      previousHash = hashEntry(audit.chained(row, link));
      await entries().updateOne({ _id: new Types.ObjectId(row._id) }, { $set: { ...link, hash: previousHash } });
    }
    await head.set({ $set: { sequence, hash: previousHash } });
  }
  const stripKeys = () => entries().updateMany({}, { $unset: { proof: 1 } });

  it('AUD-3 an entry that is rewritten, with every hash after it, is told', async () => {
    await entries().updateOne({ sequence: 2 }, { $set: { action: 'record.create' } });
    await recompute();
    assert.deepEqual(await broken(), { sequence: 2, reason: 'unproved' });
    for await (const report of verifyChains({ db: world.db })) assert.equal(report.broken, null, 'hashes alone do not');
  });

  it('AUD-3 an entry that is taken out, with every hash after it made anew, is told', async () => {
    await entries().deleteOne({ sequence: 2 });
    await recompute();
    assert.deepEqual(await broken(), { sequence: 2, reason: 'unproved' });
  });

  it('AUD-3 entries that pretend to be older than keys are told, also when the chain goes on', async () => {
    await entries().updateOne({ sequence: 2 }, { $set: { action: 'record.create' } });
    await stripKeys();
    await recompute();
    assert.deepEqual(await broken(), { sequence: 1, reason: 'unproved' });
    await append('five');
    assert.deepEqual(await broken(), { sequence: 1, reason: 'unproved' });
  });

  it('AUD-3 a chain that was cut off behind an entry is told, also when it goes on', async () => {
    const [kept] = await entries().find({ sequence: 2 }).toArray();
    await entries().deleteMany({ sequence: { $gt: 2 } } as object);
    await head.set({ $set: { sequence: 2, hash: kept?.hash } });
    assert.deepEqual(await broken(), { sequence: 3, reason: 'moved_end' });
    await append('five', 'six');
    assert.deepEqual(await broken(), { sequence: 3, reason: 'moved_end' });
    await head.set({ $set: { unconfirmed: [] } });
    assert.equal((await broken())?.reason, 'moved_end', 'the end proves that nothing was struck off it');
  });

  it('AUD-3 an entry that Foyer has not written is not sealed, and told', async () => {
    const [genuine] = await entries().find({ sequence: 2 }).toArray();
    const _id = new Types.ObjectId();
    const unsealed = { sequence: _id.toHexString(), previousHash: '', hash: '' };
    await entries().insertOne({ ...genuine, ...unsealed, _id });
    await append('five');
    assert.deepEqual(await broken(), { sequence: 6, reason: 'planted' });
    assert.equal((await verified()).entries, 5);
  });

  it('AUD-3 a chain without an end is named', async () => {
    await world.db.collection('audit-heads').deleteMany({});
    const report = await verified();
    assert.deepEqual([report.organizationId, report.head], [organizationId, null]);
    assert.ok(report.broken);
  });

  it('AUD-3 a chain that is older than keys holds, goes on with them, and can be rewritten no more', async () => {
    await stripKeys();
    await head.set({ $unset: { proof: 1, unkeyed: 1, unconfirmed: 1, sealer: 1, sealerUntil: 1 } });
    assert.deepEqual(await verified().then((report) => [report.broken, report.unkeyed]), [null, 4]);
    await world.services.sealer.wakeAll();
    assert.ok((await head.find())?.proof, 'it has a key before anything is added');
    await append('five');
    assert.deepEqual(await verified().then((report) => [report.broken, report.unkeyed]), [null, 4]);

    await entries().updateOne({ sequence: 2 }, { $set: { action: 'record.create' } });
    await recompute();
    assert.deepEqual(await broken(), { sequence: 5, reason: 'unproved' });
  });

  it('AUD-3 after a rotation of SECRETS_KEY the former key is not needed any more', async () => {
    const [former = ''] = (world.env.SECRETS_KEY ?? '').split(',');
    const fresh = randomBytes(32).toString('base64');
    const [both, only] = [createSecrets([fresh, former]), createSecrets([fresh])];
    assert.equal((await verified(only)).broken?.reason, 'unproved');
    // While processes are started anew, one that has not got the key yet puts entries behind another's.
    await write({ ...world.services, secrets: both, sealer: { ...world.services.sealer, wake: () => undefined } }, [
      'five',
    ]);
    await sealOrganization({ ...world.services, secrets: both }, organizationId, 'new');
    await append('six');
    assert.equal((await verified(both)).broken, null);
    await rotateSecrets({ db: world.db, secrets: both });
    assert.deepEqual(await verified(only).then((report) => [report.broken, report.entries]), [null, 6]);
    await world.db.collection('audit-keys').deleteMany({});
  });
});

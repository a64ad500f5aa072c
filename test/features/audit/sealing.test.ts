import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Types } from 'mongoose';
import { erasePeople } from '../../../src/server/core/audit/erase-people.ts';
import { sealOrganization } from '../../../src/server/core/audit/sealer.ts';
import * as audit from '../../../src/server/core/audit/service.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { type ChainReport, verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import type { Organization } from '../../../src/server/features/organizations/schemas.ts';
import { after as later, MINUTE } from '../../../src/server/platform/clock.ts';
import type { Services } from '../../../src/server/platform/services.ts';
import { withTransaction } from '../../../src/server/platform/transaction.ts';
import type { Client } from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';
import { auditCrashRound } from './crash/campaign.ts';

describe('sealing the audit trail', () => {
  let world: World;
  let administrator: Client;
  let organizationId: string;
  /** A process that writes and dies before it seals. */
  let dying: Services;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
    organizationId = (await administrator.get<Organization>('/organization')).id;
    const asleep = { wake: () => undefined, wakeAll: async () => undefined, settled: async () => undefined };
    dying = { ...world.services, sealer: asleep };
  });
  beforeEach(() => world.services.sealer.wakeAll());
  after(() => world.close());

  const entries = () => world.db.collection('audit-entries');
  const nora = { account: { id: 'c'.repeat(24), loginId: 'nora@aldervale.example' }, address: null };
  const write = (count: number, ids: readonly string[] = [organizationId], services = dying) =>
    withTransaction(services, (tx) =>
      audit.recordAll(
        tx,
        ids.flatMap((organizationId) =>
          Array.from({ length: count }, (_, n) => ({
            organizationId,
            actor: nora,
            action: 'record.update' as const,
            target: { kind: 'leads', id: `${n}`, label: 'Lead' },
          })),
        ),
      ),
    );
  const verified = async (): Promise<ChainReport> => {
    for await (const report of verifyChains({ db: world.db }))
      if (report.organizationId === organizationId) return report;
    return assert.fail('there is no chain');
  };
  const head = () => world.db.collection('audit-heads').findOne({ _id: new Types.ObjectId(organizationId) });
  const changeHead = (set: object) =>
    world.db.collection('audit-heads').updateOne({ _id: new Types.ObjectId(organizationId) }, { $set: set });

  it('AUD-1 what a dead process has left unsealed is counted, shown and exported, and sealed by the next one', async () => {
    const before = await verified();
    await write(3);
    const { broken, unsealed, entries: sealed } = await verified();
    assert.deepEqual([broken, unsealed?.entries, sealed], [null, 3, before.entries]);
    assert.ok(Math.abs(Date.now() - (unsealed?.since.getTime() ?? 0)) < MINUTE);

    const trail = await administrator.get<{ items: AuditEntry[]; nextCursor: string }>('/audit?limit=2');
    assert.deepEqual(
      trail.items.map(({ sequence, hash, action }) => [sequence, hash, action]),
      [
        [0, '', 'record.update'],
        [0, '', 'record.update'],
      ],
    );
    const { items } = await administrator.get<{ items: AuditEntry[] }>(`/audit?limit=2&cursor=${trail.nextCursor}`);
    assert.deepEqual(
      items.map(({ sequence }) => sequence),
      [0, before.entries],
    );
    const { text } = await administrator.call('GET', '/audit.csv?action=record.update');
    assert.equal(text.match(/,record\.update,/g)?.length, 3);

    await world.services.sealer.wakeAll();
    const whole = await verified();
    assert.deepEqual([whole.broken, whole.unsealed], [null, null]);
    assert.equal(whole.entries, before.entries + 4, 'with the entry of the export');
  });

  it('AUD-1, MEM-8 somebody is erased from entries that are not sealed yet, and their chain holds', async () => {
    await write(2);
    const person = { accountId: nora.account.id, ids: [], texts: [nora.account.loginId] };
    await withTransaction(dying, (tx) => erasePeople(tx, { actor: null, organizationId }, [person]));
    assert.equal(await entries().countDocuments({ 'actor.loginId': nora.account.loginId }), 0);
    await world.services.sealer.wakeAll();
    const { broken, unsealed } = await verified();
    assert.deepEqual([broken, unsealed], [null, null]);
  });

  it('AUD-1 many sealers at once, who take the chain from each other, seal every entry once', async () => {
    const before = await verified();
    await Promise.all(Array.from({ length: 12 }, () => write(100)));
    // To each of these, the lease of everybody before has run out.
    const racing = [0, 1, 2, 3].map(async (hours) => {
      const clock = { now: () => later(new Date(), hours * 60 * MINUTE) };
      await sealOrganization({ ...world.services, clock }, organizationId, `sealer ${hours}`);
    });
    await Promise.all([...racing, write(100), write(100, [organizationId], world.services)]);
    await world.services.sealer.wakeAll();
    await eventually(async () => {
      const { broken, unsealed, entries: count } = await verified();
      assert.deepEqual([broken, unsealed, count], [null, null, before.entries + 1400]);
    });
    assert.equal((await head())?.sealer, null);
  }).timeout(60_000);

  it('AUD-1 a chain that another process seals is left to it, and taken over once its lease has run out', async () => {
    await write(1);
    await changeHead({ sealer: 'another', sealerUntil: later(new Date(), MINUTE) });
    await world.services.sealer.wakeAll();
    assert.equal((await verified()).unsealed?.entries, 1);
    await changeHead({ sealerUntil: later(new Date(), -1) });
    await world.services.sealer.wakeAll();
    assert.equal((await verified()).unsealed, null);
  });

  it('AUD-1 entries of several organizations are written by one command', async () => {
    const other = 'd'.repeat(24);
    await withTransaction(dying, (tx) => audit.begin(tx, other));
    await write(2, [organizationId, other]);
    await world.services.sealer.wakeAll();
    const reports: ChainReport[] = [];
    for await (const report of verifyChains({ db: world.db })) reports.push(report);
    assert.deepEqual(reports.find((report) => report.organizationId === other)?.entries, 2);
    assert.ok(reports.every(({ broken, unsealed }) => broken === null && unsealed === null));
  });

  it('ORG-3 what was written while its organization was closed is swept away', async () => {
    const closed = 'e'.repeat(24);
    await write(2, [closed], world.services);
    await eventually(async () => {
      assert.equal(await entries().countDocuments({ organizationId: new Types.ObjectId(closed) }), 0);
    });
  });

  it('AUD-1 a Foyer that is killed again and again loses no entry and seals none twice', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'foyer-crash-'));
    const acknowledged = new Set<string>();
    for (let round = 0; round < 3; round++) {
      await auditCrashRound({ folder, round, changes: 40, dies: 'both' }, acknowledged);
    }
    await rm(folder, { recursive: true, force: true });
  }).timeout(120_000);
});

import assert from 'node:assert/strict';
import { syncDirectory } from '../../../src/server/core/directory-sync/sync-directory.ts';
import type { DirectoryPage } from '../../../src/server/features/directory/schemas.ts';
import type { Client } from '../../support/client.ts';
import { at, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('directory: the mirror', () => {
  let world: World;
  let admin: Client;
  let organization: { id: string; tenantId: string };
  const ahead = { ms: 0 };

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 450, clock: { now: () => new Date(Date.now() + ahead.ms) } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    const { id } = await admin.get<{ id: string }>('/organization');
    organization = { id, tenantId: world.person('administrator').tenantId };
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const find = (search: string) => admin.get<DirectoryPage>(`/directory/users?search=${encodeURIComponent(search)}`);
  const sync = () => syncDirectory(world.services, organization);
  const rows = () => world.db.collection('directory-users').countDocuments();
  const state = async () => (await admin.get<DirectoryPage>('/directory/users?limit=1')).sync;

  it('INV-1 holds everybody once after the first reading, though pages repeat people', async () => {
    const page = await admin.get<DirectoryPage>('/directory/users?limit=1');
    assert.equal(page.total, 450);
    assert.equal(await rows(), 450);
    assert.ok(page.sync.usersRead >= 450);
    assert.ok(page.sync.finishedAt);
  });

  it('INV-1 follows what changed: names, titles, who is disabled, deleted or restored', async () => {
    const [renamed, promoted, disabled, gone] = [employee(0), employee(1), employee(2), employee(3)];
    await world.changePerson(renamed.id, {
      userPrincipalName: 'siobhan.kelly@aldervale.example',
      displayName: 'S. Kelly',
    });
    await world.changePerson(promoted.id, { jobTitle: 'Directeur général' });
    await world.changePerson(disabled.id, { accountEnabled: false });
    await world.changePerson(gone.id, { deleted: true });
    await admin.post('/directory/sync');
    await eventually(async () => assert.equal((await find('kelly')).total, 1));
    assert.equal(only((await find('siobhan.kelly')).items).fullName, 'S. Kelly');
    assert.equal((await find('oconnell')).items.filter(({ objectId }) => objectId === renamed.id).length, 0);
    assert.equal(only((await find('directeur general')).items).objectId, promoted.id);
    await eventually(async () => assert.equal((await state()).status, 'done'));
    assert.equal(only((await find(disabled.userPrincipalName)).items).standing, 'disabled');
    assert.equal((await find(gone.userPrincipalName)).total, 0);
    assert.equal(await rows(), 449);
    await world.changePerson(gone.id, { deleted: false });
    await sync();
    assert.equal((await find(gone.userPrincipalName)).total, 1);
  });

  it('INV-1 reads only what changed since, and replays change nothing', async () => {
    await world.changePerson(employee(4).id, { jobTitle: 'Archivist' });
    await world.fault({ kind: 'delta-replay', times: 1 });
    await sync();
    assert.ok((await state()).usersRead < 450);
    assert.equal(await rows(), 450);
    assert.equal(only((await find('archivist')).items).objectId, employee(4).id);
    await sync();
    assert.equal((await state()).usersRead, 0);
  });

  it('INV-1 starts over when Graph forgot the link, and sweeps away whom it no longer has', async () => {
    const users = world.db.collection('directory-users');
    const { _id, ...somebody } = (await users.findOne()) ?? {};
    await users.insertOne({
      ...somebody,
      objectId: 'long-gone',
      loginId: 'long.gone@aldervale.example',
      fullName: 'Long Gone',
      nameKey: 'long gone',
      words: ['long', 'gone'],
    });
    await world.db.collection('directory-syncs').updateMany({}, { $inc: { version: 1 } });
    assert.equal((await find('long gone')).total, 1);
    await world.fault({ kind: 'delta-expired', times: 1 });
    await sync();
    assert.equal((await state()).status, 'done');
    assert.equal((await find('long gone')).total, 0);
    assert.equal(await rows(), 450);
    assert.ok((await state()).usersRead >= 450);
  });

  it('INV-1 a reading that is cut off goes on behind its last page', async () => {
    await world.db.collection('directory-syncs').updateMany({}, { $set: { link: null } });
    await world.fault({ kind: 'throttle', retryAfter: 500, match: 'skiptoken', times: 1 });
    await sync();
    assert.equal((await state()).status, 'failed');
    const cutOff = (await state()).usersRead;
    assert.ok(cutOff > 0 && cutOff < 450);
    assert.equal((await admin.get<DirectoryPage>('/directory/users')).total, 450);
    await world.clearFaults();
    await sync();
    const { status, usersRead } = await state();
    assert.equal(status, 'done');
    // Beginning again would have counted the first pages twice.
    assert.ok(usersRead >= 450 && usersRead < 450 + cutOff);
    assert.equal(await rows(), 450);
  });

  it('INV-1 of several at once one works; a dead one is taken over', async () => {
    await Promise.all([sync(), sync(), sync()]);
    assert.equal((await state()).status, 'done');
    const syncs = world.db.collection('directory-syncs');
    await syncs.updateMany({}, { $set: { status: 'running', runId: 'dead', heartbeatAt: new Date() } });
    await sync();
    assert.equal((await state()).status, 'running');
    ahead.ms = 10 * 60_000;
    await sync();
    assert.equal((await state()).status, 'done');
    assert.equal(await rows(), 450);
  });
});

import assert from 'node:assert/strict';
import { syncDirectory } from '../../../src/server/core/directory-sync/sync-directory.ts';
import type { DirectoryPage } from '../../../src/server/features/directory/schemas.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, at, only, syncedDirectory } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('directory: what Graph answers now and then', () => {
  let world: World;
  let admin: Client;
  let organization: { id: string; tenantId: string };
  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 250 });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    const { id } = await admin.get<{ id: string }>('/organization');
    organization = { id, tenantId: world.person('administrator').tenantId };
  });
  after(() => world.close());
  afterEach(() => world.clearFaults());

  const sync = () => syncDirectory(world.services, organization);
  const find = async ({ id, userPrincipalName }: SandboxPerson) => {
    const search = encodeURIComponent(userPrincipalName);
    const { items } = await admin.get<DirectoryPage>(`/directory/users?search=${search}`);
    return items.find(({ objectId }) => objectId === id);
  };
  const state = async () => (await admin.get<DirectoryPage>('/directory/users?limit=1')).sync;
  const employee = (index: number) => at(world.people('employee'), index);
  let title = 0;
  /** Changes something of somebody; returns what. */
  async function promote({ id }: SandboxPerson): Promise<string> {
    const jobTitle = `Title ${++title}`;
    await world.changePerson(id, { jobTitle });
    return jobTitle;
  }

  /** How many calls the faults in force have struck. */
  async function struck(): Promise<number> {
    const response = await fetch(`${world.sandbox.origin}/sandbox/faults`);
    const faults = (await response.json()) as { struck: number }[];
    return faults.reduce((sum, fault) => sum + fault.struck, 0);
  }

  for (const [status, code] of [
    [410, 'syncStateNotFound'],
    [410, 'resyncRequired'],
    [400, 'syncStateNotFound'],
    [400, 'resyncRequired'],
    [400, 'syncStateInvalid'],
    [400, 'Directory_ExpiredPageToken'],
    [400, 'Request_BadRequest'],
    [400, 'BadRequest'],
    [404, 'Request_ResourceNotFound'],
    [422, 'somethingNew'],
  ] as const) {
    it(`K19 a link refused with ${status} ${code} begins a reading of everybody, in the same run`, async () => {
      const jobTitle = await promote(employee(0));
      await world.fault({ kind: 'delta-expired', status, code, times: 1 });
      await sync();
      const { status: done, usersRead } = await state();
      assert.equal(done, 'done');
      assert.ok(usersRead >= 250);
      assert.equal((await find(employee(0)))?.jobTitle, jobTitle);
      await sync();
      assert.equal((await state()).usersRead, 0);
    });
  }

  it('K19 so does a next link in the middle of one, and a link that is none', async () => {
    const syncs = world.db.collection('directory-syncs');
    for (const [link, fault] of [
      [null, { kind: 'delta-expired', status: 400, code: 'Directory_ExpiredPageToken', match: 'skiptoken', times: 1 }],
      ['nonsense', null],
      ['https://example.com/v1.0/users/delta?$deltatoken=x', null],
      ['https://graph.microsoft.com/v1.0/users/delta?$deltatoken=made-up', null],
      ['https://graph.microsoft.com/v1.0/users/delta?$skiptoken=made-up', null],
    ] as const) {
      const jobTitle = await promote(employee(1));
      await syncs.updateMany({}, { $set: { link } });
      if (fault) await world.fault(fault);
      await sync();
      assert.equal((await state()).status, 'done', link ?? 'null');
      assert.equal((await find(employee(1)))?.jobTitle, jobTitle);
    }
  });

  it('K19 a reading of everybody that is refused from its first request on has failed, and does not go round', async () => {
    await world.fault({ kind: 'error', status: 400, code: 'resyncRequired', match: '/users/delta' });
    await sync();
    assert.equal((await state()).status, 'failed');
    assert.equal(await struck(), 2);
    await sync();
    assert.equal(await struck(), 3);
    const jobTitle = await promote(employee(2));
    await world.clearFaults();
    await sync();
    assert.equal((await state()).status, 'done');
    assert.equal((await find(employee(2)))?.jobTitle, jobTitle);
  });

  it('K19 what is no matter of the link leaves it for the next time', async () => {
    const jobTitle = await promote(employee(2));
    for (const fault of [{ status: 500 }, { status: 403, code: 'Authorization_RequestDenied' }]) {
      await world.fault({ kind: 'error', match: '/users/delta', ...fault });
      await sync();
      assert.equal((await state()).status, 'failed');
      await world.clearFaults();
    }
    await sync();
    const { status, usersRead } = await state();
    assert.deepEqual([status, usersRead], ['done', 1]);
    assert.equal((await find(employee(2)))?.jobTitle, jobTitle);
  });

  for (const shape of ['id-only', 'no-id', 'no-login', 'wrong-types', 'too-long', 'no-object'] as const) {
    it(`K19 somebody of whom Graph tells nonsense (${shape}) is left out and counted, and the others come`, async () => {
      const [odd, fine] = [employee(3), employee(4)];
      const before = await find(odd);
      await promote(odd);
      const jobTitle = await promote(fine);
      world.logLines.length = 0;
      await world.fault({ kind: 'odd-user', person: odd.id, shape });
      await sync();
      const { status, leftOut } = await state();
      assert.deepEqual([status, leftOut], ['done', 1]);
      assert.equal((await find(fine))?.jobTitle, jobTitle);
      assert.deepEqual(await find(odd), before);
      const line = only(world.logLines.filter((each) => each.includes('left out')));
      assert.equal(line.includes(odd.id), shape !== 'no-id' && shape !== 'no-object');
      assert.ok(!line.includes(odd.userPrincipalName) && !line.includes(odd.displayName));
      assert.match((await admin.call('GET', '/metrics')).text, /^foyer_directory_left_out 1$/m);
      // As long as nobody says who it is, it takes a reading of everybody to know that nobody is missing.
      await world.clearFaults();
      await world.db.collection('directory-syncs').updateMany({}, { $set: { link: null } });
      await sync();
      assert.equal((await state()).leftOut, 0);
      assert.match((await find(odd))?.jobTitle ?? '', /^Title/);
    });
  }

  it('K19 somebody who is told of properly again is no longer missing', async () => {
    await promote(employee(3));
    await world.fault({ kind: 'odd-user', person: employee(3).id, times: 1 });
    await sync();
    assert.equal((await state()).leftOut, 1);
    await sync();
    assert.equal((await state()).leftOut, 1);
    const jobTitle = await promote(employee(3));
    await sync();
    assert.equal((await state()).leftOut, 0);
    assert.equal((await find(employee(3)))?.jobTitle, jobTitle);
  });

  it('K19 somebody without a name goes by the login ID', async () => {
    await promote(employee(5));
    await world.fault({ kind: 'odd-user', person: employee(5).id, shape: 'null-name', times: 1 });
    await sync();
    assert.equal((await state()).leftOut, 0);
    assert.equal((await find(employee(5)))?.fullName, employee(5).userPrincipalName);
  });

  it('K19 a member who is left out stays as they were, also when everybody is read anew; but disabled is disabled', async () => {
    const odd = employee(6);
    const client = await addMember(world, admin, odd);
    await world.fault({ kind: 'odd-user', person: odd.id });
    await world.fault({ kind: 'delta-expired', times: 1 });
    await sync();
    assert.equal((await state()).status, 'done');
    assert.equal((await find(odd))?.standing, 'member');
    assert.equal((await client.call('GET', '/session')).status, 200);
    await world.clearFaults();
    await world.changePerson(odd.id, { accountEnabled: false });
    await world.fault({ kind: 'odd-user', person: odd.id, shape: 'state-only' });
    await sync();
    assert.equal((await state()).leftOut, 1);
    assert.equal((await find(odd))?.isEnabled, false);
    expectProblem(await client.call('GET', '/session'), 'microsoft_account_unavailable', 401);
  });
});

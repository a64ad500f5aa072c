import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { verifyChains } from '../../../src/server/features/audit/verify-chain.ts';
import type { Member, MembersResponse } from '../../../src/server/features/members/schemas.ts';
import type { Organization } from '../../../src/server/features/organizations/schemas.ts';
import type { Transfer } from '../../../src/server/features/record-transfers/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, ask, at, builtIn, invite, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { fill, memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('members: delete', () => {
  let world: World;
  let admin: Client;
  let organizationId: string;
  let people: SandboxPerson[];

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    organizationId = (await admin.get<Organization>('/organization')).id;
    people = world.people('employee');
  });
  after(() => world.close());

  const deactivate = (...ids: string[]) => admin.post('/members/deactivate', { ids });
  const tryToDelete = (id: string) => admin.call('DELETE', `/members/${id}`);

  it('MEM-8 refuses an active member, and one who owns records, until they are handed over', async () => {
    const client = await makeMember(world, at(people, 0));
    const id = await memberId(client);
    expectProblem(await tryToDelete(id), 'member_active', 409);
    await fill(world, organizationId, id, { tasks: 1 });
    await deactivate(id);
    expectProblem(await tryToDelete(id), 'records_owned', 409);
    const self = await memberId(admin);

    const { results } = await admin.post<MembersResponse>('/members/delete', { ids: [id, self], atomic: false });

    assert.deepEqual(
      results.map(({ code }) => code),
      ['records_owned', 'member_active'],
    );
    const body = { ids: [id, self] };
    const { errors } = expectProblem(await admin.call('POST', '/members/delete', { body }), 'records_owned', 409);
    assert.deepEqual(
      errors?.map(({ field }) => field),
      [`members.${id}`, `members.${self}`],
    );
    await admin.post('/records/transfers', { fromMemberId: id, to: { all: self } });
    await eventually(async () => assert.equal((await tryToDelete(id)).status, 204));
    expectProblem(await tryToDelete(id), 'not_found', 404);
  });

  it('MEM-8 erases whatever names the person; history says so, counts and chain stay, others stay whole', async () => {
    const person = at(people, 1);
    const login = person.userPrincipalName.toLowerCase();
    // They asked to join, were let in with the right to manage users, invited and approved others, owned and changed records.
    const client = await world.signIn(login);
    const request = await ask(client, 'I am new here');
    await admin.post(`/join-requests/${request.id}/approve`, { profileId: await builtIn(admin, 'administrator') });
    const id = await memberId(client);
    const lead = await client.post<{ id: string }>('/records/leads', { name: 'Something' });
    const [asker, invitee] = [at(people, 2), at(people, 3)];
    const theirs = await ask(await world.signIn(asker.userPrincipalName));
    await client.post(`/join-requests/${theirs.id}/approve`, {});
    await invite(client, invitee);
    await invite(client, at(people, 4));
    await acceptMine(await world.signIn(at(people, 4).userPrincipalName));
    await handOver(client, await memberId(admin), id);
    await deactivate(id);
    await handOver(admin, id, await memberId(admin));
    await eventually(async () => {
      assert.equal(await world.db.collection('outbox').countDocuments({ status: 'queued' }), 0);
      assert.match(JSON.stringify(await world.mailbox(login)), /deactivated|désactivé/);
    });
    const before = await everything();
    assert.ok(before.some((document) => names(document, person)));

    await admin.delete(`/members/${id}`);

    const left = (await everything()).filter((document) => names(document, person));
    // What Microsoft says of its own people stays as long as they are there.
    assert.deepEqual(
      left.map(({ collection }) => collection),
      ['directory-users'],
    );
    assert.doesNotMatch(JSON.stringify(await everything()), /i am new here/);
    for (const other of [asker, invitee, at(people, 4)]) {
      const count = (documents: Document[]) => documents.filter((document) => names(document, other)).length;
      assert.equal(count(await everything()), count(before), other.userPrincipalName);
    }
    expectProblem(await admin.call('GET', `/members/${id}`), 'not_found', 404);
    const requests =
      await admin.get<Page<{ id: string; fullName: string; decidedBy: { fullName: string } }>>('/join-requests');
    assert.equal(requests.items.find((each) => each.id === request.id)?.fullName, 'Deleted user');
    assert.equal(requests.items.find((each) => each.id === theirs.id)?.decidedBy.fullName, 'Deleted user');
    const invitations =
      await admin.get<Page<{ loginId: string; status: string; invitedBy: { fullName: string } }>>('/invitations');
    assert.deepEqual(invitations.items.map(({ status, invitedBy }) => [status, invitedBy.fullName]).slice(0, 2), [
      ['accepted', 'Deleted user'],
      ['pending', 'Ingrid Halvorsen'],
    ]);
    const { items } = await admin.get<Page<{ kind: string; by: string | null }>>(`/records/leads/${lead.id}/timeline`);
    assert.equal(items.find(({ kind }) => kind === 'created')?.by, null);
    for await (const report of verifyChains({ db: world.db })) assert.equal(report.broken, null);
    const trail = (await admin.get<Page<AuditEntry>>('/audit?limit=200')).items;
    const deletion = trail.find(({ action }) => action === 'member.delete' && id);
    assert.deepEqual(deletion?.target, { kind: 'member', id, label: null });
    const approval = trail.find(({ target }) => target.id === theirs.id && target.kind === 'join-request');
    assert.ok(approval && approval.target.label !== null);
    assert.equal(trail.find(({ action }) => action === 'record.create')?.actor.loginId, null);
  });

  it('MEM-8 the login ID can be invited anew, and its person begins from nothing', async () => {
    const person = at(people, 5);
    const old = await memberId(await makeMember(world, person));
    await deactivate(old);
    await admin.delete(`/members/${old}`);
    const again = await world.signIn(person.userPrincipalName);
    const session = await again.get<Session>('/session');
    assert.deepEqual([session.standing, session.joinRequest], ['outsider', null]);
    await invite(admin, person);
    await acceptMine(again);
    assert.notEqual(await memberId(again), old);
  });

  it('MEM-8 deletes many in one call, and needs manageUsers', async () => {
    const clients = [await makeMember(world, at(people, 6)), await makeMember(world, at(people, 7))];
    const ids = await Promise.all(clients.map(memberId));
    const stranger = await makeMember(world, at(people, 8));
    await deactivate(...ids);
    for (const [method, path] of [
      ['DELETE', `/members/${ids[0]}`],
      ['POST', '/members/delete'],
    ] as const) {
      const answer = await stranger.call(method, path, method === 'POST' ? { body: { ids } } : {});
      expectProblem(answer, 'permission_required', 403);
    }
    const { results } = await admin.post<MembersResponse>('/members/delete', { ids });
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['done', 'done'],
    );
    const { total } = await admin.get<Page<Member>>('/members?status=inactive');
    assert.equal(total, 0);
  });

  it("MEM-8 a neighbour's member answers 404 and stays", async () => {
    const id = await memberId(await makeMember(world, at(people, 9)));
    await deactivate(id);
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    expectProblem(await vera.call('DELETE', `/members/${id}`), 'not_found', 404);
    expectProblem(await vera.call('POST', '/members/delete', { body: { ids: [id] } }), 'not_found', 404);
    assert.equal(only((await admin.get<Page<Member>>('/members?status=inactive')).items).id, id);
  });

  async function handOver(client: Client, fromMemberId: string, to: string): Promise<void> {
    const { id } = await client.post<Transfer>('/records/transfers', { fromMemberId, to: { all: to } });
    await eventually(async () => {
      assert.equal((await client.get<Transfer>(`/records/transfers/${id}`)).status, 'done');
    });
  }

  interface Document {
    collection: string;
    text: string;
  }

  /** Every document of the database. */
  async function everything(): Promise<Document[]> {
    const collections = (await world.db.db?.collections()) ?? [];
    const documents = await Promise.all(
      collections.map(async (each) =>
        (await each.find().toArray()).map((document) => ({
          collection: each.collectionName,
          text: JSON.stringify(document).toLowerCase(),
        })),
      ),
    );
    return documents.flat();
  }

  function names({ text }: Document, { userPrincipalName, displayName, id }: SandboxPerson): boolean {
    return (
      [userPrincipalName, displayName].some((name) => text.includes(name.toLowerCase())) && !text.includes(`x${id}`)
    );
  }
});

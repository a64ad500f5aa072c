import assert from 'node:assert/strict';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { addApprover, ask, at, syncedDirectory, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('races at the door', () => {
  let world: World;
  let admin: Client;

  before(async function () {
    this.timeout(120_000);
    world = await startWorld({ env: { SEATS_AT_START: '100' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
  });
  after(() => world.close());

  const several = (count: number) => Array.from({ length: count }, () => world.somebody());

  it('MEM-10 16 approvals and acceptances at once for 5 seats make exactly 5 members', async () => {
    const asking = several(8);
    const invited = several(8);
    const requests: JoinRequest[] = [];
    for (const { userPrincipalName } of asking) requests.push(await ask(await world.signIn(userPrincipalName)));
    await admin.post('/invitations', { objectIds: invited.map(({ id }) => id) });
    const clients: Client[] = [];
    for (const { userPrincipalName } of invited) clients.push(await world.signIn(userPrincipalName));
    const body = { termsVersion: await termsVersion(admin) };
    const { seats } = await admin.get<Subscription>('/subscription');
    await admin.patch('/subscription', { seats: seats.used + 5 });

    const answers: Answer[] = await Promise.all([
      ...requests.map(({ id }) => admin.call('POST', `/join-requests/${id}/approve`, { body: {} })),
      ...clients.map((client) => client.call('POST', '/invitations/mine/accept', { body })),
    ]);

    const refused = answers.filter(({ status }) => status >= 300);
    for (const answer of refused) expectProblem(answer, 'seats_exhausted', 409);
    assert.equal(refused.length, 11);
    const after = (await admin.get<Subscription>('/subscription')).seats;
    assert.deepEqual(after, { bought: seats.used + 5, used: seats.used + 5, free: 0 });
    const members = await admin.get<Page<Member>>('/members?status=active&limit=200');
    assert.equal(members.total, after.used);
    const pending = await admin.get<Page<JoinRequest>>('/join-requests?status=pending&limit=200');
    const open = await admin.get<Page<unknown>>('/invitations?status=pending&limit=200');
    assert.equal(pending.total + open.total, 11);
  }).timeout(120_000);

  it('JOIN-5 12 approvals at once of one request, by three people, make one member and send one mail', async () => {
    await admin.patch('/subscription', { seats: 100 });
    const approvers = [admin];
    for (const person of several(2)) approvers.push(await addApprover(world, admin, person));
    const person = world.somebody();
    const { id } = await ask(await world.signIn(person.userPrincipalName));
    const before = (await admin.get<Subscription>('/subscription')).seats.used;

    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, n) =>
        at(approvers, n % approvers.length).call('POST', `/join-requests/${id}/approve`),
      ),
    );

    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    for (const answer of answers.filter(({ status }) => status !== 200)) {
      const problem = expectProblem(answer, 'already_decided', 409);
      assert.ok(problem.decidedBy && problem.decidedAt);
    }
    assert.equal((await admin.get<Subscription>('/subscription')).seats.used, before + 1);
    const found = await admin.get<Page<Member>>('/members?limit=200');
    assert.equal(found.items.filter(({ objectId }) => objectId === person.id).length, 1);
    await eventually(async () => {
      assert.equal(await world.db.collection('outbox').countDocuments({ status: 'queued' }), 0);
    });
    assert.equal((await world.mailbox(person.userPrincipalName)).length, 1);
  }).timeout(120_000);

  it('MEM-10 accepting one invitation from ten browsers at once takes one seat', async () => {
    const person = world.somebody();
    await admin.post('/invitations', { objectIds: [person.id] });
    const clients = await Promise.all(Array.from({ length: 10 }, () => world.signIn(person.userPrincipalName)));
    const before = (await admin.get<Subscription>('/subscription')).seats.used;
    const body = { termsVersion: await termsVersion(admin) };
    const answers = await Promise.all(
      clients.map((client) => client.call('POST', '/invitations/mine/accept', { body })),
    );
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
    assert.ok(answers.every(({ status }) => status === 204 || status === 409));
    assert.equal((await admin.get<Subscription>('/subscription')).seats.used, before + 1);
  }).timeout(120_000);

  it('JOIN-5 approving and declining at once has one outcome and one mail', async () => {
    const person = world.somebody();
    const { id } = await ask(await world.signIn(person.userPrincipalName));
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        admin.call('POST', `/join-requests/${id}/${n % 2 ? 'approve' : 'decline'}`, { body: {} }),
      ),
    );
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    await eventually(async () => assert.equal((await world.mailbox(person.userPrincipalName)).length, 1));
  }).timeout(120_000);

  it('MEM-10 buying fewer seats while people come in never leaves fewer than are used', async () => {
    const joining = several(8);
    await admin.post('/invitations', { objectIds: joining.map(({ id }) => id) });
    const clients = await Promise.all(joining.map(({ userPrincipalName }) => world.signIn(userPrincipalName)));
    const { used } = (await admin.get<Subscription>('/subscription')).seats;
    const body = { termsVersion: await termsVersion(admin) };
    await Promise.all([
      ...clients.map((client) => client.call('POST', '/invitations/mine/accept', { body })),
      ...[used, used + 1, used + 2].map((seats) => admin.call('PATCH', '/subscription', { body: { seats } })),
    ]);
    const { seats } = await admin.get<Subscription>('/subscription');
    assert.ok(seats.free >= 0);
    assert.equal(seats.used, (await admin.get<Page<Member>>('/members?status=active')).total);
  }).timeout(120_000);
});

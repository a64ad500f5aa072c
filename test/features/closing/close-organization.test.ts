import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { closings } from '../../../src/server/features/closing/finish-closing.ts';
import type { OrganizationClosing } from '../../../src/server/features/closing/schemas.ts';
import { MINUTE } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addMember, ask, at, invite, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { madeExport } from '../../support/exports.ts';
import { backedUp, leaveMailbox } from '../../support/mailboxes.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, movableClock } from '../../support/passwords.ts';
import { everythingOf, tracesIn, tracesInFiles } from '../../support/traces.ts';
import { startWorld, type World } from '../../support/world.ts';

const NAME = 'Alder & Vale';

/** What a MongoDB keeps in its files is its own affair. */
const isEmbedded = !process.env.MONGODB_URI;

describe('closing an organization', () => {
  const clock = movableClock();
  let world: World;
  let administrator: Client;
  let neighbour: Client;
  let organizationId: string;
  let neighbourId: string;
  before(async function () {
    this.timeout(120_000);
    world = await startWorld({ clock, env: { SEATS_AT_START: '20' } });
    administrator = await foundOrganization(world, NAME);
    neighbour = await world.signIn('vera.lindqvist@northquay.example');
    await neighbour.post('/organization', { name: 'North Quay' });
    await Promise.all([syncedDirectory(administrator), syncedDirectory(neighbour)]);
    await neighbour.post('/records/leads', { name: 'Solveig Nordahl' });
    organizationId = await idOf(administrator);
    neighbourId = await idOf(neighbour);
  });
  after(() => world.close());

  const idOf = async (client: Client) => (await client.get<Session>('/session')).organization?.id ?? '';
  const close = (client: Client, name = NAME) => client.call('POST', '/organization/close', { body: { name } });
  const again = () => world.signIn(world.person('administrator').userPrincipalName);
  const documents = async () => [...(await everythingOf(world.db, organizationId)).keys()].sort();

  it('ORG-3 is refused without manageOrganization, with another name, and long after the sign-in; nothing changes', async () => {
    const person = at(world.people('employee'), 0);
    const member = await addMember(world, administrator, person);
    const before = await documents();
    for (const client of [member]) {
      expectProblem(await close(client), 'permission_required', 403);
      expectProblem(await client.call('GET', '/organization/closing'), 'permission_required', 403);
    }
    for (const wrong of ['', 'alder & vale', 'Alder', 'North Quay']) {
      expectProblem(await close(administrator, wrong), 'name_mismatch', 409);
    }
    const stale = await again();
    clock.advance(10 * MINUTE);
    expectProblem(await close(stale), 'sign_in_again', 403);
    const unasked = world.browser();
    await unasked.post('/session', { token: await world.hostToken(world.person('administrator').userPrincipalName) });
    expectProblem(await close(unasked), 'sign_in_again', 403);
    expectProblem(await stale.call('POST', '/organization/close', { body: {} }), 'validation_failed', 400);
    const added = (await documents()).filter((document) => !before.includes(document));
    assert.ok(
      added.every((document) => document.startsWith('audit-entries/')),
      added.join(),
    );
    const { items } = await stale.get<{ items: { outcome: string; code: string }[] }>(
      '/audit?action=organization.close',
    );
    assert.deepEqual(new Set(items.map(({ outcome }) => outcome)), new Set(['refused']));
    assert.ok(items.some(({ code }) => code === 'name_mismatch') && items.some(({ code }) => code === 'sign_in_again'));
  }).timeout(60_000);

  it('ORG-3 says what is lost', async () => {
    const client = await again();
    await client.post('/records/contacts', { lastName: 'Zetterberg' });
    await makeMember(world, world.somebody());
    await invite(client, world.somebody());
    const members = (await client.get<{ total: number }>('/members')).total;
    const lost = await client.get<OrganizationClosing>('/organization/closing');
    const { mustSignInAgain, signedInWith, auditEntries, ...counts } = lost;
    assert.equal(signedInWith, 'microsoft');
    assert.deepEqual(counts, { name: NAME, members, invitations: 1, joinRequests: 0, records: 1 });
    assert.ok(auditEntries > 5);
    assert.equal(mustSignInAgain, false);
  });

  it("ORG-3 takes everything at once, for good, of everybody in it, and nothing of a neighbour's", async () => {
    const client = await again();
    const lotte = external('lotte');
    const withPassword = await addExternal(world, client, lotte);
    const people = world.people('employee');
    const [member, joining, asking] = [at(people, 2), at(people, 3), at(people, 4)];
    const { memberId } = await leaveMailbox(world, client, at(people, 6));
    await client.post('/records/contacts', { lastName: 'Trade', emails: ['news@tradeweekly.example'] });
    await backedUp(client, memberId);
    assert.ok((await world.db.collection('mail-sources.chunks').countDocuments()) > 0);
    const inside = await addMember(world, client, member);
    await inside.post('/records/deals', { name: 'Quarrington Mill' });
    await invite(client, joining);
    const late = await world.signIn(joining.userPrincipalName);
    const stranger = await world.signIn(asking.userPrincipalName);
    await ask(stranger, 'Please let me in, says Quill');
    await client.post('/organization/export');
    await madeExport(client, 'organization');
    const names = [member, joining, asking, world.person('administrator')].map((each) => each.userPrincipalName);
    const accountIds = await Promise.all(
      [client, inside, withPassword, late, stranger].map(
        async (each) => (await each.get<Session>('/session')).account.id,
      ),
    );
    const theirs = await everythingOf(world.db, neighbourId);
    if (isEmbedded) assert.ok((await tracesInFiles(world.dataDir, ['Quarrington'])).length > 0);

    // Somebody joins, somebody else closes it too, at the same moment.
    const rival = await again();
    const [first, second] = await Promise.all([close(client), close(rival), acceptMine(late).catch(() => undefined)]);
    const loser = first.status === 204 ? second : first;
    assert.deepEqual([first.status, second.status].filter((status) => status === 204).length, 1, loser.text);
    assert.ok([401, 403, 404].includes(loser.status), loser.text);

    const words = [
      NAME,
      organizationId,
      ...names,
      ...accountIds,
      lotte.loginId,
      lotte.fullName,
      'Quarrington',
      'Quill',
    ];
    assert.deepEqual(await tracesIn(world.db, words, ['closings']), []);
    for (const each of [client, rival, inside, withPassword, late, stranger]) {
      expectProblem(await each.call('GET', '/session'), 'session_required', 401);
    }
    await eventually(async () => assert.equal(await world.db.collection('closings').countDocuments(), 0), 60_000);
    assert.deepEqual(await tracesIn(world.db, words), []);
    assert.deepEqual(await tracesInFiles(world.dataDir, words), []);
    assert.deepEqual(await everythingOf(world.db, neighbourId), theirs);
    assert.equal(await world.db.collection('mail-sources.chunks').countDocuments(), 0);
    assert.equal((await neighbour.get<{ items: unknown[] }>('/records/leads')).items.length, 1);
  }).timeout(180_000);

  it('ORG-3 leaves the tenant free to begin anew, with nothing of before', async () => {
    await close(await again());
    const client = await foundOrganization(world, 'Alder Anew');
    const { organization, member } = await client.get<Session>('/session');
    assert.notEqual(organization?.id, organizationId);
    assert.equal(member?.profile.name, 'Administrator');
    assert.equal((await client.get<{ total: number }>('/members')).total, 1);
    assert.equal((await client.get<{ total: number }>('/audit')).total, 1);
  });

  it('ORG-3 goes on after the process died in the middle', async () => {
    const client = await again();
    await syncedDirectory(client);
    await addMember(world, client, at(world.people('employee'), 5));
    const id = await idOf(client);
    const tenantId = (await world.db.collection('organizations').findOne({ _id: new Types.ObjectId(id) }))?.tenantId;
    // What the first transaction leaves when nothing comes after it.
    const now = clock.now();
    const closing = { closedId: new Types.ObjectId(id), tenantId, createdAt: now, heartbeatAt: now };
    await world.db.collection('closings').insertOne(closing);
    await world.db.collection('organizations').deleteOne({ _id: new Types.ObjectId(id) });
    await world.db.collection('audit-heads').deleteOne({ _id: new Types.ObjectId(id) } as object);
    await closings.resume(world.services);
    assert.ok((await everythingOf(world.db, id)).size > 5, 'a closing that somebody works at is left alone');
    clock.advance(2 * MINUTE);
    await closings.resume(world.services);
    await eventually(async () => {
      assert.equal(await world.db.collection('closings').countDocuments(), 0);
    }, 60_000);
    assert.deepEqual(await tracesIn(world.db, [id, 'Alder Anew']), []);
    assert.equal((await everythingOf(world.db, neighbourId)).size > 5, true);
  }).timeout(120_000);
});

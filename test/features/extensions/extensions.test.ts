import assert from 'node:assert/strict';
import type { Profile } from '../../../src/server/core/profiles/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Extension } from '../../../src/server/features/extensions/schemas.ts';
import type { MemberDetails } from '../../../src/server/features/members/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, builtIn } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';
import {
  activate,
  activations,
  availablePeople,
  holders,
  licence,
  license,
  tryToActivate,
  working,
} from './support.ts';

describe('extensions', () => {
  let world: World;
  let admin: Client;
  let adminId: string;
  let people: Awaited<ReturnType<typeof availablePeople>>;
  const clients: Client[] = [];
  const ids: string[] = [];
  let next = 0;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ people: 80, env: { SEATS_AT_START: '30' } });
    admin = await foundOrganization(world);
    adminId = await memberId(admin);
    people = await availablePeople(admin);
    for (let n = 0; n < 5; n++) await someone();
  });
  after(() => world.close());

  /** By user, five bought, activated for nobody; switched on by no profile. */
  beforeEach(async () => {
    await license(admin, { mail: { mode: 'user', bought: 30 } });
    for (const { id, extensions } of (await admin.get<Page<Profile>>('/profiles')).items) {
      if (extensions.length > 0) await admin.patch(`/profiles/${id}`, { extensions: [] });
    }
    await activate(admin, 'mail', []);
    await license(admin, { mail: { bought: 5 } });
  });

  /** A new member; the first ones are known to all tests. */
  async function someone(profileId?: string): Promise<{ client: Client; id: string }> {
    const client = await makeMember(world, at(people, next++), profileId);
    const id = await memberId(client);
    clients.push(client);
    ids.push(id);
    return { client, id };
  }

  const entries = async (action: string) => (await admin.get<Page<AuditEntry>>(`/audit?action=${action}`)).items;

  it('SUB-1 a new organization has a licence of every extension for every seat, and nobody is activated', async () => {
    const { items } = await admin.get<Page<Extension>>('/extensions');
    const { abilities, ...outlook } = at(items, 1);
    const nobody = { used: 0, free: 30, switchedOn: 0, revision: 0 };
    assert.deepEqual(outlook, { key: 'outlook', mode: 'user', bought: 30, ...nobody });
    assert.deepEqual(abilities, { activate: true });
    assert.deepEqual(await activations(admin, 'outlook'), { ids: [], revision: 0 });
  });

  it('EXT-1 by user, an extension works for a member only after activation, from the next call on', async () => {
    const [first, second] = [at(clients, 0), at(clients, 1)];
    assert.deepEqual(await working(first), []);
    const { revision } = await activations(admin, 'mail');

    const saved = await activate(admin, 'mail', [at(ids, 0)], revision);

    assert.deepEqual(saved.ids, [at(ids, 0)]);
    assert.ok(saved.revision > revision);
    assert.deepEqual([await working(first), await working(second)], [['mail'], []]);
    assert.deepEqual((await admin.get<MemberDetails>(`/members/${at(ids, 0)}`)).extensions, ['mail']);
    const { used, free } = await licence(admin, 'mail');
    assert.deepEqual([used, free], [1, 4]);
    const entry = at(await entries('extension.activate'), 0);
    assert.deepEqual(
      [entry.target.kind, entry.target.id, entry.details],
      ['member', at(ids, 0), { extension: 'mail' }],
    );

    await activate(admin, 'mail', [at(ids, 1)]);
    assert.deepEqual([await working(first), await working(second)], [[], ['mail']]);
    assert.equal(at(await entries('extension.release'), 0).target.id, at(ids, 0));
  });

  it('EXT-1 saving what is so already changes nothing and says nothing', async () => {
    const { revision } = await activate(admin, 'mail', ids.slice(0, 2));
    const before = await entries('extension.activate');
    assert.equal((await activate(admin, 'mail', [...ids.slice(0, 2), at(ids, 0)])).revision, revision);
    assert.equal((await entries('extension.activate')).length, before.length);
    assert.equal((await licence(admin, 'mail')).used, 2);
  });

  it('EXT-1 never more than bought: all or nothing, with how many are missing', async () => {
    await activate(admin, 'mail', [at(ids, 0)]);
    await license(admin, { mail: { bought: 2 } });
    const before = await activations(admin, 'mail');

    const problem = expectProblem(await tryToActivate(admin, 'mail', ids.slice(1, 5)), 'extension_exhausted', 409);

    assert.deepEqual([problem.extension, problem.wanted, problem.bought, problem.missing], ['mail', 4, 2, 2]);
    assert.deepEqual(await activations(admin, 'mail'), before);
    const refused = at(await entries('extension.activate'), 0);
    assert.deepEqual([refused.outcome, refused.code], ['refused', 'extension_exhausted']);
    // Others instead of those who have it: as many as were bought fit.
    assert.deepEqual((await activate(admin, 'mail', ids.slice(2, 4))).ids.toSorted(), ids.slice(2, 4).toSorted());
    assert.equal((await licence(admin, 'mail')).free, 0);
  });

  it('EXT-1 an inactive or unknown member among them: nothing is saved', async () => {
    const { id } = await someone();
    await admin.post('/members/deactivate', { ids: [id] });
    const before = await activate(admin, 'mail', [at(ids, 0)]);
    const wishes = [
      [[at(ids, 1), id], 'extension_member_inactive', 409],
      [[at(ids, 1), 'f'.repeat(24)], 'not_found', 404],
      [[id, 'f'.repeat(24)], 'not_found', 404],
      [[at(ids, 1), 'me'], 'validation_failed', 400],
    ] as const;
    for (const [wish, code, status] of wishes) expectProblem(await tryToActivate(admin, 'mail', wish), code, status);
    assert.deepEqual(await activations(admin, 'mail'), before);
  });

  it('EXT-1 an edit that began before somebody else saved does not overwrite it', async () => {
    const { revision } = await activations(admin, 'mail');
    const other = await activate(admin, 'mail', [at(ids, 0)], revision);
    expectProblem(await tryToActivate(admin, 'mail', [at(ids, 1)], revision), 'extension_changed', 409);
    assert.deepEqual(await activations(admin, 'mail'), other);
    await license(admin, { mail: { mode: 'profile' } });
    await license(admin, { mail: { mode: 'user' } });
    expectProblem(await tryToActivate(admin, 'mail', [at(ids, 1)], other.revision), 'extension_changed', 409);
  });

  it('EXT-1 lists the active members by name, with search, filter and pages', async () => {
    await activate(admin, 'mail', [at(ids, 0), at(ids, 2)]);
    const all = await holders(admin, 'mail');
    assert.ok(all.total >= 6 && all.items.length === all.total);
    const names = all.items.map(({ fullName }) => fullName);
    const paged: string[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page = await holders(admin, 'mail', `?limit=2${cursor && `&cursor=${cursor}`}`);
      paged.push(...page.items.map(({ fullName }) => fullName));
      cursor = page.nextCursor;
    }
    assert.deepEqual(paged, names);
    const having = await holders(admin, 'mail', '?activated=true');
    assert.deepEqual(having.items.map(({ id }) => id).toSorted(), [at(ids, 0), at(ids, 2)].toSorted());
    assert.ok(having.items.every(({ activated }) => activated));
    const lacking = await holders(admin, 'mail', '?activated=false');
    assert.equal(lacking.total, all.total - 2);
    const found = await holders(admin, 'mail', '?search=ingrid');
    assert.deepEqual(
      found.items.map(({ id, activated, profile }) => [id, activated, profile.name]),
      [[adminId, false, 'Administrator']],
    );
    expectProblem(await admin.call('GET', '/extensions/mail/members?cursor=x'), 'invalid_cursor', 400);
    expectProblem(await admin.call('GET', '/extensions/mail/members?activated=maybe'), 'validation_failed', 400);
    expectProblem(await admin.call('GET', '/extensions/calendar/members'), 'validation_failed', 400);
  });

  it('EXT-1 only manageSubscription activates; manageUsers sees it, all others see nothing', async () => {
    const profile = async (name: string, permissions: string[]) =>
      (await admin.post<{ id: string }>('/profiles', { name, permissions })).id;
    const { client: buyer } = await someone(await profile('Buyer', ['manageSubscription']));
    const { client: manager } = await someone(await profile('Manager', ['manageUsers']));
    assert.deepEqual((await activate(buyer, 'mail', [at(ids, 0)])).ids, [at(ids, 0)]);
    assert.equal((await licence(manager, 'mail')).abilities.activate, false);
    assert.equal((await holders(manager, 'mail', '?activated=true')).total, 1);
    expectProblem(await tryToActivate(manager, 'mail', []), 'permission_required', 403);
    const body = { extensions: { mail: { bought: 9 } } };
    expectProblem(await manager.call('PATCH', '/subscription', { body }), 'permission_required', 403);
    const standard = at(clients, 0);
    for (const path of ['/extensions', '/extensions/mail/members', '/extensions/mail/activations']) {
      expectProblem(await standard.call('GET', path), 'permission_required', 403);
    }
    expectProblem(await tryToActivate(standard, 'mail', ids.slice(0, 1)), 'permission_required', 403);
    assert.equal((await licence(admin, 'mail')).used, 1);
  });

  it('EXT-2 by profile, the switch of a profile turns it on and off for everybody who has it', async () => {
    const standard = await builtIn(admin, 'standard');
    await license(admin, { mail: { mode: 'profile' } });
    const [first] = clients;
    assert.ok(first);
    assert.deepEqual(await working(first), []);
    await admin.patch(`/profiles/${standard}`, { extensions: ['mail'] });
    assert.deepEqual([await working(first), await working(admin)], [['mail'], []]);
    const { used, switchedOn, bought, free } = await licence(admin, 'mail');
    const having = await holders(admin, 'mail', '?activated=true');
    assert.ok(having.items.every(({ profile, activated }) => profile.id === standard && activated));
    assert.deepEqual([used, switchedOn, bought], [having.total, having.total, 5]);
    assert.equal(free, Math.max(0, 5 - used));
    const others = await holders(admin, 'mail', '?activated=false');
    assert.ok(others.items.every(({ profile, activated }) => profile.id !== standard && !activated));
    await admin.patch(`/profiles/${standard}`, { extensions: [] });
    assert.deepEqual(await working(first), []);
    assert.equal((await licence(admin, 'mail')).used, 0);
  });

  it('EXT-2 by profile nobody is activated one by one', async () => {
    await license(admin, { mail: { mode: 'profile' } });
    assert.equal((await licence(admin, 'mail')).abilities.activate, false);
    const problem = expectProblem(await tryToActivate(admin, 'mail', ids.slice(0, 1)), 'extension_by_profile', 409);
    assert.equal(problem.extension, 'mail');
    assert.deepEqual((await activations(admin, 'mail')).ids, []);
  });

  it('EXT-2 by user, the switch of a profile changes nothing', async () => {
    const standard = await builtIn(admin, 'standard');
    await admin.patch(`/profiles/${standard}`, { extensions: ['mail'] });
    assert.deepEqual(await working(at(clients, 0)), []);
    const { used, switchedOn } = await licence(admin, 'mail');
    assert.ok(used === 0 && switchedOn > 0);
  });

  it('EXT-1 EXT-2 from profile to user nobody loses it; the other way round only the switches count', async () => {
    const { id: few } = await admin.post<{ id: string }>('/profiles', { name: 'Few', extensions: ['mail'] });
    const [one, two] = [await someone(few), await someone(few)];
    await activate(admin, 'mail', [at(ids, 0)]);

    await license(admin, { mail: { mode: 'profile' } });
    assert.deepEqual([await working(at(clients, 0)), await working(one.client)], [[], ['mail']]);
    assert.equal((await licence(admin, 'mail')).used, 2);

    await license(admin, { mail: { mode: 'user' } });
    assert.deepEqual((await activations(admin, 'mail')).ids.toSorted(), [one.id, two.id].toSorted());
    const { used, free } = await licence(admin, 'mail');
    assert.deepEqual([used, free], [2, 3]);
    assert.deepEqual([await working(at(clients, 0)), await working(one.client)], [[], ['mail']]);
    const changes = await entries('extension.update');
    assert.deepEqual(at(changes, 0).details, {
      before: { mode: 'profile', bought: 5 },
      after: { mode: 'user', bought: 5 },
    });
  });

  it('EXT-1 from profile to user needs as many licences as the profiles switch on', async () => {
    const standard = await builtIn(admin, 'standard');
    await license(admin, { mail: { mode: 'profile', bought: 1 } });
    await admin.patch(`/profiles/${standard}`, { extensions: ['mail'] });
    const { switchedOn } = await licence(admin, 'mail');
    const body = { extensions: { mail: { mode: 'user' } } };
    const problem = expectProblem(await admin.call('PATCH', '/subscription', { body }), 'extension_below_use', 409);
    assert.deepEqual([problem.extension, problem.used], ['mail', switchedOn]);
    assert.equal((await licence(admin, 'mail')).mode, 'profile');
    await license(admin, { mail: { mode: 'user', bought: switchedOn } });
    assert.equal((await licence(admin, 'mail')).free, 0);
  });

  it('MEM-2 MEM-7 EXT-3 deactivation frees the licences, and reactivation does not give them back', async () => {
    const { client, id } = await someone();
    await activate(admin, 'mail', [id]);
    await activate(admin, 'outlook', [id]);
    assert.deepEqual(await working(client), ['mail', 'outlook']);
    const before = await activations(admin, 'mail');

    await admin.post('/members/deactivate', { ids: [id] });

    assert.deepEqual((await activations(admin, 'mail')).ids, []);
    const { used, free } = await licence(admin, 'mail');
    assert.deepEqual([used, free], [0, 5]);
    assert.equal((await licence(admin, 'outlook')).used, 0);
    assert.deepEqual((await admin.get<MemberDetails>(`/members/${id}`)).extensions, []);
    expectProblem(await tryToActivate(admin, 'mail', [id], before.revision), 'extension_changed', 409);
    assert.equal((await holders(admin, 'mail')).items.filter((each) => each.id === id).length, 0);

    await admin.post('/members/reactivate', { ids: [id] });
    assert.deepEqual((await admin.get<MemberDetails>(`/members/${id}`)).extensions, []);
    assert.equal((await licence(admin, 'mail')).used, 0);
  });

  it('EXT-3 by profile, whoever is deactivated uses no licence, and comes back with what the profile switches on', async () => {
    const { id: profileId } = await admin.post<{ id: string }>('/profiles', { name: 'Mailers', extensions: ['mail'] });
    await license(admin, { mail: { mode: 'profile' } });
    const before = (await licence(admin, 'mail')).used;
    const { id } = await someone(profileId);
    assert.equal((await licence(admin, 'mail')).used, before + 1);
    await admin.post('/members/deactivate', { ids: [id] });
    assert.equal((await licence(admin, 'mail')).used, before);
    await admin.post('/members/reactivate', { ids: [id] });
    assert.deepEqual((await admin.get<MemberDetails>(`/members/${id}`)).extensions, ['mail']);
  });

  it('EXT-3 without activation the calls of an extension answer extension_inactive, from the next one on', async () => {
    const client = at(clients, 0);
    const calls = [
      ['mail', '/mail/providers?address=a@aldervale.example'],
      ['outlook', '/records/by-address?address=a@aldervale.example'],
    ] as const;
    for (const [key, path] of calls) {
      await activate(admin, key, []);
      const problem = expectProblem(await client.call('GET', path), 'extension_inactive', 403);
      assert.equal(problem.extension, key);
      await activate(admin, key, [at(ids, 0)]);
      assert.equal((await client.call('GET', path)).status, 200);
      await activate(admin, key, []);
      expectProblem(await client.call('GET', path), 'extension_inactive', 403);
    }
  });

  it("EXT-1 a neighbour's member is not found, and what a neighbour has is in no list", async () => {
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'North Quay' });
    await activate(admin, 'mail', [at(ids, 0)]);
    for (const wish of [[at(ids, 0)], [await memberId(vera), at(ids, 0)]]) {
      expectProblem(await tryToActivate(vera, 'mail', wish), 'not_found', 404);
    }
    assert.deepEqual((await activations(vera, 'mail')).ids, []);
    assert.equal((await holders(vera, 'mail')).total, 1);
    await license(vera, { mail: { mode: 'profile' } });
    const { mode, used } = await licence(admin, 'mail');
    assert.deepEqual([mode, used], ['user', 1]);
  });
});

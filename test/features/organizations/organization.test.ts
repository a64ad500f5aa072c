import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Organization } from '../../../src/server/features/organizations/schemas.ts';
import { PERMISSIONS } from '../../../src/server/platform/permissions.ts';
import { expectProblem } from '../../support/client.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('founding an organization', () => {
  let world: World;
  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '7' } });
  });
  after(() => world.close());

  /** Nobody has founded anything yet. */
  beforeEach(async () => {
    for (const name of ['organizations', 'profiles', 'roles', 'subscriptions', 'members']) {
      await world.db.collection(name).deleteMany({});
    }
  });

  it('ORG-1 makes the first person its Administrator, who takes one of its seats', async () => {
    const founder = await world.signIn(world.person('employee').userPrincipalName);
    const wish = { name: ' Alder & Vale ', timeZone: 'Europe/Paris', language: 'fr' };
    const organization = await founder.post<Organization>('/organization', wish);
    assert.equal(organization.name, 'Alder & Vale');
    assert.equal(organization.timeZone, 'Europe/Paris');
    assert.equal(organization.language, 'fr');
    assert.equal(organization.abilities.update, true);

    const session = await founder.get<Session>('/session');
    assert.equal(session.standing, 'member');
    assert.equal(session.member?.profile.name, 'Administrator');
    assert.deepEqual(session.permissions, [...PERMISSIONS]);
    const { seats } = await founder.get<{ seats: object }>('/subscription');
    assert.deepEqual(seats, { bought: 7, used: 1, free: 6 });
  });

  it('ORG-1 is refused for a time zone, a language or a name that there is not, and the field is named', async () => {
    const founder = await world.signIn(world.person('employee').userPrincipalName);
    for (const [field, value] of [
      ['timeZone', 'Mars/Olympus'],
      ['language', 'tlh'],
      ['name', ' '],
    ] as const) {
      const answer = await founder.call('POST', '/organization', { body: { name: 'Alder', [field]: value } });
      const { errors } = expectProblem(answer, 'validation_failed', 400);
      assert.deepEqual(
        errors?.map((each) => each.field),
        [field],
      );
    }
    assert.equal(await world.db.collection('organizations').countDocuments(), 0);
  });

  it('ORG-1 succeeds once when ten try at once', async () => {
    const people = (await (await fetch(`${world.sandbox.origin}/sandbox/people?limit=40`)).json()) as {
      id: string;
      userType: string;
      accountEnabled: boolean;
    }[];
    const candidates = people.filter(({ userType, accountEnabled }) => userType === 'Member' && accountEnabled);
    const founders = await Promise.all(candidates.slice(0, 10).map(({ id }) => world.signIn(id)));
    assert.equal(founders.length, 10);
    const answers = await Promise.all(
      founders.map((founder, index) => founder.call('POST', '/organization', { body: { name: `Try ${index}` } })),
    );
    const winners = answers.filter(({ status }) => status === 201);
    assert.equal(winners.length, 1);
    for (const answer of answers) if (answer.status !== 201) expectProblem(answer, 'already_founded', 409);
    for (const [name, count] of Object.entries({
      organizations: 1,
      profiles: 2,
      roles: 2,
      subscriptions: 1,
      members: 1,
    })) {
      assert.equal(await world.db.collection(name).countDocuments(), count, name);
    }
    const standings = await Promise.all(
      founders.map(async (founder) => (await founder.get<Session>('/session')).standing),
    );
    assert.equal(standings.filter((standing) => standing === 'member').length, 1);
    assert.equal(standings.filter((standing) => standing === 'outsider').length, 9);
  });

  it('ORG-1 is not for guests of the tenant', async () => {
    const guest = await world.signIn(world.person('guest').userPrincipalName);
    expectProblem(await guest.call('POST', '/organization', { body: { name: 'Mine' } }), 'permission_required', 403);
    assert.equal(await world.db.collection('organizations').countDocuments(), 0);
  });

  it('ORG-1 keeps tenants apart: the neighbour founds their own and sees nothing of the other', async () => {
    const founder = await world.signIn(world.person('administrator').userPrincipalName);
    const own = await founder.post<Organization>('/organization', { name: 'Alder & Vale' });
    const neighbour = world.sandbox.sandbox.tenants[1]?.directory
      .personas()
      .find(({ userType }) => userType === 'Member');
    assert.ok(neighbour);
    const stranger = await world.signIn(neighbour.id);
    assert.equal((await stranger.get<Session>('/session')).standing, 'unfounded');
    const other = await stranger.post<Organization>('/organization', { name: 'Northquay' });
    assert.notEqual(other.id, own.id);
    const members = await stranger.get<{ total: number; items: { id: string }[] }>('/members');
    assert.equal(members.total, 1);
    const foreign = (await founder.get<{ items: { id: string }[] }>('/members')).items[0]?.id;
    expectProblem(await stranger.call('GET', `/members/${foreign}`), 'not_found', 404);
  });

  it('JOIN-1 others then see that it exists and who manages it', async () => {
    const founder = await world.signIn(world.person('administrator').userPrincipalName);
    await founder.post('/organization', { name: 'Alder & Vale' });
    const employee = await world.signIn(world.person('employee').userPrincipalName);
    const session = await employee.get<Session>('/session');
    assert.equal(session.standing, 'outsider');
    assert.equal(session.organization?.name, 'Alder & Vale');
    assert.deepEqual(
      session.organization?.managers.map(({ loginId }) => loginId),
      [world.person('administrator').userPrincipalName.toLowerCase()],
    );
    assert.equal(session.tenantName, null);
    expectProblem(await employee.call('GET', '/organization'), 'membership_required', 403);
    expectProblem(await employee.call('POST', '/organization', { body: { name: 'Again' } }), 'already_founded', 409);
  });
});

describe('changing an organization', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it('ORG-1 takes manageOrganization, and a refused attempt is kept', async () => {
    const administrator = await world.signIn(world.person('administrator').userPrincipalName);
    await administrator.post('/organization', { name: 'Alder & Vale' });
    const changed = await administrator.patch<Organization>('/organization', { name: 'Alder', language: 'fr' });
    assert.equal(changed.name, 'Alder');
    assert.equal(changed.language, 'fr');
    assert.equal(changed.timeZone, 'UTC');
    await administrator.patch<Organization>('/organization', { timeZone: 'America/Montreal' });
    const moved = await administrator.get<Organization>('/organization');
    assert.deepEqual([moved.name, moved.language, moved.timeZone], ['Alder', 'fr', 'America/Montreal']);

    const outsider = await world.signIn(world.person('employee').userPrincipalName);
    expectProblem(await outsider.call('PATCH', '/organization', { body: { name: 'X' } }), 'membership_required', 403);

    await world.db.collection('profiles').updateMany({}, { $pull: { permissions: 'manageOrganization' } } as object);
    expectProblem(
      await administrator.call('PATCH', '/organization', { body: { name: 'X' } }),
      'permission_required',
      403,
    );
    assert.equal((await administrator.get<Organization>('/organization')).name, 'Alder');
    assert.equal((await administrator.get<Organization>('/organization')).abilities.update, false);

    const { items } = await administrator.get<{ items: { action: string; outcome: string; code: string }[] }>('/audit');
    assert.deepEqual(
      items.map(({ action, outcome, code }) => [action, outcome, code]),
      [
        ['organization.update', 'refused', 'permission_required'],
        ['organization.update', 'refused', 'membership_required'],
        ['organization.update', 'done', null],
        ['organization.update', 'done', null],
        ['organization.found', 'done', null],
      ],
    );
  });
});

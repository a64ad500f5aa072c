import assert from 'node:assert/strict';
import type { Preferences } from '../../../src/server/core/accounts/schemas.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { OwnAccount } from '../../../src/server/features/accounts/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

const quiet = { general: false, productAnnouncements: false, productUpdates: false };

describe('my account', () => {
  let world: World;
  let administrator: Client;
  let person: SandboxPerson;
  let me: Client;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
    person = at(world.people('employee'), 0);
    me = await makeMember(world, person);
  });
  after(() => world.close());

  const show = () => me.get<OwnAccount>('/account');
  const entries = async (action: string) =>
    (await administrator.get<{ items: AuditEntry[] }>(`/audit?action=${action}`)).items;

  it('ACC-1 a full name changes the parts, for everybody who sees me: session, lists, search and order', async () => {
    const account = await me.patch<OwnAccount>('/account', { fullName: 'Zoë van den Berg' });
    assert.deepEqual([account.firstName, account.lastName], ['Zoë', 'van den Berg']);
    assert.equal((await me.get<Session>('/session')).account.fullName, 'Zoë van den Berg');
    const { items } = await administrator.get<{ items: Member[] }>('/members?search=berg+zoe');
    assert.equal(only(items).fullName, 'Zoë van den Berg');
    const [last] = (await administrator.get<{ items: Member[] }>('/members?sort=-name')).items;
    assert.equal(last?.fullName, 'Zoë van den Berg');
  });

  it('ACC-1 the parts change the full name', async () => {
    await me.patch('/account', { fullName: 'Zoë van den Berg' });
    assert.equal((await me.patch<OwnAccount>('/account', { firstName: 'Ada' })).fullName, 'Ada van den Berg');
    assert.equal((await me.patch<OwnAccount>('/account', { lastName: 'Byron' })).fullName, 'Ada Byron');
    assert.equal((await me.patch<OwnAccount>('/account', { fullName: 'Cher' })).firstName, '');
  });

  it('ACC-1 a name of my own stays, whatever the directory says; until then it follows the directory', async () => {
    await me.patch('/account', { fullName: 'Ada Byron' });
    const other = at(world.people('employee'), 1);
    const colleague = await makeMember(world, other);
    for (const { id } of [person, other]) {
      await world.changePerson(id, { displayName: 'Renamed Person' });
    }
    await world.signIn(person.userPrincipalName);
    await world.signIn(other.userPrincipalName);
    assert.equal((await show()).fullName, 'Ada Byron');
    assert.equal((await colleague.get<OwnAccount>('/account')).fullName, 'Renamed Person');
    const { items } = await administrator.get<{ items: Member[] }>('/members?search=renamed');
    assert.equal(only(items).fullName, 'Renamed Person');
  });

  const wrong: [body: object, field: string, code: string][] = [
    [{}, '', 'nothing_to_change'],
    [{ fullName: '  ' }, 'fullName', 'not_a_name'],
    [{ firstName: '', lastName: ' ' }, 'lastName', 'not_a_name'],
    [{ firstName: 'Grace', fullName: 'Ada Byron' }, 'fullName', 'not_a_name'],
    [{ fullName: 'Ada\nByron' }, 'fullName', 'control_characters'],
    [{ lastName: 'x'.repeat(101) }, 'lastName', 'too_big'],
    [{ loginId: 'other@example.com' }, 'loginId', 'unrecognized_keys'],
    [{ language: 'de' }, 'language', 'invalid_value'],
  ];
  for (const [body, field, code] of wrong) {
    it(`ACC-1 ${JSON.stringify(body).slice(0, 60)} is refused and changes nothing`, async () => {
      const before = await show();
      const { errors } = expectProblem(await me.call('PATCH', '/account', { body }), 'validation_failed', 400);
      const [error] = errors ?? [];
      assert.deepEqual([error?.field, error?.code], [field, code]);
      assert.deepEqual(await show(), before);
    });
  }

  it('AUD-1 a change of name or language is in the trail of the organization, a repetition is not', async () => {
    await me.patch('/account', { fullName: 'Ada Byron', language: 'en' });
    const before = (await entries('account.update')).length;
    await me.patch('/account', { fullName: 'Ada King', language: 'fr' });
    await me.patch('/account', { fullName: 'Ada King', language: 'fr' });
    const all = await entries('account.update');
    assert.equal(all.length, before + 1);
    assert.deepEqual(all[0]?.details, { fullNameBefore: 'Ada Byron', fullName: 'Ada King', language: 'fr' });
    assert.equal((await me.get<Session>('/session')).account.language, 'fr');
  });

  it('ACC-5 preferences begin with nothing asked for, are kept, and reach the pages', async () => {
    const start: Preferences = { dateFormat: null, newsletters: quiet, secureConnection: false };
    assert.deepEqual((await show()).preferences, start);
    const wanted: Preferences = {
      dateFormat: 'dd/mm/yy',
      newsletters: { ...quiet, productUpdates: true },
      secureConnection: false,
    };
    assert.deepEqual((await me.put<OwnAccount>('/account/preferences', wanted)).preferences, wanted);
    assert.equal((await me.get<Session>('/session')).account.dateFormat, 'dd/mm/yy');
    assert.deepEqual(at(await entries('account.set-preferences'), 0).details, { secureConnection: false });
  });

  it('ACC-5 a pattern that is none, half of the preferences, or a field too many is refused', async () => {
    const before = await show();
    const whole = { dateFormat: null, newsletters: quiet, secureConnection: false };
    const attempts = [
      { ...whole, dateFormat: 'hh:mm' },
      { ...whole, dateFormat: '' },
      { ...whole, newsletters: { general: true } },
      { ...whole, colour: 'red' },
      { dateFormat: null },
    ];
    for (const body of attempts) {
      expectProblem(await me.call('PUT', '/account/preferences', { body }), 'validation_failed', 400);
    }
    assert.deepEqual(await show(), before);
  });

  it('ACC-5 preferences change nothing in the data of the organization but its trail', async () => {
    const data = async () => {
      const found: Record<string, unknown[]> = {};
      for (const collection of (await world.db.db?.collections()) ?? []) {
        const documents = await collection.find({ organizationId: { $exists: true } }).toArray();
        if (!/^(audit|jobs|outbox)/.test(collection.collectionName)) found[collection.collectionName] = documents;
      }
      return found;
    };
    const before = await data();
    await me.put('/account/preferences', { dateFormat: 'yyyy-MM-dd', newsletters: quiet, secureConnection: false });
    assert.deepEqual(await data(), before);
  });

  it('is there for somebody who is no member of anything', async () => {
    const outsider = await world.signIn(world.person('guest').userPrincipalName);
    const { fullName } = await outsider.patch<OwnAccount>('/account', { firstName: 'Gil' });
    assert.match(fullName, /^Gil /);
  });

  it('needs somebody who is signed in', async () => {
    for (const [method, path] of [
      ['GET', '/account'],
      ['PATCH', '/account'],
      ['PUT', '/account/preferences'],
    ] as const) {
      expectProblem(await world.browser().call(method, path), 'session_required', 401);
    }
  });
});

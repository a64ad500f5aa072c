import assert from 'node:assert/strict';
import { syncDirectory } from '../../../src/server/core/directory-sync/sync-directory.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { DirectoryPage } from '../../../src/server/features/directory/schemas.ts';
import type { Invitation, InviteResponse } from '../../../src/server/features/invitations/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addMember, at, invite, only, syncedDirectory } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external } from '../../support/passwords.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

/** Somebody who has an account. */
interface Known {
  person: SandboxPerson;
  accountId: string;
}

describe('login IDs that go from one to another', () => {
  let world: World;
  let admin: Client;
  let organization: { id: string; tenantId: string };
  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '80' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    const { id } = await admin.get<{ id: string }>('/organization');
    organization = { id, tenantId: world.person('administrator').tenantId };
  });
  after(() => world.close());

  let round = 0;
  const sync = () => syncDirectory(world.services, organization);
  const loginIdOf = (name: string) => `${name}.${round}@aldervale.example`;
  const make = (name: string) =>
    world.createPerson({ userPrincipalName: loginIdOf(name), displayName: `${name} ${round}` });

  async function known(name: string): Promise<Known> {
    const person = await make(name);
    const { account } = await (await addMember(world, admin, person)).get<Session>('/session');
    return { person, accountId: account.id };
  }

  /** Renames people at once: the first to the second's name, and so on; the last to the first's or, in a chain, anew. */
  async function pass(people: readonly Known[], last: string): Promise<string[]> {
    const names = [...people.slice(1).map(({ person }) => person.userPrincipalName), last];
    const renames = people.map(({ person: { id } }, place) => ({ id, userPrincipalName: at(names, place) }));
    const response = await fetch(`${world.sandbox.origin}/sandbox/people/renames`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(renames),
    });
    assert.equal(response.status, 200, await response.text());
    return names;
  }

  const sessionOf = async ({ person }: Known) => (await world.signIn(person.id)).get<Session>('/session');
  const find = async (search: string) =>
    (await admin.get<DirectoryPage>(`/directory/users?search=${encodeURIComponent(search)}`)).items;

  async function assertEnd(people: readonly Known[], names: readonly string[]): Promise<void> {
    for (const [place, { accountId, person }] of people.entries()) {
      const name = at(names, place);
      const { items } = await admin.get<Page<Member>>(`/members?search=${encodeURIComponent(name)}`);
      const listed = only(items.filter(({ loginId }) => loginId === name));
      assert.equal(listed.fullName, person.displayName);
      assert.equal(only((await find(name)).filter(({ loginId }) => loginId === name)).objectId, person.id);
      const { account, standing } = await sessionOf({ person, accountId });
      assert.deepEqual([account.id, account.loginId, standing], [accountId, name, 'member']);
    }
  }

  const forward = (people: readonly Known[]) => people;
  const backward = (people: readonly Known[]) => people.toReversed();
  for (const [how, order] of [
    ['first to last', forward],
    ['last to first', backward],
  ] as const) {
    for (const [what, size, isRing] of [
      ['two people who swap', 2, true],
      ['a ring of four', 4, true],
      ['a chain of four', 4, false],
    ] as const) {
      beforeEach(() => {
        round += 1;
      });
      const people = async () => {
        const made: Known[] = [];
        for (let place = 0; place < size; place++) made.push(await known(`p${place}`));
        return made;
      };
      const lastOf = (made: readonly Known[]) => (isRing ? at(made, 0).person.userPrincipalName : loginIdOf('new'));

      it(`K18 ${what}: everybody signs in as who they are, ${how}, before the directory is read`, async () => {
        const made = await people();
        const names = await pass(made, lastOf(made));
        for (const each of order(made)) assert.equal((await sessionOf(each)).account.id, each.accountId);
        await sync();
        await assertEnd(made, names);
      });

      it(`K18 ${what}: the accounts follow a reading of the directory that tells of them ${how}`, async () => {
        const made = await people();
        await sync();
        const open = await Promise.all(made.map(({ person }) => world.signIn(person.id)));
        const names = await pass(made, lastOf(made));
        // Said once more, in the other order: the last word on each comes where it was said.
        for (const { person } of order(made)) await world.changePerson(person.id, { jobTitle: `${how} ${round}` });
        await sync();
        for (const [place, client] of open.entries()) {
          assert.equal((await client.get<Session>('/session')).account.loginId, at(names, place));
        }
        await assertEnd(made, names);
      });
    }
  }

  it('K18 all at once: those who swap sign in at the same moment, again and again', async () => {
    round += 1;
    const made = [await known('a'), await known('b'), await known('c')];
    for (let turn = 0; turn < 3; turn++) {
      const names = await pass(made, at(made, 0).person.userPrincipalName);
      const sessions = await Promise.all(made.map(sessionOf));
      assert.deepEqual(
        sessions.map(({ account }) => account.id),
        made.map(({ accountId }) => accountId),
      );
      assert.deepEqual(
        sessions.map(({ account }) => account.loginId),
        names,
      );
      for (const [place, each] of made.entries()) each.person.userPrincipalName = at(names, place);
    }
  });

  it('GONE-5 a name that goes to somebody new is another person’s: the picker and inviting agree, and both get in', async () => {
    round += 1;
    const renamed = await known('old');
    const name = renamed.person.userPrincipalName;
    await sync();
    await world.changePerson(renamed.person.id, { userPrincipalName: loginIdOf('other') });
    const newcomer = await world.createPerson({ userPrincipalName: name, displayName: 'New Comer' });
    // Before the accounts have followed.
    await world.db.collection('directory-syncs').updateMany({}, { $set: { isFollowed: true } });
    await sync();
    await world.db.collection('accounts').updateOne({ loginId: loginIdOf('other') }, { $set: { loginId: name } });
    assert.equal(only((await find(name)).filter(({ loginId }) => loginId === name)).standing, 'available');
    await invite(admin, newcomer);
    assert.equal(only((await find(name)).filter(({ loginId }) => loginId === name)).standing, 'invited');
    const client = await world.signIn(newcomer.id);
    await acceptMine(client);
    assert.notEqual((await client.get<Session>('/session')).account.id, renamed.accountId);
    const { account } = await sessionOf(renamed);
    assert.deepEqual([account.id, account.loginId], [renamed.accountId, loginIdOf('other')]);
  });

  it('GONE-5 nor does somebody new get what a deleted person had: neither account nor invitation nor data', async () => {
    round += 1;
    const gone = await known('gone');
    const name = gone.person.userPrincipalName;
    await sync();
    await world.changePerson(gone.person.id, { deleted: 'permanently' });
    const newcomer = await world.createPerson({ userPrincipalName: name, displayName: 'New Comer' });
    await sync();
    assert.equal(only((await find(name)).filter(({ loginId }) => loginId === name)).standing, 'available');
    const session = await (await world.signIn(newcomer.id)).get<Session>('/session');
    assert.notEqual(session.account.id, gone.accountId);
    assert.deepEqual([session.account.loginId, session.standing], [name, 'outsider']);
    const { items } = await admin.get<Page<Member>>(
      `/members?search=${gone.person.id.replaceAll('-', '').slice(0, 12)}`,
    );
    assert.equal(only(items).loginId, gone.person.id.replaceAll('-', '') + name);
  });

  it('GONE-5 an invitation of somebody under a name that is another’s now makes room for that person’s', async () => {
    round += 1;
    const invited = await make('first');
    const name = invited.userPrincipalName;
    const stale = await invite(admin, invited);
    await world.changePerson(invited.id, { userPrincipalName: loginIdOf('second') });
    const newcomer = await world.createPerson({ userPrincipalName: name, displayName: 'New Comer' });
    await sync();
    const standings = async () =>
      Promise.all(
        [name, loginIdOf('second')].map(
          async (each) => only((await find(each)).filter(({ loginId }) => loginId === each)).standing,
        ),
      );
    assert.deepEqual(await standings(), ['available', 'invited']);
    const { results } = await admin.post<InviteResponse>('/invitations', { objectIds: [newcomer.id, invited.id] });
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['invited', 'invited'],
    );
    assert.deepEqual(await standings(), ['invited', 'invited']);
    const { items } = await admin.get<Page<Invitation>>('/invitations?status=revoked&limit=200');
    assert.ok(items.some(({ id }) => id === stale));
    await acceptMine(await world.signIn(newcomer.id));
    await acceptMine(await world.signIn(invited.id));
  });

  it('INV-5 an invitation by e-mail to a name that was given on is not answered by a session of whoever had it before', async () => {
    round += 1;
    const before = await make('before');
    const name = before.userPrincipalName;
    const stale = await world.signIn(before.id);
    await world.changePerson(before.id, { userPrincipalName: loginIdOf('after') });
    const newcomer = await world.createPerson({ userPrincipalName: name, displayName: 'New Comer' });
    await admin.post('/invitations', { people: [{ loginId: name, fullName: 'New Comer' }] });
    const { termsVersion } = await stale.get<Session>('/session');
    const answer = await stale.call('POST', '/invitations/mine/accept', { body: { termsVersion } });
    expectProblem(answer, 'login_id_mismatch', 409);
    await acceptMine(await world.signIn(newcomer.id));
  });

  it('INV-1 the picker says of everybody what inviting them would answer', async () => {
    round += 1;
    const byMail = external(`mail.${round}`);
    await addExternal(world, admin, { ...byMail, loginId: loginIdOf('mail') });
    const people = {
      member: (await known('member')).person,
      memberByName: await make('mail2'),
      invited: await make('invited'),
      disabled: await make('disabled'),
      memberDisabled: (await known('off')).person,
      free: await make('free'),
    };
    await world.changePerson(people.memberByName.id, { userPrincipalName: loginIdOf('mail') });
    await invite(admin, people.invited);
    await world.changePerson(people.disabled.id, { accountEnabled: false });
    await world.changePerson(people.memberDisabled.id, { accountEnabled: false });
    await sync();
    const answers = { member: 'already_member', invited: 'already_invited', available: 'invited' } as const;
    for (const { id } of Object.values(people)) {
      const [shown] = (await find(`.${round}@`)).filter(({ objectId }) => objectId === id);
      const { results } = await admin.post<InviteResponse>('/invitations', { objectIds: [id] });
      const expected = answers[shown?.standing as keyof typeof answers] ?? 'directory_user_unavailable';
      assert.equal(only(results).outcome, expected, shown?.loginId);
    }
  });

  it('INV-5 a name that a password account has is not taken from it by a renaming', async () => {
    round += 1;
    const owner = { ...external('owner'), loginId: loginIdOf('owner') };
    const browser = await addExternal(world, admin, owner);
    const renamed = await known('renamed');
    await sync();
    await world.changePerson(renamed.person.id, { userPrincipalName: owner.loginId });
    const heir = await world.createPerson({
      userPrincipalName: renamed.person.userPrincipalName,
      displayName: 'Next One',
    });
    await sync();
    assert.equal((await browser.get<Session>('/session')).account.loginId, owner.loginId);
    const token = await world.hostToken(renamed.person.id);
    const refused = await world.browser().call('POST', '/session', { body: { token } });
    assert.ok(refused.status >= 400);
    // Whoever has the name that was given up gets in.
    const { account } = await (await world.signIn(heir.id)).get<Session>('/session');
    assert.equal(account.loginId, renamed.person.userPrincipalName);
    assert.notEqual(account.id, renamed.accountId);
    expectProblem(await world.browser().call('GET', '/session'), 'session_required', 401);
  });
});

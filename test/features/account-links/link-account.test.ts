import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AccountLink } from '../../../src/server/features/account-links/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Invitation } from '../../../src/server/features/invitations/schemas.ts';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import { HOUR } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, ask, at, invite, only } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, type External, external, inviteByMail, movableClock } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('linking an account', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '50', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());
  afterEach(() => clock.advance(3 * HOUR));

  const employee = (index: number) => at(world.people('employee'), index);
  /** Somebody else of the tenant. */
  const newcomer = async (name: string) => {
    const userPrincipalName = `${name}@aldervale.example`;
    return await world.createPerson({ userPrincipalName, displayName: name });
  };
  const signIn = (index: number) => world.signIn(employee(index).userPrincipalName);
  const link = (client: Client, { loginId, password }: Pick<External, 'loginId' | 'password'>) =>
    client.call('POST', '/account/link', { body: { loginId, password } });
  const unlink = (client: Client, password: string) => client.call('POST', '/account/unlink', { body: { password } });
  const who = async (client: Client) => (await client.get<Session>('/session')).account.loginId;
  const linkedAt = async (client: Client) => (await client.get<AccountLink>('/account/link')).linkedAt;

  /** A member with a password, whose sessions are of no interest. */
  async function known(name: string): Promise<External> {
    const person = external(name);
    await addExternal(world, admin, person);
    return person;
  }

  it('INV-7 the Microsoft identity opens the account from then on, and administrators see that the invitation was answered otherwise', async () => {
    const person = await known('anna');
    await invite(admin, employee(0));
    const [client, elsewhere] = [await signIn(0), await signIn(0)];
    assert.equal((await client.get<Session>('/session')).standing, 'invited');
    const answer = await link(client, person);
    assert.equal(answer.status, 200, answer.text);
    const session = await client.get<Session>('/session');
    assert.deepEqual([session.account.loginId, session.standing], [person.loginId, 'member']);
    assert.ok(await linkedAt(client));
    // What the identity had opened so far is closed, and the launcher opens the linked account.
    expectProblem(await elsewhere.call('GET', '/session'), 'session_required', 401);
    assert.equal(await who(await signIn(0)), person.loginId);
    // Its password still opens it, and its name is its own.
    assert.equal(
      (await world.browser().post<Session>('/session/password', { loginId: person.loginId, password: person.password }))
        .account.fullName,
      person.fullName,
    );

    const { items } = await admin.get<Page<Invitation>>('/invitations?status=pending');
    const invitation = items.find(({ loginId }) => loginId === employee(0).userPrincipalName);
    assert.deepEqual([invitation?.status, invitation?.answeredOtherwise], ['pending', true]);
    const audit = await admin.get<Page<AuditEntry>>('/audit?limit=50');
    const actions = audit.items.map(({ action }) => action);
    assert.ok(actions.includes('account.link') && actions.includes('invitation.answer-otherwise'), String(actions));
  });

  it('INV-7 the invited login ID can’t be linked, and is told so before and after the password', async () => {
    await invite(admin, employee(1));
    const client = await signIn(1);
    const { userPrincipalName } = employee(1);
    expectProblem(
      await link(client, { loginId: ` ${userPrincipalName.toUpperCase()} `, password: 'x' }),
      'invited_login_id',
      409,
    );
    // Another login ID that is invited to the same organization: only its owner is told so.
    const other = await known('bert');
    const { items } = await admin.get<Page<{ id: string }>>('/members?search=bert');
    await admin.post('/members/deactivate', { ids: [only(items).id] });
    await inviteByMail(world, admin, other);
    expectProblem(await link(client, { ...other, password: 'not the password' }), 'wrong_credentials', 401);
    expectProblem(await link(client, other), 'invited_login_id', 409);
    const session = await client.get<Session>('/session');
    assert.deepEqual([session.standing, session.account.loginId], ['invited', userPrincipalName]);
    assert.equal(await linkedAt(client), null);
  });

  it('INV-7 needs a sign-in with Microsoft and the account’s password, and tells nobody which accounts there are', async () => {
    const person = await known('clara');
    const own = await addExternal(world, admin, external('carlo'));
    expectProblem(await link(own, person), 'microsoft_sign_in_required', 409);
    expectProblem(await link(world.browser(), person), 'session_required', 401);
    const client = await signIn(2);
    const wrong = [person.loginId, 'nobody@outside.example', world.person('administrator').userPrincipalName];
    const answers = [];
    for (const loginId of wrong) answers.push(await link(client, { loginId, password: 'not the password' }));
    for (const answer of answers) expectProblem(answer, 'wrong_credentials', 401);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    for (let count = 0; count < 5; count++) await link(client, { ...person, password: 'not the password' });
    expectProblem(await link(client, person), 'too_many_attempts', 429);
    for (const body of [{}, { loginId: person.loginId }, { ...person }]) {
      expectProblem(await client.call('POST', '/account/link', { body }), 'validation_failed', 400);
    }
    assert.equal(await who(client), employee(2).userPrincipalName);
  });

  it('INV-7 one identity opens one account: neither account nor identity is linked twice', async () => {
    const [person, other] = [await known('dora'), await known('doris')];
    const client = await signIn(3);
    assert.equal((await link(client, person)).status, 200);
    expectProblem(await link(client, other), 'identity_linked', 409);
    expectProblem(await link(await signIn(4), person), 'already_linked', 409);
    assert.equal(await who(await signIn(3)), person.loginId);
    assert.equal(await who(await signIn(4)), employee(4).userPrincipalName);
  });

  it('INV-7 a member’s identity stays with the member', async () => {
    const person = await known('emil');
    const member = await addMember(world, admin, employee(5));
    expectProblem(await link(member, person), 'identity_linked', 409);
    assert.equal((await member.get<Session>('/session')).standing, 'member');
  });

  it('INV-7 a request to join that waits is taken back', async () => {
    const person = await known('felix');
    const client = await signIn(6);
    const { id } = await ask(client, 'Please');
    assert.equal((await link(client, person)).status, 200);
    assert.equal((await admin.get<JoinRequest>(`/join-requests/${id}`)).status, 'withdrawn');
  });

  it('INV-7 one identity linked to two accounts at once, and two identities to one account, is linked once', async () => {
    const people = [await known('greta'), await known('gustav')];
    const [first, second] = [await signIn(7), await signIn(7)];
    const toTwo = await Promise.all([link(first, at(people, 0)), link(second, at(people, 1))]);
    assert.deepEqual(toTwo.map(({ status }) => status).sort(), [200, 409], toTwo.map(({ text }) => text).join('\n'));
    const won = toTwo.findIndex(({ status }) => status === 200);
    expectProblem(at(toTwo, 1 - won), 'identity_linked');
    assert.equal(await who(await signIn(7)), at(people, won).loginId);

    const person = await known('hanna');
    const toOne = await Promise.all([link(await signIn(8), person), link(await signIn(9), person)]);
    assert.deepEqual(toOne.map(({ status }) => status).sort(), [200, 409], toOne.map(({ text }) => text).join('\n'));
    const lost = toOne.findIndex(({ status }) => status === 409);
    expectProblem(at(toOne, lost), 'already_linked');
    assert.equal(await who(await signIn(8 + lost)), employee(8 + lost).userPrincipalName);
    const identities = await world.db.collection('accounts').find({ loginId: person.loginId }).toArray();
    assert.equal(only(identities).identities.length, 1);
  });

  it('INV-7 is undone with the password: the identity opens an account of its own, every other session ends', async () => {
    const person = await known('igor');
    const { userPrincipalName } = await newcomer('iris');
    const client = await world.signIn(userPrincipalName);
    await link(client, person);
    const phone = await world.signIn(userPrincipalName);
    expectProblem(await unlink(client, 'not the password'), 'wrong_password', 403);
    assert.ok(await linkedAt(client));
    assert.equal((await unlink(client, person.password)).status, 200);
    assert.deepEqual([await who(client), await linkedAt(client)], [person.loginId, null]);
    expectProblem(await phone.call('GET', '/session'), 'session_required', 401);
    assert.equal(await who(await world.signIn(userPrincipalName)), userPrincipalName);
    expectProblem(await unlink(client, person.password), 'not_linked', 409);
    // And linked again, if they like.
    assert.equal((await link(await world.signIn(userPrincipalName), person)).status, 200);
  });

  it('INV-7 what was never linked is not unlinked', async () => {
    const { userPrincipalName } = await newcomer('jonas');
    expectProblem(await unlink(await world.signIn(userPrincipalName), 'whatever it is'), 'no_password', 409);
    expectProblem(await unlink(world.browser(), 'whatever it is'), 'session_required', 401);
    const own = await addExternal(world, admin, external('jana'));
    expectProblem(await unlink(own, external('jana').password), 'not_linked', 409);
    const headers = { origin: 'https://evil.example' };
    expectProblem(await own.call('POST', '/account/unlink', { body: { password: 'x' }, headers }), 'cross_site', 403);
  });
});

import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { DirectoryPage } from '../../../src/server/features/directory/schemas.ts';
import type { JoinRequest } from '../../../src/server/features/join-requests/schemas.ts';
import { DAY } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addApprover, addMember, ask, at, builtIn, invite, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('join requests: asking', () => {
  let world: World;
  let admin: Client;
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({
      clock,
      env: { SEATS_AT_START: '20', ASK_AGAIN_DAYS: '7', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' },
    });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
  });
  afterEach(() => {
    ahead = 0;
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const signIn = (index: number) => world.signIn(employee(index).userPrincipalName);
  const session = (client: Client) => client.get<Session>('/session');
  const pending = () => admin.get<Page<JoinRequest>>('/join-requests?status=pending&limit=200');
  const askCall = (client: Client, body: unknown = {}) => client.call('POST', '/join-requests', { body });
  const mailsAbout = async (login: string, about: string) =>
    (await world.mailbox(login)).filter(({ text }) => text.includes(about));

  it('JOIN-1 an outsider sees the organization and who manages it, and asks with a message', async () => {
    const client = await signIn(0);
    const before = await session(client);
    assert.equal(before.standing, 'outsider');
    assert.equal(before.organization?.name, 'Alder & Vale');
    assert.deepEqual(before.organization?.managers, [
      { fullName: 'Ingrid Halvorsen', loginId: 'ingrid.halvorsen@aldervale.example' },
    ]);
    const request = await ask(client, '  Please, I sell things.  ');
    assert.equal(request.status, 'pending');
    assert.equal(request.message, 'Please, I sell things.');
    assert.equal(request.jobTitle, 'Account Executive');
    assert.equal(request.department, 'Sales');
    assert.deepEqual(request.abilities, { approve: false, decline: false, withdraw: true });
    const after = await session(client);
    assert.equal(after.standing, 'requested');
    assert.equal(after.joinRequest?.id, request.id);
  });

  it('JOIN-2 every approver and nobody else gets a mail that shows who asks, with one review link', async () => {
    const approver = at(world.people('approver'), 0);
    await addApprover(world, admin, approver);
    await addMember(world, admin, employee(1));
    const request = await ask(await signIn(2), 'Bonjour & <b>merci</b>');
    const link = `${world.url}/join-requests/${request.id}`;
    for (const login of [world.person('administrator').userPrincipalName, approver.userPrincipalName]) {
      const mail = await world.waitForMail(login, /Łukasz/);
      assert.deepEqual(mail.to, [login]);
      assert.deepEqual(
        mail.links.filter((each) => each.includes('/join-requests/')),
        [link],
      );
      for (const part of [
        'Łukasz Żółkiewski',
        'lukasz.zolkiewski@aldervale.example',
        'Software Engineer',
        'Engineering',
      ]) {
        assert.ok(mail.text.includes(part), part);
      }
      assert.ok(mail.text.includes('Bonjour & <b>merci</b>'));
      assert.ok(mail.html.includes('Bonjour &amp; &lt;b&gt;merci&lt;/b&gt;'));
      assert.ok(!mail.html.includes('<b>merci'));
    }
    assert.match((await world.waitForMail(approver.userPrincipalName, /Łukasz/)).subject, /demande à rejoindre/);
    await eventually(async () => {
      const left = await world.db.collection('outbox').countDocuments({ status: 'queued' });
      assert.equal(left, 0);
    });
    assert.deepEqual(await mailsAbout(employee(1).userPrincipalName, 'lukasz.zolkiewski'), []);
    assert.deepEqual(await mailsAbout(employee(2).userPrincipalName, request.id), []);
  });

  it('JOIN-7 asking again, also ten times at once, is the same request and no second mail', async () => {
    const client = await signIn(3);
    const requests = await Promise.all(Array.from({ length: 10 }, () => ask(client, 'once')));
    const [first] = requests;
    assert.ok(requests.every(({ id }) => id === first?.id));
    assert.equal((await ask(client, 'other words')).message, 'once');
    const admins = world.person('administrator').userPrincipalName;
    await eventually(async () => assert.equal((await mailsAbout(admins, employee(3).userPrincipalName)).length, 1));
    assert.equal((await pending()).items.filter(({ objectId }) => objectId === employee(3).id).length, 1);
  });

  it('JOIN-7 the requester withdraws, and may ask again at once', async () => {
    const client = await signIn(4);
    const request = await ask(client);
    const withdrawn = await client.post<JoinRequest>(`/join-requests/${request.id}/withdraw`);
    assert.equal(withdrawn.status, 'withdrawn');
    assert.equal((await session(client)).standing, 'outsider');
    expectProblem(await client.call('POST', `/join-requests/${request.id}/withdraw`), 'request_withdrawn', 409);
    expectProblem(await admin.call('POST', `/join-requests/${request.id}/approve`), 'request_withdrawn', 409);
    expectProblem(await admin.call('POST', `/join-requests/${request.id}/decline`), 'request_withdrawn', 409);
    assert.notEqual((await ask(client)).id, request.id);
  });

  it('JOIN-7 approvers are reminded once after three days', async () => {
    const request = await ask(await signIn(5), 'still here');
    const admins = world.person('administrator').userPrincipalName;
    const { remindApprovers } = await import('../../../src/server/features/join-requests/ask-to-join.ts');
    ahead = 3 * DAY - 60_000;
    await remindApprovers(world.services);
    ahead = 3 * DAY + 60_000;
    await Promise.all([remindApprovers(world.services), remindApprovers(world.services)]);
    await remindApprovers(world.services);
    await eventually(async () => {
      const mails = (await mailsAbout(admins, 'still here')).filter(({ subject }) => subject.includes('still waiting'));
      assert.equal(mails.length, 1);
      assert.ok(mails[0]?.links.includes(`${world.url}/join-requests/${request.id}`));
    });
    assert.ok((await session(await signIn(5))).joinRequest?.remindedAt);
  });

  it('JOIN-8 who was declined may ask again after the days that were set', async () => {
    const client = await signIn(6);
    const request = await ask(client);
    await admin.post(`/join-requests/${request.id}/decline`, { reason: 'Not yet.\nLater.' });
    const { standing, joinRequest } = await session(client);
    assert.equal(standing, 'declined');
    assert.equal(joinRequest?.reason, 'Not yet.\nLater.');
    const problem = expectProblem(await askCall(client), 'ask_again_later', 409);
    assert.equal(problem.mayAskAgainAt, joinRequest?.mayAskAgainAt);
    const mail = await world.waitForMail(employee(6).userPrincipalName, /declined/);
    assert.ok(mail.text.includes('Not yet.'));
    ahead = 7 * DAY + 1000;
    assert.equal((await ask(client)).status, 'pending');
  });

  it('JOIN-9 an invited person is offered the invitation instead', async () => {
    await invite(admin, employee(7));
    expectProblem(await askCall(await signIn(7)), 'already_invited', 409);
    assert.equal((await session(await signIn(7))).standing, 'invited');
  });

  it('JOIN-9 members need not ask, and inactive people are told whom to ask', async () => {
    const client = await addMember(world, admin, employee(8));
    expectProblem(await askCall(client), 'already_member', 409);
    await world.db.collection('members').updateOne({ objectId: employee(8).id }, { $set: { status: 'inactive' } });
    expectProblem(await askCall(client), 'member_inactive', 403);
    const { standing, organization } = await session(client);
    assert.equal(standing, 'inactive');
    assert.ok(organization?.managers.some(({ fullName }) => fullName === 'Ingrid Halvorsen'));
  });

  it('JOIN-11 who gains or loses manageUsers is asked, or no longer asked, from the next request on', async () => {
    const person = at(world.people('approver'), 1);
    const client = await addMember(world, admin, person);
    const { member } = await session(client);
    const first = await ask(await signIn(9));
    await admin.patch(`/members/${member?.id}`, { profileId: await builtIn(admin, 'administrator') });
    const second = await ask(await world.signIn(world.person('renamed').userPrincipalName));
    const mail = await world.waitForMail(person.userPrincipalName, /Hannah/);
    assert.ok(mail.links.some((link) => link.endsWith(second.id)));
    assert.deepEqual(await mailsAbout(person.userPrincipalName, first.id), []);
    await admin.patch(`/members/${member?.id}`, { profileId: await builtIn(admin, 'standard') });
    const third = await ask(await world.signIn(at(world.people('approver'), 2).userPrincipalName));
    await world.waitForMail(world.person('administrator').userPrincipalName, new RegExp(third.loginId));
    assert.deepEqual(await mailsAbout(person.userPrincipalName, third.loginId), []);
  });

  it('JOIN-1 refuses long messages, unknown fields, and people without an organization', async () => {
    const client = await world.signIn('kwame.mensah@northquay.example');
    expectProblem(await askCall(client), 'not_found', 404);
    const guest = await world.signIn(world.person('guest').userPrincipalName);
    expectProblem(await askCall(guest, { message: 'x'.repeat(501) }), 'validation_failed', 400);
    expectProblem(await askCall(guest, { message: 'x', profileId: '1' }), 'validation_failed', 400);
    expectProblem(await askCall(world.browser()), 'session_required', 401);
    assert.equal((await ask(guest)).isGuest, true);
  });

  it('JOIN-2 a name with line breaks or HTML adds neither mail headers nor markup', async () => {
    const { items } = await admin.get<DirectoryPage>('/directory/users?limit=200');
    const person = items.find(({ standing, loginId }) => standing === 'available' && /^[a-z.]+@/.test(loginId));
    assert.ok(person);
    await world.changePerson(person.objectId, { displayName: 'Eve\r\nBcc: victim@example.com <i>x</i>' });
    const { id } = await ask(await world.signIn(person.loginId));
    const mail = await world.waitForMail(world.person('administrator').userPrincipalName, new RegExp(person.loginId));
    assert.ok(mail.links.some((link) => link.endsWith(id)));
    // Nothing that a person typed is an address or a link in a mail.
    assert.match(mail.subject, /^Eve Bcc: victim example com/);
    assert.ok(!mail.html.includes('<i>x'));
    assert.deepEqual(await world.mailbox('victim@example.com'), []);
  });

  it('JOIN-9 who accepts an invitation has no request left', async () => {
    const person = world.somebody();
    const client = await world.signIn(person.userPrincipalName);
    await ask(client);
    await invite(admin, person);
    assert.ok((await pending()).items.some(({ objectId }) => objectId === person.id));
    await acceptMine(client);
    assert.ok(!(await pending()).items.some(({ objectId }) => objectId === person.id));
  });
});

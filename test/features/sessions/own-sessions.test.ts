import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { OwnSession } from '../../../src/server/features/sessions/schemas.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;

const CHROME =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/143.0.0.0 Safari/537.36';
const TEAMS = `${CHROME} Edg/143.0.0.0 Teams/25290.205.4069.4894`;
const IPHONE =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1';

describe('my sessions', () => {
  let now = new Date('2036-05-05T08:00:00Z');
  let world: World;
  let administrator: Client;
  let person: SandboxPerson;
  before(async () => {
    world = await startWorld({ clock: { now: () => now }, env: { SESSION_HOURS: '24' } });
    administrator = await foundOrganization(world);
    person = at(world.people('employee'), 0);
    await makeMember(world, person);
  });
  after(() => world.close());

  const later = (milliseconds: number) => {
    now = new Date(now.getTime() + milliseconds);
  };

  /** Somebody's browser of a kind, signed in. */
  async function signIn(userAgent: string, browser = world.browser(), who = person): Promise<Client> {
    const body = { token: await world.hostToken(who.userPrincipalName) };
    const answer = await browser.call('POST', '/session', { body, headers: { 'user-agent': userAgent } });
    assert.equal(answer.status, 200, answer.text);
    return browser;
  }

  const list = async (client: Client) => (await client.get<{ items: OwnSession[] }>('/account/sessions')).items;
  const isRefused = async (client: Client) =>
    expectProblem(await client.call('GET', '/session'), 'session_required', 401);

  it('ACC-7 are listed with device, address, start and last activity; the current one is marked', async () => {
    const phone = await signIn(IPHONE);
    later(1000);
    const me = await signIn(CHROME);
    const [current, other] = await list(me);
    assert.deepEqual(current?.device, { browser: 'Chrome 143', system: 'Windows', kind: 'desktop' });
    assert.deepEqual(other?.device, { browser: 'Safari 18', system: 'iOS', kind: 'mobile' });
    assert.equal(current?.isCurrent, true);
    assert.equal(other?.isCurrent, false);
    assert.equal(current?.startedAt, now.toISOString());
    assert.match(current?.address ?? '', /127\.0\.0\.1|::1/);
    assert.equal(current?.endedAt, null);
    assert.equal(at(await list(phone), 1).isCurrent, true);
    const teams = await signIn(TEAMS);
    assert.equal(at(await list(teams), 0).device.browser, 'Microsoft Teams');
  });

  it('ACC-7 say what was done last: a look at most once a minute, a change at once', async () => {
    const me = await signIn(CHROME);
    const last = async () => (await world.db.collection('sessions').findOne({}, { sort: { _id: -1 } }))?.lastAction;
    await me.patch('/account', { firstName: 'Ada' });
    await eventually(async () => assert.deepEqual(await last(), { area: 'account', isChange: true }));
    await me.get('/organization');
    assert.deepEqual(await last(), { area: 'account', isChange: true });
    later(61_000);
    await me.get('/organization');
    await eventually(async () => assert.deepEqual(await last(), { area: 'organization', isChange: false }));
    assert.deepEqual(at(await list(me), 0).lastAction, { area: 'organization', isChange: false });
  });

  it('ACC-7 one is ended, and refused on its next call; the list keeps it with the reason', async () => {
    const [me, lost] = [await signIn(CHROME), await signIn(IPHONE)];
    const { id } = at(await list(lost), 0);
    await me.delete(`/account/sessions/${id}`);
    await isRefused(lost);
    const ended = only((await list(me)).filter((session) => session.id === id));
    assert.deepEqual([ended.endedAt, ended.endReason], [now.toISOString(), 'ended_by_owner']);
    later(1000);
    await me.delete(`/account/sessions/${id}`);
    assert.deepEqual(
      only((await list(me)).filter((session) => session.id === id)),
      ended,
      'ending it again changes nothing',
    );
  });

  it('ACC-7 the current one is ended too, and its cookie is taken back', async () => {
    const me = await signIn(CHROME);
    await me.delete(`/account/sessions/${at(await list(me), 0).id}`);
    assert.equal(me.cookies.has('foyer'), false);
  });

  it('ACC-7 nobody ends or sees the session of somebody else', async () => {
    const me = await signIn(CHROME);
    const theirs = at(await list(administrator), 0).id;
    const mine = (await list(me)).map(({ id }) => id);
    assert.ok(!mine.includes(theirs));
    expectProblem(await me.call('DELETE', `/account/sessions/${theirs}`), 'not_found', 404);
    expectProblem(await me.call('DELETE', `/account/sessions/${new Types.ObjectId()}`), 'not_found', 404);
    await administrator.get('/session');
  });

  it('ACC-7 all others are ended at once, whoever else does the same at that moment', async () => {
    const colleague = at(world.people('employee'), 1);
    const mine = [];
    for (const userAgent of [CHROME, IPHONE, TEAMS]) mine.push(await signIn(userAgent, world.browser(), colleague));
    const answers = await Promise.all(mine.map((client) => client.call('DELETE', '/account/sessions')));
    const alive = [];
    for (const client of mine) if ((await client.call('GET', '/session')).status === 200) alive.push(client);
    assert.ok(alive.length <= 1, 'two went on');
    const ended = answers.filter(({ status }) => status === 200).map(({ text }) => JSON.parse(text).ended as number);
    assert.equal(
      ended.reduce((sum, count) => sum + count, 0),
      mine.length - alive.length,
    );
  });

  it('AUD-1 ended sessions are in the trail of the organization', async () => {
    const me = await signIn(CHROME);
    await me.delete('/account/sessions');
    await me.delete('/account/sessions');
    const { items } = await administrator.get<{ items: AuditEntry[] }>('/audit?action=session.end');
    assert.ok(Number(at(items, 0).details.count) > 0);
    assert.equal(at(items, 0).actor.loginId, person.userPrincipalName.toLowerCase());
  });

  it('MEM-13 an administrator ends those of a member, who can sign in again and sees why', async () => {
    const colleague = at(world.people('employee'), 2);
    const theirs = await makeMember(world, colleague);
    const { member } = await theirs.get<Session>('/session');
    await signIn(IPHONE, world.browser(), colleague);
    const other = await signIn(CHROME);
    expectProblem(await other.call('DELETE', `/members/${member?.id}/sessions`), 'permission_required', 403);
    assert.deepEqual(await administrator.delete(`/members/${member?.id}/sessions`), { ended: 2 });
    await isRefused(theirs);
    await other.get('/session');
    const again = await signIn(CHROME, world.browser(), colleague);
    assert.equal(at(await list(again), 1).endReason, 'ended_by_administrator');
    const { items } = await administrator.get<{ items: AuditEntry[] }>('/audit?action=member.sign-out');
    const done = only(items.filter(({ outcome }) => outcome === 'done'));
    assert.deepEqual([done.target.id, done.details], [member?.id, { count: 2 }]);
    expectProblem(await administrator.call('DELETE', `/members/${new Types.ObjectId()}/sessions`), 'not_found', 404);
    const { member: own } = await administrator.get<Session>('/session');
    assert.deepEqual(await administrator.delete(`/members/${own?.id}/sessions`), { ended: 0 }, 'theirs goes on');
    await administrator.get('/session');
  });

  it('ACC-7 signing in again in the same browser takes the place of the session before', async () => {
    const me = await signIn(CHROME);
    const before = at(await list(me), 0).id;
    later(1000);
    await signIn(CHROME, me);
    assert.equal(only((await list(me)).filter(({ id }) => id === before)).endReason, 'replaced');
    const current = at(await list(me), 0).id;
    await me.delete('/session');
    const after = await list(await signIn(CHROME));
    assert.equal(only(after.filter(({ id }) => id === current)).endReason, 'signed_out');
  });

  it('ACC-7 go back 7 days, page by page, and are kept for 30 after their end', async () => {
    later(8 * DAY);
    const me = await signIn(CHROME);
    assert.equal((await list(me)).length, 1);
    later(6 * DAY);
    const again = await signIn(CHROME);
    const [current, expired] = await list(again);
    assert.equal(current?.isCurrent, true);
    assert.equal(expired?.endedAt, new Date(now.getTime() - 5.5 * DAY).toISOString());
    assert.equal(expired?.endReason, null, 'it ended by itself, 12 hours after its last use');
    type Page = { items: OwnSession[]; nextCursor: string | null; total: number };
    const first = await again.get<Page>('/account/sessions?limit=1');
    assert.deepEqual([first.total, only(first.items).id], [2, current?.id]);
    const second = await again.get<Page>(`/account/sessions?limit=1&cursor=${first.nextCursor}`);
    assert.deepEqual([only(second.items).id, second.nextCursor], [expired?.id, null]);
    const indexes = await world.db.collection('sessions').indexes();
    assert.deepEqual(
      indexes
        .filter(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
        .map((index) => [index.key, index.expireAfterSeconds]),
      [[{ endsAt: 1 }, (30 * DAY) / 1000]],
    );
  });

  it('ACC-7 end after 12 hours without use, whatever their latest hour; each use counts', async () => {
    const [used, left] = [await signIn(CHROME), await signIn(IPHONE)];
    later(11 * HOUR);
    await used.get('/session');
    const { id } = at(await list(used), 0);
    const endsAt = () =>
      world.db.collection('sessions').findOne({ _id: new Types.ObjectId(id) }, { projection: { endsAt: 1, _id: 0 } });
    await eventually(async () => assert.deepEqual(await endsAt(), { endsAt: new Date(now.getTime() + 12 * HOUR) }));
    later(2 * HOUR);
    await isRefused(left);
    await used.get('/session');
    const latest = new Date(now.getTime() + 11 * HOUR);
    await eventually(async () => assert.deepEqual(await endsAt(), { endsAt: latest }, '24 hours at most'));
    later(10.9 * HOUR);
    assert.equal(only((await list(used)).filter((session) => session.id === id)).isCurrent, true);
    later(0.2 * HOUR);
    await isRefused(used);
  });

  it('ACC-7 a use that is noted while the session is ended does not open it again', async () => {
    const me = await signIn(CHROME);
    later(61_000);
    await Promise.all([me.get('/organization'), me.delete('/session')]);
    const row = await world.db.collection('sessions').findOne({}, { sort: { _id: -1 } });
    assert.deepEqual([row?.endReason, row?.endsAt], ['signed_out', now]);
  });

  describe('from new devices', () => {
    const mails = async () =>
      (await world.mailbox(person.userPrincipalName)).filter(
        ({ subject }) => subject === 'New sign-in to your Foyer account',
      );

    it('are told by mail, once for each device', async () => {
      later(40 * DAY);
      const before = (await mails()).length;
      const laptop = await signIn(CHROME);
      await eventually(async () => assert.equal((await mails()).length, before + 1));
      const mail = at(await mails(), 0);
      assert.match(mail.text, /Chrome 143 on Windows/);
      assert.ok(mail.links.some((link) => link.endsWith('/account')));
      await signIn(CHROME, laptop);
      await signIn(CHROME);
      await signIn(IPHONE);
      await eventually(async () => assert.equal((await mails()).length, before + 2));
      assert.match(at(await mails(), 0).text, /Safari 18 on iOS/);
      await signIn(`${CHROME} Something/1.0`, laptop);
      assert.equal((await mails()).length, before + 2);
    });

    it('are not told of when the account is new', async () => {
      const newcomer = at(world.people('employee'), 5);
      await signIn(CHROME, world.browser(), newcomer);
      const colleague = at(world.people('employee'), 6);
      await signIn(CHROME, world.browser(), colleague);
      await signIn(IPHONE, world.browser(), colleague);
      await world.waitForMail(colleague.userPrincipalName, /Safari 18 on iOS/);
      assert.deepEqual(await world.mailbox(newcomer.userPrincipalName), []);
    });
  });
});

import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { HOUR, MINUTE } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, movableClock, signInWithPassword } from '../../support/passwords.ts';
import { measureMixed, rankDifference } from '../../support/ranks.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('signing in with a password', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '50', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());
  // What went wrong in one test is forgotten in the next.
  afterEach(() => clock.advance(3 * HOUR));

  const attempt = (client: Client, loginId: string, password: string) =>
    client.call('POST', '/session/password', { body: { loginId, password } });
  const wrong = (client: Client, loginId: string) => attempt(client, loginId, 'not the password at all');

  it('MEM-1 the same session as by Microsoft, ended by signing out', async () => {
    const person = external('anna');
    await addExternal(world, admin, person);
    const client = await signInWithPassword(world, { ...person, loginId: ' ANNA@Outside.Example ' });
    const session = await client.get<Session>('/session');
    assert.equal(session.account.loginId, person.loginId);
    assert.equal(session.standing, 'member');
    assert.equal(session.organization?.name, 'Alder & Vale');
    await client.delete('/session');
    expectProblem(await client.call('GET', '/session'), 'session_required', 401);
  });

  it('ACC-2 a wrong password, an account without one and no account at all are refused alike, and audited', async () => {
    const person = external('boris');
    await addExternal(world, admin, person);
    const answers = await Promise.all(
      [person.loginId, world.person('administrator').userPrincipalName, 'nobody@outside.example'].map((loginId) =>
        wrong(world.browser(), loginId),
      ),
    );
    for (const answer of answers) expectProblem(answer, 'wrong_credentials', 401);
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1);
    await eventually(async () => {
      const { items } = await admin.get<Page<AuditEntry>>('/audit?action=session.open&outcome=refused');
      const about = items.filter(({ code }) => code === 'wrong_credentials').map(({ target }) => target.label);
      assert.deepEqual(about.sort(), [person.loginId, world.person('administrator').userPrincipalName].sort());
    });
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=session.open&outcome=done');
    assert.ok(items.every(({ actor }) => actor.loginId !== person.loginId));
    await signInWithPassword(world, person);
    const done = await admin.get<Page<AuditEntry>>('/audit?action=session.open&outcome=done');
    assert.equal(done.items.filter(({ actor }) => actor.loginId === person.loginId).length, 1);
  });

  it('ACC-2 a known and an unknown login ID take the same time', async function () {
    this.timeout(60_000);
    const person = external('clara');
    await addExternal(world, admin, person);
    const client = world.browser();
    const [known, unknown] = await measureMixed(
      16,
      [() => wrong(client, person.loginId), () => wrong(client, 'clarb@outside.example')],
      async () => clock.advance(16 * MINUTE),
    );
    assert.ok(rankDifference(known, unknown) < 4, `known ${known}, unknown ${unknown}`);
  });

  it('ACC-2 guessing slows down, for accounts that exist and those that do not, also when a dozen guess at once', async () => {
    const person = external('dora');
    await addExternal(world, admin, person);
    await clock.standStill(async () => {
      for (const loginId of ['dorb@outside.example', person.loginId]) {
        // What was tried from the address before is forgotten.
        clock.advance(HOUR);
        const answers = await Promise.all(Array.from({ length: 12 }, () => wrong(world.browser(), loginId)));
        assert.equal(answers.filter(({ status }) => status === 401).length, 5, loginId);
        const refused = at(
          answers.filter(({ status }) => status !== 401),
          0,
        );
        expectProblem(refused, 'too_many_attempts', 429);
        assert.ok(Number(refused.headers.get('retry-after')) >= 1);
      }
      // The right password waits as well, from a browser that the account does not know …
      expectProblem(await attempt(world.browser(), person.loginId, person.password), 'too_many_attempts');
    });
    // … and nobody is locked out for good: the longest pause is a quarter of an hour.
    clock.advance(15 * MINUTE);
    await signInWithPassword(world, person);
    // Whoever was right begins anew.
    for (let count = 0; count < 4; count++)
      expectProblem(await wrong(world.browser(), person.loginId), 'wrong_credentials');
  });

  it('ACC-2 nobody locks somebody else out: a browser that the account knows is not slowed down by strangers', async () => {
    const person = external('emil');
    const own = await addExternal(world, admin, person);
    await own.delete('/session');
    const neighbour = await addExternal(world, admin, external('ernst'));
    await clock.standStill(async () => {
      for (let count = 0; count < 6; count++) await wrong(world.browser(), person.loginId);
      // A browser that knows another account is a stranger to this one.
      const answers = await Promise.all([
        wrong(world.browser(), person.loginId),
        attempt(neighbour, person.loginId, person.password),
      ]);
      for (const answer of answers) expectProblem(answer, 'too_many_attempts');
    });
    const session = await own.post<Session>(
      '/session/password',
      person && { loginId: person.loginId, password: person.password },
    );
    assert.equal(session.account.loginId, person.loginId);
    // It has attempts of its own, which end too.
    const statuses = [];
    for (let count = 0; count < 11; count++) statuses.push((await wrong(own, person.loginId)).status);
    assert.deepEqual([...new Set(statuses)], [401, 429]);
  });

  it('ACC-2 one address tries a password on many accounts only so often, and its owners keep their browsers', async () => {
    const person = external('felix');
    const own = await addExternal(world, admin, person);
    const statuses = [];
    for (let count = 0; count < 25; count++) {
      statuses.push((await wrong(world.browser(), `spray${count}@outside.example`)).status);
    }
    assert.equal(statuses.filter((status) => status === 401).length, 20);
    expectProblem(await attempt(world.browser(), person.loginId, person.password), 'too_many_attempts');
    await own.post('/session/password', { loginId: person.loginId, password: person.password });
  });

  it('ACC-2 a hash with former parameters is made anew at the next sign-in', async () => {
    const { hash } = await import('@node-rs/argon2');
    const person = external('greta');
    await addExternal(world, admin, person);
    const account = await world.db.collection('accounts').findOne({ loginId: person.loginId });
    const passwords = world.db.collection('passwords');
    const weak = await hash(person.password, { memoryCost: 8192, timeCost: 1 });
    await passwords.updateOne({ accountId: account?._id }, { $set: { hash: weak } });
    await signInWithPassword(world, person);
    const stored = await passwords.findOne({ accountId: account?._id });
    assert.match(stored?.hash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    await signInWithPassword(world, person);
    assert.equal((await passwords.findOne({ accountId: account?._id }))?.hash, stored?.hash);
  });

  it('MEM-1 an inactive member signs in and is told that the access was deactivated, and nothing else opens', async () => {
    const person = external('hanna');
    const own = await addExternal(world, admin, person);
    const { items } = await admin.get<Page<{ id: string }>>('/members?search=hanna');
    await admin.post('/members/deactivate', { ids: [only(items).id] });
    expectProblem(await own.call('GET', '/session'), 'session_required', 401);
    const client = await signInWithPassword(world, person);
    assert.equal((await client.get<Session>('/session')).standing, 'inactive');
    expectProblem(await client.call('GET', '/records/leads'), 'member_inactive', 403);
  });

  it('ACC-2 bad input changes nothing and says which field', async () => {
    const client = world.browser();
    for (const body of [
      {},
      { loginId: 'a@b.example' },
      { loginId: 'a@b.example', password: 'x', more: 1 },
      { loginId: 7, password: [] },
    ]) {
      expectProblem(await client.call('POST', '/session/password', { body }), 'validation_failed', 400);
    }
    const headers = { origin: 'https://evil.example' };
    const body = { loginId: 'anna@outside.example', password: 'x' };
    expectProblem(await client.call('POST', '/session/password', { body, headers }), 'cross_site', 403);
    assert.equal(client.cookies.size, 0);
  });
});

import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { PasswordState } from '../../../src/server/features/passwords/schemas.ts';
import type { OwnSession } from '../../../src/server/features/sessions/schemas.ts';
import { HOUR } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { only } from '../../support/door.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, movableClock, PASSWORD, signInWithPassword } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

const NEW = 'gravel onion 41 harbour';

describe('changing my password', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '20', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());
  afterEach(() => clock.advance(3 * HOUR));

  const change = (client: Client, currentPassword: string, newPassword: string) =>
    client.call('POST', '/account/password', { body: { currentPassword, newPassword } });

  it('ACC-2 puts the new one in the place of the current one, ends all other sessions and says so by mail', async () => {
    const person = external('carla');
    const me = await addExternal(world, admin, person);
    const other = await signInWithPassword(world, person);
    const before = await me.get<PasswordState>('/account/password');
    clock.advance(1000);
    assert.equal((await change(me, PASSWORD, NEW)).status, 204);
    await me.get('/session');
    expectProblem(await other.call('GET', '/session'), 'session_required', 401);
    expectProblem(
      await world
        .browser()
        .call('POST', '/session/password', { body: { loginId: person.loginId, password: PASSWORD } }),
      'wrong_credentials',
      401,
    );
    const again = await signInWithPassword(world, { ...person, password: NEW });
    const { items } = await again.get<{ items: OwnSession[] }>('/account/sessions');
    assert.ok(items.some(({ endReason }) => endReason === 'password_changed'));
    assert.ok((await me.get<PasswordState>('/account/password')).changedAt !== before.changedAt);
    await world.waitForMail(person.loginId, /password/i);
    const trail = await admin.get<{ items: AuditEntry[] }>('/audit?action=password.change');
    assert.equal(trail.items[0]?.actor.loginId, person.loginId);
    assert.ok(!JSON.stringify(trail).includes(NEW));
    assert.ok(!JSON.stringify(await world.db.collection('passwords').find().toArray()).includes(NEW));
    assert.ok(world.logLines.every((line) => !line.includes(NEW) && !line.includes(PASSWORD)));
  });

  it('ACC-2 not without the current one, which is asked for more and more slowly', async () => {
    const person = external('dora');
    const me = await addExternal(world, admin, person);
    expectProblem(await change(me, 'not the password', NEW), 'wrong_password', 403);
    await signInWithPassword(world, person);
    let answer = await change(me, 'not the password', NEW);
    for (let times = 0; times < 20 && answer.status === 403; times += 1) answer = await change(me, 'still not', NEW);
    expectProblem(answer, 'too_many_attempts', 429);
    expectProblem(await change(me, PASSWORD, NEW), 'too_many_attempts', 429);
    clock.advance(3 * HOUR);
    assert.equal((await change(me, PASSWORD, NEW)).status, 204);
  });

  const weak: [password: string, status: 'weak_password' | 'validation_failed'][] = [
    ['password1', 'weak_password'],
    ['emil@outside.example', 'weak_password'],
    ['short', 'validation_failed'],
    ['x'.repeat(257), 'validation_failed'],
  ];
  it('ACC-2 not by one that is too short, too long, common, or the name of the account', async () => {
    const person = external('emil');
    const me = await addExternal(world, admin, person);
    for (const [password, code] of weak) {
      const { errors } = expectProblem(await change(me, PASSWORD, password), code, 400);
      assert.equal(only(errors ?? []).field, 'newPassword', password.slice(0, 20));
    }
    await signInWithPassword(world, person);
  });

  it('ACC-2 an account that Microsoft alone opens has none, and says so', async () => {
    assert.deepEqual(await admin.get<PasswordState>('/account/password'), { changedAt: null });
    expectProblem(await change(admin, PASSWORD, NEW), 'no_password', 409);
  });

  it('ACC-2 of two changes at once, one wins and the other is told that its current one is none any more', async () => {
    const person = external('fritz');
    const me = await addExternal(world, admin, person);
    const candidates = [NEW, `${NEW} two`];
    const answers = await Promise.all(candidates.map((password) => change(me, PASSWORD, password)));
    const winner = only(candidates.filter((_candidate, place) => answers[place]?.status === 204));
    expectProblem(only(answers.filter(({ status }) => status !== 204)), 'wrong_password', 403);
    await signInWithPassword(world, { ...person, password: winner });
  });
});

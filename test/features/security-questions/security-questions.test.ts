import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { SecurityQuestion } from '../../../src/server/features/security-questions/schemas.ts';
import { HOUR } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, external, movableClock, PASSWORD } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

const QUESTION = 'What was the name of my first boat?';

describe('my security question', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  let me: Client;
  before(async () => {
    world = await startWorld({ clock, env: { SESSION_HOURS: '720' } });
    admin = await foundOrganization(world);
    me = await addExternal(world, admin, external('greta'));
  });
  after(() => world.close());
  afterEach(() => clock.advance(3 * HOUR));

  const set = (client: Client, body: object) => client.call('PUT', '/account/security-question', { body });
  const show = async () => (await me.get<SecurityQuestion>('/account/security-question')).question;
  const kept = async () => JSON.stringify(await world.db.collection('security-questions').find().toArray());

  it('ACC-4 is set and changed with the current password; the answer is kept as a hash and never shown', async () => {
    assert.equal(await show(), null);
    const wish = { currentPassword: PASSWORD, question: QUESTION, answer: 'Zéphyrine' };
    assert.equal((await set(me, wish)).status, 204);
    assert.equal(await show(), QUESTION);
    assert.match(await kept(), /\$argon2id\$/);
    assert.doesNotMatch(await kept(), /z[eé]phyrine/i);
    assert.equal((await set(me, { ...wish, question: 'And of the second?', answer: 'Boreas' })).status, 204);
    assert.equal(await show(), 'And of the second?');
    const { items } = await admin.get<{ items: AuditEntry[] }>('/audit?action=security-question.set');
    assert.equal(items.length, 2);
    assert.doesNotMatch(JSON.stringify(items), /boreas|boat|second/i, 'the trail knows neither question nor answer');
  });

  it('ACC-4 is taken away with the current password', async () => {
    await set(me, { currentPassword: PASSWORD, question: QUESTION, answer: 'Zéphyrine' });
    expectProblem(await set(me, { currentPassword: 'wrong', question: null }), 'wrong_password', 403);
    assert.equal(await show(), QUESTION);
    assert.equal((await set(me, { currentPassword: PASSWORD, question: null })).status, 204);
    assert.equal(await show(), null);
    assert.equal(await kept(), '[]');
  });

  it('ACC-4 not without the password, which is asked for more and more slowly', async () => {
    const wish = { currentPassword: 'not the password', question: QUESTION, answer: 'Zéphyrine' };
    let answer = await set(me, wish);
    expectProblem(answer, 'wrong_password', 403);
    for (let times = 0; times < 20 && answer.status === 403; times += 1) answer = await set(me, wish);
    expectProblem(answer, 'too_many_attempts', 429);
    assert.equal(await show(), null);
  });

  const wrong: [body: object, field: string][] = [
    [{ question: QUESTION, answer: ' ' }, 'answer'],
    [{ question: QUESTION, answer: 'BÔAT' }, 'answer'],
    [{ question: 'Why?', answer: 'Zéphyrine' }, 'question'],
    [{ question: 'x'.repeat(201), answer: 'Zéphyrine' }, 'question'],
    [{ question: 'Two\nlines?', answer: 'Zéphyrine' }, 'question'],
    [{ question: QUESTION }, 'answer'],
  ];
  for (const [body, field] of wrong) {
    it(`ACC-4 ${JSON.stringify(body).slice(0, 60)} protects nothing: it is refused beside its field`, async () => {
      const { errors } = expectProblem(await set(me, { currentPassword: PASSWORD, ...body }), 'validation_failed', 400);
      assert.deepEqual(
        errors?.map((error) => error.field),
        [field],
      );
      assert.equal(await show(), null);
    });
  }

  it('ACC-4 is of no use to an account without a password, and nobody sees it unasked', async () => {
    const wish = { currentPassword: PASSWORD, question: QUESTION, answer: 'Zéphyrine' };
    expectProblem(await set(admin, wish), 'no_password', 409);
    for (const method of ['GET', 'PUT']) {
      expectProblem(await world.browser().call(method, '/account/security-question'), 'session_required', 401);
    }
  });
});

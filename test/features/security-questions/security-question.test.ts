import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { PasswordReset } from '../../../src/server/features/password-resets/schemas.ts';
import { answerRefusal, foldAnswer } from '../../../src/server/features/security-questions/rules.ts';
import type { SecurityQuestion } from '../../../src/server/features/security-questions/schemas.ts';
import { HOUR, MINUTE } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { addExternal, askForReset, external, movableClock, PASSWORD, resetToken } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

const QUESTION = 'Where did you learn to swim?';
const NEW = 'ember trellis 41 quay';

describe('a security question', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '50', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());
  afterEach(() => clock.advance(3 * HOUR));

  const set = (client: Client, body: object) => client.call('PUT', '/account/security-question', { body });
  const shown = async (client: Client) => (await client.get<SecurityQuestion>('/account/security-question')).question;
  const complete = (token: string, answer?: string) =>
    world
      .browser()
      .call('POST', `/password-resets/${token}`, { body: { password: NEW, ...(answer !== undefined && { answer }) } });

  /** Somebody with a question. */
  async function careful(name: string, answer = 'Étretat') {
    const person = external(name);
    const client = await addExternal(world, admin, person);
    const { status, text } = await set(client, { currentPassword: PASSWORD, question: QUESTION, answer });
    assert.equal(status, 204, text);
    return { person, client };
  }

  /** The secrets of the links that somebody was mailed, the latest first. */
  async function links(loginId: string, count: number): Promise<string[]> {
    await askForReset(world.browser(), loginId);
    return await eventually(async () => {
      const mails = (await world.mailbox(loginId)).filter(({ subject }) => subject === 'Set a new password for Foyer');
      assert.equal(mails.length, count);
      return mails.map(resetToken);
    });
  }

  it('ACC-4 is set, changed and taken away with the current password, and its answer is never shown', async () => {
    const { person, client } = await careful('anna');
    assert.equal(await shown(client), QUESTION);
    const wrong = { currentPassword: 'something else', question: QUESTION, answer: 'Nice' };
    expectProblem(await set(client, wrong), 'wrong_password', 403);
    expectProblem(await set(client, { currentPassword: 'something else', question: null }), 'wrong_password', 403);
    assert.equal(await shown(client), QUESTION);
    const row = await world.db.collection('accounts').findOne({ loginId: person.loginId });
    const stored = await world.db.collection('security-questions').findOne({ accountId: row?._id });
    assert.match(stored?.answerHash, /^\$argon2id\$/);
    assert.equal((await set(client, { currentPassword: PASSWORD, question: null })).status, 204);
    assert.equal(await shown(client), null);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?limit=50');
    const mine = items.filter(({ actor }) => actor.loginId === person.loginId).map(({ action }) => action);
    assert.ok(mine.includes('security-question.set') && mine.includes('security-question.remove'), String(mine));
    assert.ok(!world.logLines.some((line) => /tretat|\$argon2id\$/.test(line)));
  });

  it('ACC-4 nobody without a password, or without a session, sets one', async () => {
    const body = { currentPassword: PASSWORD, question: QUESTION, answer: 'Nice' };
    expectProblem(await set(admin, body), 'no_password', 409);
    expectProblem(await set(world.browser(), body), 'session_required', 401);
  });

  it('ACC-4 an answer that protects nothing is refused beside its field', async () => {
    const { client } = await careful('boris');
    for (const [answer, code] of [
      ['  ', 'empty_answer'],
      ['\u0301\u0300', 'empty_answer'],
      ['SWIM', 'answer_in_question'],
    ]) {
      const { errors } = expectProblem(
        await set(client, { currentPassword: PASSWORD, question: QUESTION, answer }),
        'validation_failed',
        400,
      );
      assert.deepEqual([errors?.[0]?.field, errors?.[0]?.code], ['answer', code]);
    }
    for (const question of ['Why', 'x'.repeat(201), 'Where\nto?', 7]) {
      const body = { currentPassword: PASSWORD, question, answer: 'Nice' };
      expectProblem(await set(client, body), 'validation_failed', 400);
    }
    assert.equal(await shown(client), QUESTION);
  });

  it('ACC-4 is asked on the reset page, and answered without case and accents', async () => {
    const { person } = await careful('clara', '  l’Île  de Ré ');
    const [token = ''] = await links(person.loginId, 1);
    const { question } = await world.browser().get<PasswordReset>(`/password-resets/${token}`);
    assert.equal(question, QUESTION);
    const { errors } = expectProblem(await complete(token), 'validation_failed', 400);
    assert.deepEqual([errors?.[0]?.field, errors?.[0]?.code], ['answer', 'required']);
    assert.equal((await complete(token, 'L’ILE DE RE')).status, 200);
  });

  it('ACC-4 five wrong answers end the reset; another link is another five', async () => {
    const { person } = await careful('dora');
    const [token = ''] = await links(person.loginId, 1);
    for (const left of [4, 3, 2, 1]) {
      const problem = expectProblem(await complete(token, 'Rome'), 'wrong_answer', 403);
      assert.equal(problem.attemptsLeft, left);
    }
    expectProblem(await complete(token, 'Rome'), 'reset_ended', 410);
    expectProblem(await complete(token, 'Étretat'), 'reset_ended', 410);
    expectProblem(await world.browser().call('GET', `/password-resets/${token}`), 'reset_ended', 410);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=password-reset.complete&outcome=refused');
    const refused = items.filter(({ target }) => target.label === person.loginId).map(({ code }) => code);
    assert.equal(refused.filter((code) => code === 'wrong_answer').length, 4);
    assert.ok(refused.includes('reset_ended'));
    const [second = ''] = await links(person.loginId, 2);
    assert.equal((await complete(second, 'etretat')).status, 200);
  });

  it('ACC-4 many answers at once are not more than five, and a weak password costs none', async () => {
    const { person } = await careful('emil');
    const [token = ''] = await links(person.loginId, 1);
    const weak = { password: 'password', answer: 'Rome' };
    for (let count = 0; count < 6; count++) {
      expectProblem(await world.browser().call('POST', `/password-resets/${token}`, { body: weak }), 'weak_password');
    }
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => complete(token, `Rome ${index}`)));
    const codes = answers.map(({ text }) => (JSON.parse(text) as { code: string }).code);
    assert.equal(codes.filter((code) => code === 'wrong_answer').length, 4, String(codes));
    assert.ok(
      codes.every((code) => ['wrong_answer', 'reset_ended', 'too_many_attempts'].includes(code)),
      String(codes),
    );
    expectProblem(await complete(token, 'Étretat'), 'reset_ended', 410);
  });

  it('ACC-4 guessing on from link to link slows down, and the owner is in once a quarter of an hour has passed', async () => {
    const { person } = await careful('felix');
    for (const count of [1, 2]) {
      const [token = ''] = await links(person.loginId, count);
      for (let guess = 0; guess < 5; guess++) await complete(token, `Rome ${guess}`);
    }
    const [token = ''] = await links(person.loginId, 3);
    // Each pause is twice as long as the one before, so that a slow machine comes to the next one.
    let refused = await complete(token, 'Rome');
    while (refused.status === 403) refused = await complete(token, 'Rome');
    expectProblem(refused, 'too_many_attempts', 429);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    clock.advance(15 * MINUTE);
    assert.equal((await complete(token, 'Étretat')).status, 200);
  });
});

describe('answers in all scripts', () => {
  const texts = fc.string({ unit: 'grapheme', maxLength: 40 });

  it('ACC-4 are the same however an accent is composed, and however many spaces there are', () => {
    fc.assert(
      fc.property(texts, (answer) => {
        const folded = foldAnswer(answer);
        assert.equal(foldAnswer(answer.normalize('NFD')), folded);
        assert.equal(foldAnswer(answer.normalize('NFC')), folded);
        assert.equal(foldAnswer(` ${answer.replaceAll(' ', '   ')}\t`), folded);
        assert.equal(foldAnswer(folded), folded);
      }),
    );
  });

  it('ACC-4 are the same in capitals', () => {
    for (const answer of [
      'Ångström',
      'straße',
      'Diyarbakır',
      'Łódź',
      'Αθήνα',
      'Київ',
      'Ærø',
      'Đà Nẵng',
      'Erevan Երևան',
    ]) {
      assert.equal(foldAnswer(answer.toUpperCase()), foldAnswer(answer), answer);
    }
  });

  it('ACC-4 are refused when the question holds them, and only then', () => {
    fc.assert(
      fc.property(texts, texts, (before, answer) => {
        const refusal = answerRefusal(`${before} ${answer}?`, answer);
        assert.equal(refusal, foldAnswer(answer) === '' ? 'empty_answer' : 'answer_in_question');
      }),
    );
    assert.equal(answerRefusal(QUESTION, '上海'), null);
  });
});

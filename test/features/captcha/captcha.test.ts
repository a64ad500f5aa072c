import assert from 'node:assert/strict';
import type { Captcha, SolvedCaptcha } from '../../../src/server/features/captcha/schemas.ts';
import { MINUTE } from '../../../src/server/platform/clock.ts';
import { expectProblem } from '../../support/client.ts';
import { movableClock, solvedCaptcha } from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('the captcha', () => {
  const clock = movableClock();
  let world: World;
  before(async () => {
    world = await startWorld({ clock });
  });
  after(() => world.close());

  const spend = (captcha: unknown) =>
    world.browser().call('POST', '/password-resets', { body: { loginId: 'nobody@outside.example', captcha } });
  const solved = () => solvedCaptcha(world.browser());

  it('ACC-3 is work that is done once and counts once, also when it comes many times at once', async () => {
    const captcha = await solved();
    const answers = await Promise.all(Array.from({ length: 6 }, () => spend(captcha)));
    assert.equal(answers.filter(({ status }) => status === 202).length, 1);
    for (const answer of answers) if (answer.status !== 202) expectProblem(answer, 'captcha_failed', 400);
    expectProblem(await spend(captcha), 'captcha_failed', 400);
    assert.equal((await spend(await solved())).status, 202);
  });

  it('ACC-3 is refused after ten minutes', async () => {
    const captcha = await solved();
    clock.advance(11 * MINUTE);
    expectProblem(await spend(captcha), 'captcha_failed', 400);
  });

  it('ACC-3 is refused when anything of it is not as it was given out, or the work was not done', async () => {
    const { challenge, solution } = await solved();
    const { parameters } = challenge;
    const other = await solved();
    const forged: SolvedCaptcha[] = [
      { challenge, solution: { counter: 0, derivedKey: '00'.repeat(32) } },
      { challenge, solution: other.solution },
      { challenge: { ...challenge, signature: other.challenge.signature }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, expiresAt: parameters.expiresAt + 3600 } }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, cost: 1 } }, solution },
      { challenge: { ...challenge, parameters: { ...parameters, keyPrefix: '' } }, solution },
    ];
    for (const captcha of forged) expectProblem(await spend(captcha), 'captcha_failed', 400);
    for (const captcha of [null, {}, { challenge }, { challenge, solution, more: 1 }, 'x'.repeat(100)]) {
      expectProblem(await spend(captcha), 'validation_failed', 400);
    }
    // None of them has used up the work that was really done.
    assert.equal((await spend({ challenge, solution })).status, 202);
  });

  it('ACC-3 one of another installation counts nothing, and no two are alike', async () => {
    const neighbour = await startWorld();
    try {
      expectProblem(await spend(await solvedCaptcha(neighbour.browser())), 'captcha_failed', 400);
    } finally {
      await neighbour.close();
    }
    const [one, two] = await Promise.all([1, 2].map(() => world.browser().get<Captcha>('/captcha')));
    assert.notEqual(one?.parameters.nonce, two?.parameters.nonce);
    assert.notEqual(one?.parameters.keyPrefix, two?.parameters.keyPrefix);
  });
});

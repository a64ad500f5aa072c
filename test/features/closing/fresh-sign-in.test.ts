import assert from 'node:assert/strict';
import type { AccountClosing } from '../../../src/server/features/closing/schemas.ts';
import { MINUTE, SECOND } from '../../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { beginSignIn, comeBack, locationOf, pickPerson } from '../../support/microsoft-sign-in.ts';
import { movableClock } from '../../support/passwords.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('a fresh sign-in', () => {
  const clock = movableClock();
  let world: World;
  let person: SandboxPerson;
  before(async () => {
    world = await startWorld({ clock });
    person = at(world.people('employee'), 0);
  });
  after(() => world.close());

  const close = (client: Client, loginId = person.userPrincipalName) =>
    client.call('POST', '/account/close', { body: { loginId } });
  const seconds = (minutes: number) => Math.floor((clock.now().getTime() + minutes * MINUTE) / SECOND);

  /** The step is offered or not, and taken or not; another login ID is what it fails with when it is. */
  async function expectFresh(client: Client, isFresh: boolean): Promise<void> {
    assert.equal((await client.get<AccountClosing>('/account/closing')).mustSignInAgain, !isFresh);
    const answer = await close(client, 'somebody@else.example');
    if (isFresh) expectProblem(answer, 'own_login_id_mismatch', 409);
    else expectProblem(answer, 'sign_in_again', 403);
  }

  /** What Teams does: a token of whoever is signed in there, who is asked for nothing. */
  async function openInTeams(claims: Record<string, unknown> = {}): Promise<Client> {
    const client = world.browser();
    await client.post('/session', { token: await world.hostToken(person.userPrincipalName, { claims }) });
    return client;
  }

  /** What a browser does whose Microsoft knows the person since then: single sign-on. */
  async function singleSignOn(client: Client, query: string, since: number): Promise<void> {
    const page = await beginSignIn(client, query);
    const headers = { cookie: `sandbox-person=${person.id}.${since}` };
    const answer = await fetch(page, { redirect: 'manual', headers });
    await comeBack(client, new URL(answer.headers.get('location') ?? ''));
  }

  it('ACC-8 ORG-3 Teams asks nobody for anything: what it opens is fresh only where Microsoft says so', async () => {
    await expectFresh(await openInTeams(), false);
    await expectFresh(await openInTeams({ auth_time: seconds(-11) }), false);
    await expectFresh(await openInTeams({ auth_time: seconds(-9) }), true);
  });

  it('ACC-8 a clock of Microsoft’s that is ahead keeps nobody fresh for longer', async () => {
    const client = await openInTeams({ auth_time: seconds(5) });
    await expectFresh(client, true);
    clock.advance(10 * MINUTE);
    await expectFresh(client, false);
    clock.advance(-10 * MINUTE);
  });

  it('ACC-8 single sign-on in a browser counts from when the person was asked, also when they are picked again', async () => {
    const client = world.browser();
    await pickPerson(await beginSignIn(client), person);
    for (const query of ['', '?prompt=none']) {
      await singleSignOn(client, query, seconds(-11));
      await expectFresh(client, false);
      await singleSignOn(client, query, seconds(-2));
      await expectFresh(client, true);
    }
  });

  for (const isTold of [true, false]) {
    it(`ACC-8 prompt=login has the person asked${isTold ? '' : ', also where Microsoft never says when'}`, async () => {
      if (!isTold) await world.fault({ kind: 'no-auth-time' });
      const client = await openInTeams();
      await expectFresh(client, false);
      const unasked = await comeBack(client, await pickPerson(await beginSignIn(client), person));
      assert.equal(unasked.status, 302);
      await expectFresh(client, isTold);
      await comeBack(client, await pickPerson(await beginSignIn(client, '?prompt=login'), person));
      await expectFresh(client, true);
      await world.clearFaults();
    });
  }

  it('ACC-8 the window that Teams opens hands its freshness to the frame, and the account can be closed', async () => {
    const frame = await openInTeams();
    expectProblem(await close(frame), 'sign_in_again', 403);
    const popup = world.browser();
    const page = await beginSignIn(popup, '?popup=1&prompt=login');
    const { hash } = locationOf(await comeBack(popup, await pickPerson(page, person)));
    await frame.post('/session/redeem', { code: new URLSearchParams(hash.slice(1)).get('code') });
    assert.equal((await close(frame)).status, 204);
  });
});

import assert from 'node:assert/strict';
import { beginSignIn, comeBack, pickPerson } from '../support/microsoft-sign-in.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

describe('the log', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world.close());

  it('has a line for each request, and no secret in any', async () => {
    const administrator = await foundOrganization(world);
    const employee = world.person('employee');
    const secrets: Record<string, string | null | undefined> = {
      'the client secret': world.sandbox.clientSecret,
      "the administrator's cookie": administrator.cookies.get('foyer'),
    };

    const hostToken = await world.hostToken(employee.id);
    secrets["the host's token"] = hostToken;
    await world.browser().call('POST', '/session', { body: { token: hostToken } });
    const forged = `${hostToken.slice(0, -8)}AAAAAAAA`;
    secrets['a forged token'] = forged;
    await world.browser().call('POST', '/session', { body: { token: forged } });
    const broken = 'a-secret-in-broken-json';
    secrets['a secret in malformed JSON'] = broken;
    const json = { 'content-type': 'application/json' };
    await world.browser().call('POST', '/session', { raw: `{"token":"${broken}"`, headers: json });

    const browser = world.browser();
    const page = await beginSignIn(browser);
    const back = await pickPerson(page, employee);
    await comeBack(browser, back);
    secrets['the sign-in cookie'] = browser.cookies.get('foyer-sign-in');
    secrets['the session cookie'] = browser.cookies.get('foyer');
    secrets['the state'] = page.searchParams.get('state');
    secrets['the nonce'] = page.searchParams.get('nonce');
    secrets['the code'] = back.searchParams.get('code');

    await administrator.post('/invitations', { objectIds: [employee.id] });
    const mail = await world.waitForMail(employee.userPrincipalName, /invites you/);
    const link = mail.links.find((address) => address.includes('/invitations/')) ?? '';
    const token = link.split('/').at(-1) ?? '';
    secrets["an invitation's token"] = token;
    await browser.call('GET', `/invitations/link/${token}`);
    await fetch(link);

    const log = world.logLines.join('');
    assert.ok(log.includes('"path":"/api/v1/session"'));
    assert.ok(log.includes('"path":"/auth/callback"'));
    assert.ok(log.includes('/invitations/link/[token]'));
    for (const [what, secret] of Object.entries(secrets)) {
      assert.ok(secret && secret.length > 15, what);
      assert.ok(!log.includes(secret), `${what} is in the log`);
    }
  });
});

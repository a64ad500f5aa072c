import assert from 'node:assert/strict';
import type { Client } from '../support/client.ts';
import { expectProblem } from '../support/client.ts';
import { foundOrganization } from '../support/organization.ts';
import { startWorld, type World } from '../support/world.ts';

describe('calls from other sites', () => {
  let world: World;
  let administrator: Client;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
  });
  after(() => world.close());

  const strangers: Record<string, Record<string, string>> = {
    'of another origin': { origin: 'https://evil.example' },
    'of a frame without an origin': { origin: 'null' },
    'of our origin with another port': { origin: 'http://localhost:1' },
    'that the browser calls cross-site': { 'sec-fetch-site': 'cross-site' },
  };
  for (const [what, headers] of Object.entries(strangers)) {
    it(`${what} change nothing`, async () => {
      const answer = await administrator.call('PATCH', '/organization', { body: { name: 'Taken over' }, headers });
      expectProblem(answer, 'cross_site', 403);
      assert.notEqual((await administrator.get<{ name: string }>('/organization')).name, 'Taken over');
      expectProblem(await administrator.call('DELETE', '/session', { headers }), 'cross_site', 403);
      assert.equal((await administrator.call('GET', '/session')).status, 200);
    });
  }

  it('without an Origin header change nothing', async () => {
    const cookie = [...administrator.cookies].map((pair) => pair.join('=')).join('; ');
    const response = await fetch(`${world.url}/api/v1/organization`, {
      method: 'PATCH',
      headers: { cookie, 'content-type': 'application/json' },
      body: JSON.stringify({ name: 'Taken over' }),
    });
    assert.equal(response.status, 403);
  });

  it('can not sign somebody in to a session of the stranger', async () => {
    const token = await world.hostToken(world.person('employee').userPrincipalName);
    const headers = { origin: 'https://evil.example' };
    const answer = await world.browser().call('POST', '/session', { body: { token }, headers });
    expectProblem(answer, 'cross_site', 403);
    assert.deepEqual(answer.headers.getSetCookie(), []);
  });
});

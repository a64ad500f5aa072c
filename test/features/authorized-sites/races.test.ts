import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { Grant, RegisteredSite } from '../../../src/server/features/authorized-sites/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { Client } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { sendToFoyer } from '../../support/site-visit.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

const redirectUri = 'http://localhost:9/callback';

describe('sites and answers at the same moment', () => {
  let world: World;
  let administrator: Client;
  let person: SandboxPerson;
  before(async () => {
    world = await startWorld();
    administrator = await foundOrganization(world);
    person = at(world.people('employee'), 0);
    await makeMember(world, person);
  });
  after(() => world.close());

  const register = (name: string) =>
    administrator.post<RegisteredSite>('/sites', { name, redirectUris: [redirectUri], scopes: ['profile', 'email'] });

  /** A browser of the person's, before the question of a site. */
  async function arrive(site: RegisteredSite, scope: string) {
    const browser = await world.signIn(person.userPrincipalName);
    const request = await sendToFoyer(browser, site, scope);
    return () => browser.call('POST', `${request}/allow`);
  }

  const kept = async (kind: string) => await world.db.collection('oauth-artifacts').find({ kind }).toArray();

  it('ACC-6 a site that is removed while people let it in leaves no grant behind', async () => {
    const rounds = await Promise.all(
      Array.from({ length: 6 }, async (_, index) => {
        const site = await register(`Fleeting ${index}`);
        return { site, allow: await arrive(site, 'openid profile') };
      }),
    );
    const answers = await Promise.all(
      rounds.map(async ({ site, allow }) => {
        const [{ status }] = await Promise.all([allow(), administrator.delete(`/sites/${site.id}`)]);
        return status;
      }),
    );
    for (const status of answers) assert.ok([200, 410].includes(status), String(status));
    assert.equal(await world.db.collection('site-grants').countDocuments(), 0);
    assert.deepEqual(await kept('Grant'), []);
  });

  it('ACC-6 two first answers of one person are one grant, and all of it can be taken back', async () => {
    const site = await register('Double');
    const allow = await Promise.all([arrive(site, 'openid profile'), arrive(site, 'openid email')]);
    const answers = await Promise.all(allow.map((each) => each()));
    assert.deepEqual(
      answers.map(({ status }) => status),
      [200, 200],
    );
    const browser = await world.signIn(person.userPrincipalName);
    const grant = only((await browser.get<Page<Grant>>('/account/authorized-sites')).items);
    assert.deepEqual(grant.scopes, ['profile', 'email']);
    assert.equal((await kept('Grant')).length, 1);
    await browser.delete(`/account/authorized-sites/${grant.id}`);
    assert.deepEqual(await kept('Grant'), []);
  });

  it('MEM-2 whoever is deactivated while they let sites in has let none in', async () => {
    const sites = await Promise.all(['First', 'Second', 'Third'].map(register));
    const allow = await Promise.all(sites.map((site) => arrive(site, 'openid profile')));
    const { member } = await (await world.signIn(person.userPrincipalName)).get<Session>('/session');
    const [, ...answers] = await Promise.all([
      administrator.post('/members/deactivate', { ids: [member?.id] }),
      ...allow.map((each) => each()),
    ]);
    for (const { status } of answers) assert.ok([200, 401, 403].includes(status), String(status));
    assert.equal(await world.db.collection('site-grants').countDocuments(), 0);
    assert.deepEqual(await kept('Grant'), []);
  });
});

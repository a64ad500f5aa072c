import assert from 'node:assert/strict';
import fc from 'fast-check';
import { MODULES } from '../../src/server/core/records/schemas.ts';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { RegisteredSite } from '../../src/server/features/authorized-sites/schemas.ts';
import type { JoinRequest } from '../../src/server/features/join-requests/schemas.ts';
import type { Page } from '../../src/server/platform/cursor.ts';
import { EXTENSIONS } from '../../src/server/platform/extensions.ts';
import { QUESTIONS } from '../server/isolation/bodies.ts';
import { addressIn, type Neighbour, settleNeighbour } from '../server/isolation/neighbour.ts';
import type { Client } from '../support/client.ts';
import { operations, seen } from '../support/described.ts';
import { addMember, ask, at, builtIn, invite, linkToken, syncedDirectory, termsVersion } from '../support/door.ts';
import { madeExport } from '../support/exports.ts';
import { almostRight } from '../support/junk.ts';
import { activate, addMailbox, mailboxOf } from '../support/mailboxes.ts';
import { beginSignIn, comeBack, locationOf, pickPerson } from '../support/microsoft-sign-in.ts';
import { foundOrganization } from '../support/organization.ts';
import {
  addExternal,
  askForReset,
  external,
  inviteByMail,
  PASSWORD,
  resetToken,
  signInWithPassword,
  solvedCaptcha,
} from '../support/passwords.ts';
import { sendToFoyer } from '../support/site-visit.ts';
import { type SandboxPerson, startWorld, type World } from '../support/world.ts';

type Person = Pick<SandboxPerson, 'id' | 'userPrincipalName'>;
type Created = { id: string };

/**
 * Makes every call of the API's description, in an organization that has something of everything. The client holds each
 * request and each answer against the description (`support/described.ts`).
 */
describe('every call', function () {
  this.timeout(60_000);
  let world: World;
  let neighbour: Neighbour;
  let admin: Client;
  let people: Person[];
  before(async function () {
    this.timeout(240_000);
    seen.clear();
    world = await startWorld({ env: { SEATS_AT_START: '50' } });
    neighbour = await settleNeighbour(world);
    admin = neighbour.client;
    const me = await admin.get<Session>('/session');
    for (const key of EXTENSIONS) await activate(admin, key, me.member?.id ?? '');
    const { items } = await syncedDirectory(admin);
    people = items
      .filter(({ standing }) => standing === 'available')
      .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
  });
  after(() => world.close());

  /** Somebody of the tenant who has nothing to do with the organization so far. */
  function somebody(): Person {
    const person = people.shift();
    assert.ok(person, 'the tenant has nobody left');
    return person;
  }

  const signIn = (person: Person) => world.signIn(person.userPrincipalName);
  const memberIdOf = async (client: Client) => (await client.get<Session>('/session')).member?.id ?? '';

  it('that reads, with the ids of what there is', async () => {
    for (const name of operations.keys()) {
      const [method, path = ''] = name.split(' ');
      const address = addressIn(neighbour, path);
      if (method !== 'GET' || !address || path.endsWith('/photo')) continue;
      const member = name === 'GET /records/counts' ? `?memberId=${neighbour.ids.members}` : '';
      await admin.call('GET', address + (QUESTIONS[name] ?? member));
    }
    const photos = people.map(async ({ id }) => {
      const address = `/directory/users/${id}/photo`;
      const { status, headers } = await admin.call('GET', address);
      return { address, status, etag: headers.get('etag') ?? '' };
    });
    const photo = (await Promise.all(photos)).find(({ status }) => status === 200);
    // Else the client would say that it has nothing, whatever it has.
    const again = { headers: { 'if-none-match': photo?.etag ?? '', 'cache-control': 'max-age=0' } };
    assert.equal((await admin.call('GET', photo?.address ?? '', again)).status, 304);
  });

  it('of the own account', async () => {
    await admin.patch('/account', { language: 'en' });
    await admin.put('/account/preferences', {
      dateFormat: 'dd/mm/yy',
      newsletters: { general: true, productAnnouncements: false, productUpdates: false },
      secureConnection: false,
    });
    const token = await admin.post<Created>('/account/tokens', { name: 'Reports', expiresInDays: 7 });
    await admin.delete(`/account/tokens/${token.id}`);
    const client = await addExternal(world, admin, external('anna'));
    const exported = await client.post<Created>('/account/export');
    await madeExport(client, 'account');
    assert.equal((await client.call('GET', `/account/exports/${exported.id}/file`)).status, 200);
    const other = await signInWithPassword(world, external('anna'));
    const { items } = await other.get<Page<Created & { isCurrent: boolean }>>('/account/sessions');
    await other.delete(`/account/sessions/${items.find(({ isCurrent }) => !isCurrent)?.id}`);
    await other.delete('/account/sessions');
    await other.get('/account/closing');
    await other.post('/account/close', { loginId: external('anna').loginId });
    await (await signIn(somebody())).delete('/session');
  });

  it('of passwords and of linking', async () => {
    const person = external('bert');
    const client = await addExternal(world, admin, person);
    await client.put('/account/security-question', {
      currentPassword: PASSWORD,
      question: 'What was the name of the boat?',
      answer: 'Vega',
    });
    await client.post('/account/password', { currentPassword: PASSWORD, newPassword: `${PASSWORD} too` });
    await askForReset(world.browser(), person.loginId);
    const reset = resetToken(await world.waitForMail(person.loginId, /reset-password\//));
    await client.get(`/password-resets/${reset}`);
    await world.browser().post(`/password-resets/${reset}`, { password: PASSWORD, answer: 'Vega' });
    const linked = await signIn(somebody());
    await linked.post('/account/link', { loginId: person.loginId, password: PASSWORD, answer: 'Vega' });
    await linked.post('/account/unlink', { password: PASSWORD });
    // An address of the tenant's own domain, which somebody had before the directory knew anybody of that name.
    const { account } = await admin.get<Session>('/session');
    const early = { ...external('early'), loginId: `early${account.loginId.slice(account.loginId.indexOf('@'))}` };
    const memberId = await memberIdOf(await addExternal(world, admin, early));
    await admin.post('/members/deactivate', { ids: [memberId] });
    await admin.post('/login-ids/free', { loginId: early.loginId });
    const popup = world.browser();
    const employee = world.person('employee');
    const back = await comeBack(popup, await pickPerson(await beginSignIn(popup, '?popup=1'), employee));
    const code = new URLSearchParams(locationOf(back).hash.slice(1)).get('code');
    await world.browser().post('/session/redeem', { code });
  });

  it('of invitations and requests', async () => {
    const [invited, other] = [somebody(), somebody()];
    await admin.post(`/invitations/${await invite(admin, invited)}/resend`);
    await admin.delete(`/invitations/${await invite(admin, somebody())}`);
    await invite(admin, other);
    const link = linkToken(await world.waitForMail(other.userPrincipalName, /invitations\//));
    const client = await signIn(other);
    await client.post(`/invitations/link/${link}/accept`, { termsVersion: await termsVersion(client) });
    await world.browser().get(`/invitations/link/${await inviteByMail(world, admin, external('carl'))}`);
    for (const what of ['approve', 'decline', 'withdraw'] as const) {
      const asker = await signIn(somebody());
      const { id } = await ask(asker, 'Please');
      await (what === 'withdraw' ? asker : admin).post<JoinRequest>(`/join-requests/${id}/${what}`);
    }
  });

  it('of members, profiles and roles', async () => {
    const clients = [await addMember(world, admin, somebody()), await addMember(world, admin, somebody())];
    const [first, second] = [await memberIdOf(at(clients, 0)), await memberIdOf(at(clients, 1))];
    const { id: profile } = await admin.post<Created>('/profiles', {
      name: 'Guests',
      copyOf: await builtIn(admin, 'standard'),
      extensions: [],
    });
    await admin.patch(`/profiles/${profile}`, { name: 'Visitors', switches: { mail: true } });
    const { items: roles } = await admin.get<Page<Created>>('/roles');
    const { id: role } = await admin.post<Created>('/roles', { name: 'Desk', parentId: at(roles, 0).id });
    await admin.patch(`/roles/${role}`, { name: 'Front desk' });
    await admin.put(`/roles/${at(roles, 1).id}/newcomers`, undefined);
    await admin.patch(`/members/${first}`, { profileId: profile, roleId: role });
    await admin.delete(`/members/${first}/sessions`);
    await admin.delete(`/profiles/${profile}?moveTo=${await builtIn(admin, 'standard')}`);
    await admin.delete(`/roles/${role}?moveTo=${at(roles, 0).id}`);
    await admin.post('/members/consequences', { ids: [first, second] });
    await admin.post('/members/deactivate', { ids: [first], transfer: { all: second }, atomic: true });
    await admin.post('/members/reactivate', { ids: [first] });
    await admin.post('/members/deactivate', { ids: [first, second], atomic: false });
    await admin.post('/members/delete', { ids: [first] });
    await admin.delete(`/members/${second}`);
  });

  it('of records', async () => {
    const owner = await memberIdOf(admin);
    const names = { leads: 'name', contacts: 'lastName', deals: 'name', tasks: 'subject' } as const;
    for (const module of MODULES) {
      const record = await admin.post<Created>(`/records/${module}`, { [names[module]]: 'Nordlicht', ownerId: owner });
      await admin.get(`/records/${module}/${record.id}`);
      await admin.get(`/records/${module}/${record.id}/timeline`);
      await admin.patch(`/records/${module}/${record.id}`, { [names[module]]: 'Nordlicht & Co' });
      await admin.delete(`/records/${module}/${record.id}`);
      const answer = await admin.call('POST', `/records/${module}/import?key=${module}-of-today`, {
        raw: `${names[module]}\nNordahl\n`,
        headers: { 'content-type': 'text/csv' },
      });
      assert.equal(answer.status, 202, answer.text);
      const template = await admin.call('GET', `/records/${module}/import/template.csv`);
      assert.equal(template.status, 200, template.text);
    }
    await admin.post(`/records/transfers/${neighbour.ids.transfers}/undo`);
  });

  it('of mailboxes, extensions and the subscription', async () => {
    const { memberId } = await addMailbox(world, admin, somebody());
    await admin.post(`/mail/users/${memberId}/lock`);
    await admin.post(`/mail/users/${memberId}/unlock`);
    await admin.put('/mail/mailbox', mailboxOf(world, { userPrincipalName: 'vera.lindqvist@northquay.example' }));
    await admin.patch('/subscription', { seats: 60, extensions: { mail: { bought: 20 } } });
    await admin.post('/directory/sync');
  });

  it("of partners' sites", async () => {
    const site = await admin.post<RegisteredSite>('/sites', {
      name: 'Nordsee',
      redirectUris: ['https://nordsee.example/back'],
      scopes: ['profile', 'email'],
      audience: 'everybody',
    });
    const request = await sendToFoyer(admin, site, 'openid profile');
    await admin.get(request);
    await admin.post(`${request}/allow`);
    await admin.post(`${await sendToFoyer(admin, site, 'openid')}/cancel`);
    const browser = world.browser();
    const person = external('dora');
    await browser.post(`${await sendToFoyer(browser, site, 'openid')}/sign-up`, {
      loginId: person.loginId,
      fullName: person.fullName,
      captcha: await solvedCaptcha(browser),
    });
    const { links } = await world.waitForMail(person.loginId, /Nordsee/);
    const token = links.map((link) => /\/sign-up\/([\w-]{43})$/.exec(link)?.[1]).find(Boolean);
    const { termsVersion: terms } = await browser.get<{ termsVersion: string }>(`/sign-ups/${token}`);
    const { fullName, password } = person;
    await browser.post(`/sign-ups/${token}`, { fullName, password, termsVersion: terms });
    const { items } = await admin.get<Page<Created>>('/account/authorized-sites');
    await admin.delete(`/account/authorized-sites/${at(items, 0).id}`);
    await admin.post(`/sites/${site.id}/secret`);
    await admin.delete(`/sites/${site.id}`);
  });

  it('of an organization and its end', async () => {
    const founder = await foundOrganization(world);
    await founder.patch('/organization', { name: 'Alder', timeZone: 'Europe/Paris', language: 'fr' });
    await founder.get('/organization/closing');
    await founder.post('/organization/close', { name: 'Alder' });
  });

  it('was made and accepted, with nothing left out', () => {
    const missing = [...operations.keys()].filter((name) => !seen.get(name)?.accepted);
    assert.deepEqual(missing, []);
  });

  it('answers what is wrong with a problem, whatever it is, and never with 500', async function () {
    this.timeout(300_000);
    const failures: string[] = [];
    for (const [name, operation] of operations) {
      const [method = '', path = ''] = name.split(' ');
      const accepted = seen.get(name)?.accepted;
      assert.ok(accepted, name);
      const [address = '', query] = accepted.path.split('?');
      const right = { ...accepted, path: (addressIn(neighbour, path) ?? address) + (query ? `?${query}` : '') };
      for (const wrong of almostRight(path, operation, right)) {
        const property = fc.asyncProperty(wrong, async (sent) => {
          const { status, headers, text } = await admin.call(method, sent.path, sent);
          assert.ok(status < 500, text);
          if (status >= 400) assert.match(headers.get('content-type') ?? '', /^application\/problem\+json/);
        });
        const { failed, counterexample, errorInstance } = await fc.check(property, { numRuns: 3 });
        if (failed) failures.push(`${name} ${JSON.stringify(counterexample)}: ${errorInstance}`);
      }
    }
    assert.deepEqual(failures, []);
    await admin.get('/session');
  });
});

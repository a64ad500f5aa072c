import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { OwnAccount } from '../../../src/server/features/accounts/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { InvitationLink } from '../../../src/server/features/invitations/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import { HOUR } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, builtIn, invite, linkToken, only, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import {
  addExternal,
  external,
  inviteByMail,
  movableClock,
  PASSWORD,
  signInWithPassword,
} from '../../support/passwords.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('invitations: accepting without Microsoft 365', () => {
  const clock = movableClock();
  let world: World;
  let admin: Client;
  let version: string;
  before(async () => {
    world = await startWorld({ clock, env: { SEATS_AT_START: '40', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' } });
    admin = await foundOrganization(world);
    version = await termsVersion(admin);
  });
  after(() => world.close());
  afterEach(() => clock.advance(3 * HOUR));

  const show = (token: string, client = world.browser()) => client.get<InvitationLink>(`/invitations/link/${token}`);
  const make = (token: string, body: object = {}, client = world.browser()) =>
    client.call('POST', `/invitations/link/${token}/password`, {
      body: { fullName: 'Somebody Outside', password: PASSWORD, termsVersion: version, ...body },
    });
  const accountsOf = (loginId: string) => world.db.collection('accounts').find({ loginId }).toArray();

  it('INV-2 INV-6 whoever has no account makes one with a name and a password, and is a member', async () => {
    const person = external('anna');
    const profileId = await builtIn(admin, 'administrator');
    await admin.post('/invitations', {
      people: [person].map(({ loginId, fullName }) => ({ loginId, fullName })),
      profileId,
    });
    const token = linkToken(await world.waitForMail(person.loginId, /invit/i));
    const link = await show(token);
    assert.deepEqual(
      [link.joinsWith, link.fullName, link.loginId],
      ['new-password', 'anna Outside', 'a***@outside.example'],
    );
    const client = world.browser();
    const answer = await make(token, { fullName: '  Anna von Outside ' }, client);
    assert.equal(answer.status, 200, answer.text);
    const session = await client.get<Session>('/session');
    assert.deepEqual([session.account.loginId, session.account.fullName], [person.loginId, 'Anna von Outside']);
    assert.equal(session.member?.profile.name, 'Administrator');
    const { firstName, lastName } = await client.get<OwnAccount>('/account');
    assert.deepEqual([firstName, lastName], ['Anna', 'von Outside']);
    await signInWithPassword(world, person);
    const member = only((await admin.get<Page<Member>>('/members?search=anna')).items);
    assert.deepEqual([member.status, member.loginId, member.objectId], ['active', person.loginId, null]);
    expectProblem(await make(token), 'link_used', 410);
    const stored = await world.db.collection('invitations').findOne({ loginId: person.loginId });
    assert.equal(stored?.accepted.termsVersion, version);
    const account = await world.db.collection('accounts').findOne({ loginId: person.loginId });
    assert.equal(account?.acceptedTerms.version, version);
  });

  it('INV-2 INV-4 a weak password, other terms, no name and more than was asked for change nothing', async () => {
    const person = external('boris');
    const token = await inviteByMail(world, admin, person);
    const { errors } = expectProblem(await make(token, { password: 'boris outside' }), 'weak_password', 400);
    assert.deepEqual([errors?.[0]?.field, errors?.[0]?.code], ['password', 'password_user_inputs']);
    assert.equal(
      expectProblem(await make(token, { termsVersion: '1999' }), 'terms_outdated', 409).termsVersion,
      version,
    );
    for (const body of [
      { fullName: ' ' },
      { fullName: 'A\u202Ebc' },
      { fullName: 'x'.repeat(201) },
      { more: 1 },
      { password: 'short' },
    ]) {
      expectProblem(await make(token, body), 'validation_failed', 400);
    }
    const headers = { origin: 'https://evil.example' };
    const path = `/invitations/link/${token}/password`;
    expectProblem(await world.browser().call('POST', path, { body: {}, headers }), 'cross_site', 403);
    assert.deepEqual(await accountsOf(person.loginId), []);
    assert.equal((await make(token)).status, 200);
  });

  it('INV-6 whoever has an account signs in with its password, and the membership is added to it', async () => {
    const person = external('clara');
    const own = await addExternal(world, admin, person);
    const { member } = await own.get<Session>('/session');
    await admin.post('/members/deactivate', { ids: [member?.id] });
    await admin.post('/invitations', { people: [{ loginId: person.loginId, fullName: person.fullName }] });
    const token = await eventually(async () => {
      const mails = (await world.mailbox(person.loginId)).filter(({ subject }) => /invit/i.test(subject));
      assert.equal(mails.length, 2);
      return linkToken(at(mails, 0));
    });
    assert.equal((await show(token)).joinsWith, 'password');
    expectProblem(await make(token), 'account_exists', 409);
    const client = await signInWithPassword(world, person);
    assert.equal((await show(token, client)).matches, true);
    const accept = await client.call('POST', `/invitations/link/${token}/accept`, { body: { termsVersion: version } });
    assert.equal(accept.status, 204, accept.text);
    assert.equal((await client.get<Session>('/session')).standing, 'member');
    assert.equal((await accountsOf(person.loginId)).length, 1);
    const audit = await admin.get<Page<AuditEntry>>('/audit?action=invitation.accept&outcome=refused');
    assert.ok(audit.items.some(({ code, target }) => code === 'account_exists' && target.label === person.loginId));
  });

  it('INV-5 INV-6 with another account signed in, the link joins nobody', async () => {
    const [person, other] = [external('dora'), external('doris')];
    const token = await inviteByMail(world, admin, person);
    const client = await addExternal(world, admin, other);
    const link = await show(token, client);
    assert.deepEqual([link.matches, link.signedInAs, link.loginId], [false, other.loginId, person.loginId]);
    const accept = await client.call('POST', `/invitations/link/${token}/accept`, { body: { termsVersion: version } });
    assert.equal(expectProblem(accept, 'login_id_mismatch', 409).expectedLoginId, person.loginId);
  });

  it('INV-2 an invitation of Microsoft 365 makes no account with a password', async () => {
    const person = at(world.people('employee'), 0);
    await invite(admin, person);
    const token = linkToken(await world.waitForMail(person.userPrincipalName, /invit/i));
    assert.equal((await show(token)).joinsWith, 'microsoft');
    expectProblem(await make(token), 'microsoft_sign_in_required', 409);
    // Nor does one to an address that opens with Microsoft already.
    const known = at(world.people('employee'), 1);
    await world.signIn(known.userPrincipalName);
    await admin.post('/invitations', { people: [{ loginId: known.userPrincipalName, fullName: 'K' }] });
    const second = linkToken(await world.waitForMail(known.userPrincipalName, /invit/i));
    assert.equal((await show(second)).joinsWith, 'microsoft');
    expectProblem(await make(second), 'microsoft_sign_in_required', 409);
    assert.equal(await world.db.collection('passwords').countDocuments({ accountId: null }), 0);
  });

  it('INV-8 a link that was revoked or replaced makes no account', async () => {
    const person = external('emil');
    const token = await inviteByMail(world, admin, person);
    const { items } = await admin.get<Page<{ id: string; loginId: string }>>('/invitations?status=pending');
    const id = items.find(({ loginId }) => loginId === person.loginId)?.id;
    await admin.post(`/invitations/${id}/resend`);
    expectProblem(await make(token), 'link_replaced', 410);
    await admin.delete(`/invitations/${id}`);
    expectProblem(await make(token), 'link_revoked', 410);
    expectProblem(await make('A'.repeat(43)), 'not_found', 404);
    assert.deepEqual(await accountsOf(person.loginId), []);
  });

  it('INV-6 one link used many times at once makes one account and takes one seat', async () => {
    const person = external('felix');
    const token = await inviteByMail(world, admin, person);
    const before = (await admin.get<Page<Member>>('/members?status=active')).total;
    const answers = await Promise.all(Array.from({ length: 5 }, () => make(token)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1, answers.map(({ text }) => text).join('\n'));
    for (const { status } of answers) assert.ok([200, 409, 410].includes(status), String(status));
    assert.equal((await accountsOf(person.loginId)).length, 1);
    assert.equal((await admin.get<Page<Member>>('/members?status=active')).total, before + 1);
  });

  it('INV-10 without a free seat no account is made, and the link stays good', async () => {
    const small = await startWorld({ env: { SEATS_AT_START: '1' } });
    try {
      const founder = await foundOrganization(small);
      const person = external('greta');
      const token = await inviteByMail(small, founder, person);
      const body = { fullName: 'Greta', password: PASSWORD, termsVersion: version };
      const path = `/invitations/link/${token}/password`;
      expectProblem(await small.browser().call('POST', path, { body }), 'seats_exhausted', 409);
      assert.equal(await small.db.collection('accounts').countDocuments({ loginId: person.loginId }), 0);
      assert.equal(await small.db.collection('passwords').countDocuments({}), 0);
      await founder.patch('/subscription', { seats: 2 });
      assert.equal((await small.browser().call('POST', path, { body })).status, 200);
    } finally {
      await small.close();
    }
  });

  it('ACC-1 ACC-2 INV-2 names and passwords of all scripts are taken as they are written', async function () {
    this.timeout(120_000);
    const alphabet = fc.constantFrom(...'abcßæ한국上海Киівπα עבریتहिन्दी日本語ไทย🦊👩‍👩‍👧é́Ñ\u00A0\u3000-’');
    const text = (least: number, most: number) =>
      fc.array(alphabet, { minLength: least, maxLength: most }).map((parts) => parts.join(''));
    const name = text(2, 30).filter((value) => value.trim() !== '');
    const samples = fc.sample(fc.tuple(name, text(14, 60)), { numRuns: 8, seed: 5 });
    const people = samples.map(([fullName, password], index) => ({ ...external(`fuzz${index}`), fullName, password }));
    await admin.post('/invitations', { people: people.map(({ loginId }) => ({ loginId, fullName: 'Fuzz' })) });
    for (const person of people) {
      const { fullName, password } = person;
      const token = linkToken(await world.waitForMail(person.loginId, /invit/i));
      const client = world.browser();
      const answer = await make(token, { fullName, password }, client);
      assert.equal(answer.status, 200, `${fullName} ${password} ${answer.text}`);
      const account = await client.get<OwnAccount>('/account');
      assert.equal(account.fullName, `${account.firstName} ${account.lastName}`.trim());
      // However the keyboard composes it.
      for (const form of ['NFC', 'NFD'] as const) {
        await signInWithPassword(world, { ...person, password: password.normalize(form) });
      }
    }
  });
});

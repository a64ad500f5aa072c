import assert from 'node:assert/strict';
import type { Role } from '../../../src/server/core/roles/schemas.ts';
import type { Invitation, InviteResponse } from '../../../src/server/features/invitations/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addMember, at, builtIn, invite, only } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('invitations: inviting', () => {
  let world: World;
  let admin: Client;

  before(async () => {
    world = await startWorld();
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  const list = (query = '') => admin.get<Page<Invitation>>(`/invitations${query}`);
  const send = (body: unknown, client = admin) => client.post<InviteResponse>('/invitations', body);
  const employee = (index: number) => at(world.people('employee'), index);

  it('INV-1 invites people of the tenant with profile and role, one e-mail each', async () => {
    const profileId = await builtIn(admin, 'administrator');
    const role = at((await admin.get<Page<Role>>('/roles')).items, 0);
    const people = [employee(0), employee(1)];
    const { results, seatsAfter } = await send({ objectIds: people.map(({ id }) => id), profileId, roleId: role.id });
    assert.deepEqual(
      results.map(({ key, outcome }) => [key, outcome]),
      people.map(({ id }) => [id, 'invited']),
    );
    assert.equal(seatsAfter, 2);
    for (const person of people) {
      const mail = await world.waitForMail(person.userPrincipalName, /invit/i);
      assert.deepEqual(mail.to, [person.userPrincipalName]);
    }
    const { items } = await list(`?search=${encodeURIComponent(employee(0).displayName)}`);
    const invitation = only(items);
    assert.equal(invitation.kind, 'microsoft');
    assert.equal(invitation.status, 'pending');
    assert.deepEqual(invitation.profile, { id: profileId, name: 'Administrator' });
    assert.deepEqual(invitation.role, { id: role.id, name: role.name });
    assert.equal(invitation.invitedBy.fullName, 'Ingrid Halvorsen');
    assert.deepEqual(invitation.abilities, { resend: true, revoke: true });
    await eventually(async () => assert.equal(at((await list()).items, 0).delivery, 'sent'));
  });

  it('INV-2 ROLE-1 invites anybody by name and e-mail address, Standard and Team unless chosen', async () => {
    const { results } = await send({ people: [{ loginId: ' Ext@Partner.Example ', fullName: 'Eva Extern' }] });
    assert.equal(only(results).key, 'ext@partner.example');
    assert.equal(only(results).outcome, 'invited');
    const invitation = only((await list('?search=eva')).items);
    assert.equal(invitation.kind, 'email');
    assert.equal(invitation.loginId, 'ext@partner.example');
    assert.deepEqual([invitation.profile.name, invitation.role.name], ['Standard', 'Team']);
    await world.waitForMail('ext@partner.example', /Alder & Vale/);
  });

  it('INV-9 repeating the call sends nothing twice and says for each what there is', async () => {
    const body = { objectIds: [employee(2).id, employee(2).id] };
    const first = only((await send(body)).results);
    const again = only((await send(body)).results);
    assert.equal(again.outcome, 'already_invited');
    assert.equal(again.invitationId, first.invitationId);
    await world.waitForMail(employee(2).userPrincipalName, /invit/i);
    assert.equal((await world.mailbox(employee(2).userPrincipalName)).length, 1);
  });

  it('INV-9 ten calls at once for the same people send one e-mail each', async () => {
    const objectIds = [employee(3).id, employee(4).id];
    const answers = await Promise.all(Array.from({ length: 10 }, () => send({ objectIds })));
    for (const objectId of objectIds) {
      const outcomes = answers.map(({ results }) => results.find(({ key }) => key === objectId)?.outcome);
      assert.equal(outcomes.filter((outcome) => outcome === 'invited').length, 1);
      assert.equal(outcomes.filter((outcome) => outcome === 'already_invited').length, 9);
    }
    for (const person of [employee(3), employee(4)]) {
      await world.waitForMail(person.userPrincipalName, /invit/i);
      assert.equal((await world.mailbox(person.userPrincipalName)).length, 1);
    }
  });

  it('INV-9 members, the disabled and strangers each get their own outcome', async () => {
    await addMember(world, admin, employee(5));
    const stranger = '00000000-1111-2222-3333-444444444444';
    const objectIds = [employee(5).id, world.person('disabled').id, stranger, employee(6).id.toUpperCase()];
    const { results } = await send({ objectIds });
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['already_member', 'directory_user_unavailable', 'directory_user_unavailable', 'invited'],
    );
    const byMail = await send({ people: [{ loginId: employee(5).userPrincipalName, fullName: 'Somebody' }] });
    assert.equal(only(byMail.results).outcome, 'already_member');
  });

  it('INV-9 refuses more than a thousand, none, and malformed people, and invites nobody', async () => {
    const before = (await list()).total;
    const many = (count: number) =>
      Array.from({ length: count }, (_, n) => ({ loginId: `x${n}@y.example`, fullName: 'X' }));
    const objectIds = Array.from(
      { length: 10_000 },
      (_, n) => `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`,
    );
    for (const body of [
      { people: many(1001) },
      { people: [] },
      { objectIds },
      { objectIds: ['nobody'] },
      { objectIds: [employee(7).id], people: many(1) },
      { people: [{ loginId: 'no address', fullName: 'X' }] },
      { people: [{ loginId: 'a@b.example', fullName: ' ' }] },
      { people: [{ loginId: 'a@b.example', fullName: 'X', isAdmin: true }] },
      { objectIds: [employee(7).id], profileId: 'x' },
      {},
    ]) {
      const problem = expectProblem(await admin.call('POST', '/invitations', { body }), 'validation_failed', 400);
      assert.ok(problem.errors?.length, JSON.stringify(body).slice(0, 80));
    }
    expectProblem(
      await admin.call('POST', '/invitations', { body: { people: many(40_000) } }),
      'payload_too_large',
      413,
    );
    assert.equal((await list()).total, before);
  });

  it('INV-2 a name or address that would add a mail header is refused and nothing is sent', async () => {
    const before = (await list()).total;
    for (const person of [
      { loginId: 'a@b.example', fullName: 'X\r\nBcc: victim@example.com' },
      { loginId: 'a@b.example', fullName: 'X\nSubject: hello' },
      { loginId: 'a@b.example\r\nBcc: victim@example.com', fullName: 'X' },
      { loginId: 'a@b.example,victim@example.com', fullName: 'X' },
      { loginId: 'a@b.example', fullName: 'X\u2028Y' },
    ]) {
      expectProblem(await admin.call('POST', '/invitations', { body: { people: [person] } }), 'validation_failed', 400);
    }
    assert.equal((await list()).total, before);
    assert.deepEqual(await world.mailbox('victim@example.com'), []);
  });

  it('INV-2 HTML in a name stays text', async () => {
    await send({ people: [{ loginId: 'html@partner.example', fullName: '<img src=x onerror=alert(1)> & Co' }] });
    const { html, text } = await world.waitForMail('html@partner.example', /Alder & Vale/);
    assert.ok(!html.includes('<img'));
    assert.ok(html.includes('&lt;img src=x onerror=alert(1)&gt; &amp; Co'));
    assert.ok(text.includes('<img src=x onerror=alert(1)> & Co'));
  });

  it('INV-1 the mail is in the reader’s language and says who, what and until when', async () => {
    await invite(admin, at(world.people('approver'), 0));
    const french = await world.waitForMail(at(world.people('approver'), 0).userPrincipalName, /vous invite/);
    assert.match(french.subject, /Ingrid Halvorsen vous invite à rejoindre Alder & Vale/);
    assert.match(french.html, /<html[^>]* lang="fr"/);
    for (const part of [french.html, french.text]) {
      assert.match(part, /licence/);
      assert.match(part, /theo\.lemaitre@aldervale\.example/);
      assert.match(part, /\d{1,2} \p{L}+ \d{4}/u);
    }
    await invite(admin, at(world.people('approver'), 1));
    const english = await world.waitForMail(at(world.people('approver'), 1).userPrincipalName, /invites you/);
    assert.match(english.html, /<html[^>]* lang="en"/);
    assert.match(english.text, /seat/);
  });

  it('INV-1 a profile or role that is not there is not found, and nobody is invited', async () => {
    const nowhere = 'f'.repeat(24);
    for (const choice of [{ profileId: nowhere }, { roleId: nowhere }]) {
      const body = { objectIds: [employee(7).id], ...choice };
      expectProblem(await admin.call('POST', '/invitations', { body }), 'not_found', 404);
    }
    assert.equal((await list(`?search=${employee(7).userPrincipalName}`)).total, 0);
  });

  it('INV-1 is for approvers only', async () => {
    const standard = await addMember(world, admin, employee(8));
    const outsider = await world.signIn(employee(9).userPrincipalName);
    const body = { objectIds: [employee(9).id] };
    expectProblem(await standard.call('POST', '/invitations', { body }), 'permission_required', 403);
    expectProblem(await standard.call('GET', '/invitations'), 'permission_required', 403);
    expectProblem(await outsider.call('POST', '/invitations', { body }), 'membership_required', 403);
    expectProblem(await outsider.call('GET', '/invitations'), 'membership_required', 403);
    expectProblem(await world.browser().call('POST', '/invitations', { body }), 'session_required', 401);
    assert.deepEqual(await world.mailbox(employee(9).userPrincipalName), []);
  });
});

describe('invitations: many at once', () => {
  let world: World;
  let admin: Client;
  const pending = () => admin.get<Page<Invitation>>('/invitations?status=pending');

  before(async () => {
    world = await startWorld();
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  it('INV-9 many people in one go, each invited once', async () => {
    const people = Array.from({ length: 120 }, (_, n) => ({ loginId: `p${n}@bulk.example`, fullName: `Bulk ${n}` }));
    const before = (await pending()).total;
    const { results, seatsAfter } = await admin.post<InviteResponse>('/invitations', { people });
    assert.equal(results.filter(({ outcome }) => outcome === 'invited').length, 120);
    assert.ok(seatsAfter < 0);
    assert.equal((await pending()).total, before + 120);
    const again = await admin.post<InviteResponse>('/invitations', { people });
    assert.equal(again.results.filter(({ outcome }) => outcome === 'already_invited').length, 120);
    const subscription = await admin.get<Subscription>('/subscription');
    assert.equal(subscription.pendingInvitations, before + 120);
    assert.equal(subscription.seats.free - subscription.pendingInvitations, seatsAfter);
  }).timeout(120_000);
});

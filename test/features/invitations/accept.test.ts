import assert from 'node:assert/strict';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { InvitationLink, InviteResponse } from '../../../src/server/features/invitations/schemas.ts';
import type { Member } from '../../../src/server/features/members/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, ask, at, builtIn, invite, linkToken, only, termsVersion } from '../../support/door.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('invitations: accepting', () => {
  let world: World;
  let admin: Client;
  let version: string;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    version = await termsVersion(admin);
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const members = (query = '') => admin.get<Page<Member>>(`/members${query}`);
  const standing = async (client: Client) => (await client.get<Session>('/session')).standing;
  const acceptMineOf = (client: Client, body: unknown = { termsVersion: version }) =>
    client.call('POST', '/invitations/mine/accept', { body });
  const acceptLink = (client: Client, token: string) =>
    client.call('POST', `/invitations/link/${token}/accept`, { body: { termsVersion: version } });

  async function mailedLink(person: SandboxPerson): Promise<string> {
    return linkToken(await world.waitForMail(person.userPrincipalName, /invit/i));
  }
  const pendingCount = async () => (await admin.get<Page<unknown>>('/invitations?status=pending')).total;

  it('INV-3 the link of the mail leads in, with profile and role as invited', async () => {
    await invite(admin, employee(0), await builtIn(admin, 'administrator'));
    const token = await mailedLink(employee(0));
    const client = await world.signIn(employee(0).userPrincipalName);
    assert.equal(await standing(client), 'invited');
    const link = await client.get<InvitationLink>(`/invitations/link/${token}`);
    assert.equal(link.matches, true);
    assert.equal(link.loginId, employee(0).userPrincipalName);
    assert.equal(link.organizationName, 'Alder & Vale');
    assert.equal(link.invitedBy, 'Ingrid Halvorsen');
    assert.equal((await acceptLink(client, token)).status, 204);
    assert.equal(await standing(client), 'member');
    const member = only((await members(`?search=${encodeURIComponent(employee(0).displayName)}`)).items);
    assert.equal(member.profile.name, 'Administrator');
    assert.equal(member.status, 'active');
    assert.equal(member.objectId, employee(0).id);
  });

  it('INV-3 an invited person simply opens Foyer and is offered the invitation', async () => {
    await invite(admin, employee(1));
    const client = await world.signIn(employee(1).userPrincipalName);
    const session = await client.get<Session>('/session');
    assert.equal(session.standing, 'invited');
    assert.equal(session.invitation?.invitedBy.fullName, 'Ingrid Halvorsen');
    assert.equal(session.invitation?.profile, 'Standard');
    await acceptMine(client);
    assert.equal(await standing(client), 'member');
    expectProblem(await acceptMineOf(client), 'no_invitation', 409);
  });

  it('INV-4 joining needs the current terms, whose version and time are kept', async () => {
    await invite(admin, employee(2));
    const client = await world.signIn(employee(2).userPrincipalName);
    const outdated = expectProblem(await acceptMineOf(client, { termsVersion: '1999-01-01' }), 'terms_outdated', 409);
    assert.equal(outdated.termsVersion, version);
    expectProblem(await acceptMineOf(client, {}), 'validation_failed', 400);
    assert.equal(await standing(client), 'invited');
    await acceptMine(client);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=invitation.accept&outcome=done');
    const entry = items.find(({ actor }) => actor.loginId === employee(2).userPrincipalName);
    assert.equal(entry?.details.termsVersion, version);
    const stored = await world.db.collection('invitations').findOne({ loginId: employee(2).userPrincipalName });
    assert.equal(stored?.accepted.termsVersion, version);
    assert.ok(stored?.accepted.at instanceof Date);
  });

  it('INV-5 a colleague who follows the link is refused, told which login ID is expected, and audited', async () => {
    await invite(admin, employee(3));
    const token = await mailedLink(employee(3));
    const colleague = await world.signIn(employee(4).userPrincipalName);
    const link = await colleague.get<InvitationLink>(`/invitations/link/${token}`);
    assert.equal(link.matches, false);
    assert.equal(link.loginId, employee(3).userPrincipalName);
    assert.equal(link.signedInAs, employee(4).userPrincipalName);
    const problem = expectProblem(await acceptLink(colleague, token), 'login_id_mismatch', 409);
    assert.equal(problem.expectedLoginId, employee(3).userPrincipalName);
    assert.equal(problem.signedInAs, employee(4).userPrincipalName);
    assert.equal(await standing(colleague), 'outsider');
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=invitation.accept&outcome=refused');
    const entry = items.find(({ actor }) => actor.loginId === employee(4).userPrincipalName);
    assert.equal(entry?.code, 'login_id_mismatch');
    assert.equal(entry?.target.label, employee(3).userPrincipalName);
    const invited = await world.signIn(employee(3).userPrincipalName);
    assert.equal((await acceptLink(invited, token)).status, 204);
  });

  it('INV-5 the same e-mail address in another tenant opens nothing', async () => {
    const twin = await world.signIn('soconnell@northquay.example');
    await invite(admin, employee(5));
    const token = await mailedLink(employee(5));
    const before = (await members()).total;
    expectProblem(await acceptLink(twin, token), 'login_id_mismatch', 409);
    expectProblem(await acceptMineOf(twin), 'no_invitation', 409);
    assert.equal((await members()).total, before);
  });

  it('INV-5 who was renamed since, or is called otherwise as a guest, is not let in', async () => {
    const renamed = world.person('renamed');
    await invite(admin, renamed);
    const token = await mailedLink(renamed);
    const early = await world.signIn(renamed.userPrincipalName);
    await world.changePerson(renamed.id, { userPrincipalName: 'hannah.brook@aldervale.example' });
    // The session began before the renaming: the directory is asked again.
    const problem = expectProblem(await acceptMineOf(early), 'login_id_mismatch', 409);
    assert.equal(problem.expectedLoginId, renamed.userPrincipalName);
    assert.equal(problem.signedInAs, 'hannah.brook@aldervale.example');
    const late = await world.signIn('hannah.brook@aldervale.example');
    expectProblem(await acceptLink(late, token), 'login_id_mismatch', 409);
    expectProblem(await acceptMineOf(late), 'login_id_mismatch', 409);
    const guest = world.person('guest');
    await admin.post('/invitations', { people: [{ loginId: 'camille.berger@partnerfirm.example', fullName: 'C' }] });
    const guestToken = linkToken(await world.waitForMail('camille.berger@partnerfirm.example', /invit/i));
    expectProblem(await acceptLink(await world.signIn(guest.userPrincipalName), guestToken), 'login_id_mismatch', 409);
  });

  it('INV-5 a guest is let in under the login ID that Graph gives', async () => {
    const guest = world.person('guest');
    await invite(admin, guest);
    const client = await world.signIn(guest.userPrincipalName);
    await acceptMine(client);
    assert.equal(await standing(client), 'member');
  });

  it('INV-5 who was disabled since is not let in', async () => {
    await invite(admin, employee(6));
    const client = await world.signIn(employee(6).userPrincipalName);
    await world.changePerson(employee(6).id, { accountEnabled: false });
    expectProblem(await acceptMineOf(client), 'directory_user_unavailable', 409);
    await world.changePerson(employee(6).id, { accountEnabled: true });
    await acceptMine(client);
  });

  it('INV-5 while Microsoft does not answer nothing is decided', async () => {
    await invite(admin, employee(7));
    const client = await world.signIn(employee(7).userPrincipalName);
    await world.fault({ kind: 'throttle', retryAfter: 60, match: `/users/${employee(7).id}` });
    expectProblem(await acceptMineOf(client), 'directory_unavailable', 503);
    await world.clearFaults();
    assert.equal(await standing(client), 'invited');
    await acceptMine(client);
  });

  it('INV-6 the membership is added to the account that the person has already', async () => {
    const client = await world.signIn(employee(8).userPrincipalName);
    const { account } = await client.get<Session>('/session');
    await invite(admin, employee(8));
    await acceptMine(client);
    const member = only((await members(`?search=${encodeURIComponent(employee(8).displayName)}`)).items);
    assert.equal(member.accountId, account.id);
  });

  it('INV-3 accepting closes the request that the person has made meanwhile', async () => {
    const client = await world.signIn(at(world.people('approver'), 0).userPrincipalName);
    const request = await ask(client);
    await invite(admin, at(world.people('approver'), 0));
    await acceptMine(client);
    const closed = await admin.get<{ status: string; decidedBy: { fullName: string } }>(`/join-requests/${request.id}`);
    assert.equal(closed.status, 'approved');
    assert.equal(closed.decidedBy.fullName, 'Ingrid Halvorsen');
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=join-request.settle');
    assert.equal(only(items).target.id, request.id);
  });

  it('INV-2 somebody of another tenant joins by an invitation to their login ID', async () => {
    const kwame = await world.signIn('kwame.mensah@northquay.example');
    await admin.post('/invitations', { people: [{ loginId: 'Kwame.Mensah@northquay.example', fullName: 'Kwame' }] });
    const token = linkToken(await world.waitForMail('kwame.mensah@northquay.example', /invit/i));
    assert.equal((await acceptLink(kwame, token)).status, 204);
    const session = await kwame.get<Session>('/session');
    assert.equal(session.standing, 'member');
    assert.equal(session.organization?.name, 'Alder & Vale');
    assert.equal(only((await members('?search=kwame')).items).objectId, null);
  });

  it('INV-10 without a free seat the invitation stays, and approvers get one e-mail', async () => {
    const approver = world.somebody();
    await makeMember(world, approver, await builtIn(admin, 'administrator'));
    const { seats } = await admin.get<Subscription>('/subscription');
    await admin.patch('/subscription', { seats: seats.used });
    const people = [world.somebody(), world.somebody()];
    await admin.post<InviteResponse>('/invitations', { objectIds: people.map(({ id }) => id) });
    for (const person of people) {
      const client = await world.signIn(person.userPrincipalName);
      expectProblem(await acceptMineOf(client), 'seats_exhausted', 409);
      expectProblem(await acceptMineOf(client), 'seats_exhausted', 409);
      assert.equal(await standing(client), 'invited');
    }
    const approvers = [world.person('administrator'), approver];
    for (const { userPrincipalName } of approvers) {
      await world.waitForMail(userPrincipalName, /no seat left|plus de licence/);
      const mails = (await world.mailbox(userPrincipalName)).filter(({ subject }) => /seat|licence/.test(subject));
      assert.equal(mails.length, 1);
    }
    await admin.patch('/subscription', { seats: seats.used + 1 });
    await acceptMine(await world.signIn(at(people, 0).userPrincipalName));
    assert.equal((await admin.get<Subscription>('/subscription')).seats.free, 0);
  });

  it('INV-3 nobody accepts without being signed in', async () => {
    const before = await pendingCount();
    expectProblem(await acceptMineOf(world.browser()), 'session_required', 401);
    expectProblem(await acceptLink(world.browser(), 'x'.repeat(43)), 'session_required', 401);
    assert.equal(await pendingCount(), before);
  });
});

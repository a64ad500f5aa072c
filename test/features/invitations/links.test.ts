import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { expireInvitations } from '../../../src/server/features/invitations/lifecycle.ts';
import type { Invitation, InvitationLink } from '../../../src/server/features/invitations/schemas.ts';
import { DAY } from '../../../src/server/platform/clock.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { acceptMine, addMember, at, invite, linkToken, only, termsVersion } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { foundOrganization } from '../../support/organization.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

describe('invitations: links, resending, revoking, expiring', () => {
  let world: World;
  let admin: Client;
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };

  before(async () => {
    world = await startWorld({
      clock,
      env: { SEATS_AT_START: '20', INVITATION_DAYS: '14', SESSION_HOURS: '720', SESSION_IDLE_HOURS: '720' },
    });
    admin = await foundOrganization(world);
  });
  afterEach(async () => {
    ahead = 0;
    // A mailbox that rests until a time that is ahead would hold up the mails of the next test.
    await world.db.collection('sending-mailboxes').deleteMany({});
  });
  after(() => world.close());

  const employee = (index: number) => at(world.people('employee'), index);
  const show = (token: string, client = world.browser()) => client.call('GET', `/invitations/link/${token}`);
  const invitation = async (id: string) =>
    (await admin.get<Page<Invitation>>('/invitations?limit=200')).items.find((each) => each.id === id);

  async function accept(client: Client, token: string) {
    return client.call('POST', `/invitations/link/${token}/accept`, {
      body: { termsVersion: await termsVersion(admin) },
    });
  }
  async function tokens(person: SandboxPerson, count: number): Promise<string[]> {
    return await eventually(async () => {
      const mails = (await world.mailbox(person.userPrincipalName)).filter(({ subject }) => /invit/i.test(subject));
      assert.equal(mails.length, count);
      return mails.map(linkToken);
    });
  }

  it('INV-3 the link says to anybody what it is, and hides the login ID', async () => {
    await invite(admin, employee(0));
    const [token = ''] = await tokens(employee(0), 1);
    const link = await world.browser().get<InvitationLink>(`/invitations/link/${token}`);
    assert.deepEqual(
      [link.organizationName, link.invitedBy, link.kind],
      ['Alder & Vale', 'Ingrid Halvorsen', 'microsoft'],
    );
    assert.equal(link.loginId, 's***@aldervale.example');
    assert.equal(link.signedInAs, null);
    assert.equal(link.matches, false);
  });

  it('INV-3 a mail scanner that follows the link, by any method, changes nothing', async () => {
    await invite(admin, employee(1));
    const [token = ''] = await tokens(employee(1), 1);
    for (const method of ['GET', 'HEAD', 'OPTIONS', 'GET'])
      await world.browser().call(method, `/invitations/link/${token}`);
    expectProblem(await world.browser().call('POST', `/invitations/link/${token}`), 'method_not_allowed', 405);
    const client = await world.signIn(employee(1).userPrincipalName);
    assert.equal((await accept(client, token)).status, 204);
  });

  it('INV-8 a used link says so', async () => {
    const person = world.somebody();
    await invite(admin, person);
    const [token = ''] = await tokens(person, 1);
    const client = await world.signIn(person.userPrincipalName);
    await accept(client, token);
    const problem = expectProblem(await show(token), 'link_used', 410);
    assert.equal(problem.organizationName, 'Alder & Vale');
    expectProblem(await accept(client, token), 'link_used', 410);
  });

  it('INV-8 a revoked link says so and lets nobody in', async () => {
    const id = await invite(admin, employee(2));
    const [token = ''] = await tokens(employee(2), 1);
    await admin.delete(`/invitations/${id}`);
    expectProblem(await show(token), 'link_revoked', 410);
    const client = await world.signIn(employee(2).userPrincipalName);
    expectProblem(await accept(client, token), 'link_revoked', 410);
    expectProblem(
      await client.call('POST', '/invitations/mine/accept', { body: { termsVersion: '2026-01-01' } }),
      'no_invitation',
      409,
    );
    assert.equal((await invitation(id))?.status, 'revoked');
    assert.deepEqual((await invitation(id))?.abilities, { resend: false, revoke: false });
    expectProblem(await admin.call('DELETE', `/invitations/${id}`), 'invitation_not_pending', 409);
    expectProblem(await admin.call('POST', `/invitations/${id}/resend`), 'invitation_not_pending', 409);
    await invite(admin, employee(2));
  });

  it('INV-8 sending again makes a new link, and the old one is dead', async () => {
    const id = await invite(admin, employee(3));
    const [old = ''] = await tokens(employee(3), 1);
    await admin.post(`/invitations/${id}/resend`);
    const fresh = (await tokens(employee(3), 2)).find((token) => token !== old) ?? '';
    expectProblem(await show(old), 'link_replaced', 410);
    const client = await world.signIn(employee(3).userPrincipalName);
    expectProblem(await accept(client, old), 'link_replaced', 410);
    assert.equal((await accept(client, fresh)).status, 204);
    expectProblem(await show(old), 'link_used', 410);
    expectProblem(await admin.call('POST', `/invitations/${id}/resend`), 'invitation_not_pending', 409);
  });

  it('INV-8 at most five times a day each', async () => {
    const id = await invite(admin, employee(4));
    for (let time = 1; time <= 5; time++) await admin.post(`/invitations/${id}/resend`);
    expectProblem(await admin.call('POST', `/invitations/${id}/resend`), 'resend_limit', 409);
    ahead = DAY + 60_000;
    await admin.post(`/invitations/${id}/resend`);
  });

  it('INV-8 an expired link says so, and sending again opens the invitation anew', async () => {
    const id = await invite(admin, employee(5));
    const [token = ''] = await tokens(employee(5), 1);
    const client = await world.signIn(employee(5).userPrincipalName);
    ahead = 14 * DAY + 1000;
    expectProblem(await show(token), 'link_expired', 410);
    expectProblem(await accept(client, token), 'link_expired', 410);
    assert.equal((await invitation(id))?.status, 'expired');
    const expired = await admin.get<Page<Invitation>>('/invitations?status=expired&limit=200');
    assert.ok(expired.items.some((each) => each.id === id));
    const pending = await admin.get<Page<Invitation>>('/invitations?status=pending&limit=200');
    assert.ok(!pending.items.some((each) => each.id === id));
    await admin.post(`/invitations/${id}/resend`);
    const fresh = (await tokens(employee(5), 2)).find((each) => each !== token) ?? '';
    assert.equal((await accept(client, fresh)).status, 204);
  });

  it('INV-8 who has an expired invitation can be invited anew', async () => {
    const old = await invite(admin, employee(6));
    ahead = 15 * DAY;
    const fresh = await invite(admin, employee(6));
    assert.notEqual(fresh, old);
    assert.equal((await invitation(old))?.status, 'expired');
    expectProblem(await admin.call('POST', `/invitations/${old}/resend`), 'already_invited', 409);
    await acceptMine(await world.signIn(employee(6).userPrincipalName));
    expectProblem(await admin.call('POST', `/invitations/${old}/resend`), 'already_member', 409);
  });

  it('INV-8 a job writes down what has expired, and the audit trail says so', async () => {
    const id = await invite(admin, at(world.people('approver'), 0));
    ahead = 20 * DAY;
    await expireInvitations(world.services);
    const stored = await world.db.collection('invitations').findOne({ objectId: at(world.people('approver'), 0).id });
    assert.equal(stored?.status, 'expired');
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=invitation.expire');
    assert.equal(items.find(({ target }) => target.id === id)?.actor.accountId, null);
    assert.equal(await world.db.collection('invitations').countDocuments({ status: 'pending' }), 0);
  });

  it('INV-8 an invitation revoked before its mail went out is not sent', async () => {
    const person = at(world.people('approver'), 1);
    await world.fault({ kind: 'throttle', retryAfter: 600, match: 'sendMail' });
    const id = await invite(admin, person);
    await eventually(async () => {
      const tried = await world.db.collection('outbox').findOne({ 'to.address': person.userPrincipalName });
      assert.equal(tried?.attempts, 1);
    });
    assert.equal((await invitation(id))?.delivery, 'queued');
    await admin.delete(`/invitations/${id}`);
    await world.clearFaults();
    assert.equal(await world.db.collection('outbox').countDocuments({ 'to.address': person.userPrincipalName }), 0);
    assert.deepEqual(await world.mailbox(person.userPrincipalName), []);
  });

  it('INV-8 a mail that has to be tried again brings a link that works', async () => {
    const person = at(world.people('approver'), 2);
    await world.fault({ kind: 'throttle', retryAfter: 20, match: 'sendMail', times: 1 });
    await invite(admin, person);
    await eventually(async () => {
      const tried = await world.db.collection('outbox').findOne({ 'to.address': person.userPrincipalName });
      assert.equal(tried?.failure, 'delayed');
    });
    const mail = await eventually(async () => {
      ahead += 10_000;
      world.services.outbox.wake();
      return only(await world.mailbox(person.userPrincipalName));
    });
    const token = linkToken(mail);
    const stored = await world.db.collection('invitations').findOne({ objectId: person.id });
    assert.equal(stored?.links.length, 2);
    assert.equal((await accept(await world.signIn(person.userPrincipalName), token)).status, 204);
  });

  it('INV-8 secrets of links are kept nowhere but in the mails', async () => {
    await invite(admin, employee(7));
    const [token = ''] = await tokens(employee(7), 1);
    assert.equal((await show(token)).status, 200);
    for (const { name } of await world.db.listCollections()) {
      const documents = await world.db.collection(name).find().toArray();
      assert.ok(!JSON.stringify(documents).includes(token), `${name} holds the secret of a link`);
    }
    assert.ok(!world.logLines.some((line) => line.includes(token)), 'the log holds the secret of a link');
  });

  it('INV-8 unknown and malformed links are told apart', async () => {
    expectProblem(await show('x'.repeat(43)), 'not_found', 404);
    expectProblem(await show('x'), 'validation_failed', 400);
  });

  it('INV-8 resending and revoking are for approvers of that organization only', async () => {
    const id = await invite(admin, employee(8));
    const standard = await addMember(world, admin, employee(9));
    const vera = await world.signIn('vera.lindqvist@northquay.example');
    await vera.post('/organization', { name: 'Northquay' });
    for (const [method, path] of [
      ['POST', `/invitations/${id}/resend`],
      ['DELETE', `/invitations/${id}`],
    ] as const) {
      expectProblem(await standard.call(method, path), 'permission_required', 403);
      expectProblem(await vera.call(method, path), 'not_found', 404);
      expectProblem(await admin.call(method, path.replace(id, 'zz')), 'validation_failed', 400);
    }
    assert.equal((await invitation(id))?.status, 'pending');
    assert.equal(
      only(
        (await admin.get<Page<Invitation>>(`/invitations?search=${employee(8).userPrincipalName.split('@')[0]}`)).items,
      ).id,
      id,
    );
    assert.equal((await vera.get<Page<Invitation>>('/invitations')).total, 0);
  });
});

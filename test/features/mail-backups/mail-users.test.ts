import assert from 'node:assert/strict';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { MailUser } from '../../../src/server/features/mail-backups/schemas.ts';
import type { Mailbox } from '../../../src/server/features/mailboxes/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { addApprover, only } from '../../support/door.ts';
import { activate, addMailbox, mailboxOf } from '../../support/mailboxes.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

describe('users of the Mail extension, for administrators', function () {
  this.timeout(120_000);

  let world: World;
  let admin: Client;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20', MAIL_TIMEOUT_MS: '3000' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  /** A new owner of a mailbox, what is set up there, and the call that saves it. */
  async function newOwner(change: Record<string, unknown> = {}) {
    const person = world.somebody();
    const owner = await addMailbox(world, admin, person, change);
    const save = (body: object) => owner.client.call('PUT', '/mail/mailbox', { body });
    return { person, owner, kept: { ...mailboxOf(world, person), ...change }, save };
  }

  it('MAIL-2 lists the users of the extension, for manageMail alone', async () => {
    const { person, owner } = await newOwner({ sharing: 'folders' });
    // Somebody without the extension is no user of it.
    const other = await makeMember(world, world.somebody());
    const { items } = await admin.get<Page<MailUser>>('/mail/users');
    const otherId = await memberId(other);
    assert.ok(items.every(({ id }) => id !== otherId));
    const user = only(items.filter(({ id }) => id === owner.memberId));
    assert.equal(user.mailbox?.address, person.userPrincipalName);
    assert.equal(user.mailbox?.sharing, 'folders');
    assert.deepEqual(user.abilities, { lock: true, unlock: true, backUp: false, latestBackup: false });
    assert.deepEqual(user.refusals, { backUp: 'backup_active_member', latestBackup: 'backup_active_member' });
    assert.equal((await admin.get<Page<MailUser>>('/mail/users?search=nobody-of-that-name')).total, 0);
    assert.equal((await admin.get<Page<MailUser>>('/mail/users?status=inactive')).total, 0);
    for (const [method, path] of [
      ['GET', '/mail/users'],
      ['GET', `/mail/users/${owner.memberId}/backups`],
      ['POST', `/mail/users/${owner.memberId}/backups`],
      ['POST', `/mail/users/${owner.memberId}/lock`],
      ['POST', `/mail/users/${owner.memberId}/unlock`],
    ] as const) {
      expectProblem(await owner.client.call(method, path), 'permission_required', 403);
    }
  });

  it('MAIL-5 of a locked mailbox nothing changes but its password', async () => {
    const { person, owner, kept, save } = await newOwner({ sharing: 'folders' });
    const { ports } = world.sandbox.mail;
    const stranger = world.somebody();
    const locked = await admin.post<MailUser>(`/mail/users/${owner.memberId}/lock`);
    assert.equal(locked.mailbox?.locked, true);
    assert.equal((await owner.client.get<Mailbox>('/mail/mailbox')).locked, true);
    const stored = () => world.db.collection('mailboxes').findOne({ address: person.userPrincipalName });
    const before = await stored();
    const other = stranger.userPrincipalName;
    for (const [field, change] of Object.entries({
      address: { address: other },
      protocol: { protocol: 'imap', port: ports.imaps },
      host: { host: '127.0.0.1' },
      port: { port: ports.pop3, security: 'starttls' },
      security: { security: 'none' },
      userName: { userName: other },
      sharing: { sharing: 'private' },
      everything: { ...mailboxOf(world, stranger) },
    })) {
      expectProblem(await save({ ...kept, ...change }), 'mailbox_locked', 423);
      assert.deepEqual(await stored(), before, field);
    }
    // The password alone: another one, the same, a wrong one that is found out, none.
    const { password, ...rest } = kept;
    expectProblem(await save({ ...rest, password: 'wrong' }), 'mail_credentials', 422);
    assert.deepEqual(await stored(), before);
    assert.equal((await save({ ...rest, password })).status, 200);
    assert.notEqual((await stored())?.password, before?.password);
    assert.equal((await save({ ...rest, host: 'LOCALHOST' })).status, 200);
    const after = await owner.client.get<Mailbox>('/mail/mailbox');
    assert.deepEqual([after.locked, after.userName, after.host], [true, person.userPrincipalName, 'localhost']);
  });

  it('MAIL-5 once it is unlocked, each of these may be changed again', async () => {
    const { owner, kept, save } = await newOwner();
    const { ports } = world.sandbox.mail;
    await admin.post(`/mail/users/${owner.memberId}/lock`);
    await admin.post(`/mail/users/${owner.memberId}/lock`);
    const unlocked = await admin.post<MailUser>(`/mail/users/${owner.memberId}/unlock`);
    assert.equal(unlocked.mailbox?.locked, false);
    for (const change of [
      { address: 'else@aldervale.example' },
      { protocol: 'imap', port: ports.imaps },
      { host: '127.0.0.1' },
      { port: ports.pop3, security: 'starttls' },
      { userName: world.somebody().userPrincipalName },
      { sharing: 'private' },
    ]) {
      assert.equal((await save({ ...kept, ...change })).status, 200, JSON.stringify(change));
    }
    await admin.post(`/mail/users/${owner.memberId}/unlock`);
    for (const action of ['mailbox.lock', 'mailbox.unlock']) {
      const { items } = await admin.get<Page<AuditEntry>>(`/audit?action=${action}&outcome=done`);
      const own = items.filter(({ target }) => target.id === owner.memberId);
      assert.equal(own.length, 1, `${action}: twice is once`);
    }
  });

  it('MAIL-5 whoever saves while it is being locked changes nothing, or was first', async () => {
    const { owner, kept, save } = await newOwner({ sharing: 'folders' });
    for (let round = 0; round < 3; round += 1) {
      await admin.post(`/mail/users/${owner.memberId}/unlock`);
      await owner.client.put<Mailbox>('/mail/mailbox', kept);
      const [saved] = await Promise.all([
        save({ ...kept, sharing: 'full' }),
        admin.post(`/mail/users/${owner.memberId}/lock`),
      ]);
      const { sharing, locked } = await owner.client.get<Mailbox>('/mail/mailbox');
      assert.deepEqual([sharing, locked], [saved.status === 200 ? 'full' : 'folders', true]);
      if (saved.status !== 200) expectProblem(saved, 'mailbox_locked', 423);
    }
  });

  it('MAIL-6 a private mailbox is not locked; a sole administrator locks the own one, one of several does not', async () => {
    const { owner } = await newOwner({ sharing: 'private' });
    expectProblem(await admin.call('POST', `/mail/users/${owner.memberId}/lock`), 'lock_private', 409);
    const own = await memberId(admin);
    expectProblem(await admin.call('POST', `/mail/users/${own}/lock`), 'mailbox_missing', 409);
    await activate(admin, 'mail', own);
    await admin.put('/mail/mailbox', mailboxOf(world, world.person('administrator')));
    assert.equal((await admin.post<MailUser>(`/mail/users/${own}/lock`)).mailbox?.locked, true);
    assert.equal((await admin.post<MailUser>(`/mail/users/${own}/unlock`)).mailbox?.locked, false);

    const second = await addApprover(world, admin, world.somebody());
    expectProblem(await admin.call('POST', `/mail/users/${own}/lock`), 'lock_own', 409);
    assert.equal((await second.post<MailUser>(`/mail/users/${own}/lock`)).mailbox?.locked, true);
    expectProblem(await admin.call('POST', `/mail/users/${own}/unlock`), 'lock_own', 409);
    const users = (await admin.get<Page<MailUser>>('/mail/users')).items;
    assert.deepEqual(users.find(({ id }) => id === own)?.refusals.unlock, 'lock_own');
  });
});

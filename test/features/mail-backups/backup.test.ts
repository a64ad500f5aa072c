import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import MailComposer from 'nodemailer/lib/mail-composer';
import { type RawMail, rawMail } from '../../../src/sandbox/mailboxes/maildrops.ts';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import type { Backup, MailUser } from '../../../src/server/features/mail-backups/schemas.ts';
import { keptSources, removeOrganizationMail } from '../../../src/server/features/mail-backups/service.ts';
import type { Mailbox } from '../../../src/server/features/mailboxes/schemas.ts';
import type { Message } from '../../../src/server/features/messages/schemas.ts';
import type { TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { ProblemCode } from '../../../src/server/platform/problem-codes.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { at, only } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { backedUp, ended, leaveMailbox, mailboxOf } from '../../support/mailboxes.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { memberId } from '../../support/records.ts';
import { type SandboxPerson, startWorld, type World } from '../../support/world.ts';

type Entry = Extract<TimelineEntry, { kind: 'message' }>;

describe('backups of mailboxes', function () {
  this.timeout(240_000);

  let world: World;
  let admin: Client;
  let people: SandboxPerson[];
  let next = 0;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '30', MAIL_TIMEOUT_MS: '3000' } });
    admin = await foundOrganization(world);
    // Whatever they were before, here they are colleagues.
    people = [...world.people('employee'), ...world.people('approver'), ...world.people('renamed')];
    for (const name of ['una', 'uwe']) {
      people.push(await world.createPerson({ userPrincipalName: `${name}@aldervale.example`, displayName: name }));
    }
  });
  after(() => world.close());

  const nextPerson = () => at(people, next++);

  async function compose(uid: string, options: Record<string, unknown>): Promise<RawMail> {
    const letter = {
      from: 'Ann Customer <ann@customer.example>',
      to: 'colleague@aldervale.example',
      subject: `Letter ${uid}`,
      text: `This is letter ${uid}.`,
      messageId: `<${uid}@customer.example>`,
      date: new Date(Date.UTC(2026, 0, 5, 10, Number(/\d+$/.exec(uid)?.[0] ?? 0))),
      ...options,
    };
    return rawMail(uid, await new MailComposer({ ...letter, newline: 'windows' }).compile().build());
  }

  /** Somebody who has left, with these letters waiting. */
  async function leaver(mails: readonly RawMail[], change: Record<string, unknown> = {}) {
    const person = nextPerson();
    world.sandbox.maildrops.give(person.id, mails);
    return { person, ...(await leaveMailbox(world, admin, person, change)) };
  }

  const contact = async (client: Client, lastName: string, emails: string[]) =>
    (await client.post<{ id: string }>('/records/contacts', { lastName, emails })).id;

  async function messagesOf(id: string, query = ''): Promise<Entry[]> {
    const path = `/records/contacts/${id}/timeline?show=messages&limit=200${query}`;
    return (await admin.get<Page<Entry>>(path)).items;
  }

  const begin = (id: string, latest = false) => admin.call('POST', `/mail/users/${id}/backups`, { body: { latest } });

  async function mailUser(id: string): Promise<MailUser> {
    const { items } = await admin.get<Page<MailUser>>('/mail/users?status=inactive&limit=200');
    const user = items.find((each) => each.id === id);
    assert.ok(user);
    return user;
  }

  const countOf = (collection: string, filter = {}) => world.db.collection(collection).countDocuments(filter);

  it('MAIL-3 MAIL-4 MAIL-7 MAIL-8 REC-4 the whole story: leave, back up, come back, leave again', async () => {
    const ann = await contact(admin, 'Customer', ['ann@customer.example']);
    const bob = await contact(admin, 'Bobson', ['BOB@customer.example', 'b2@customer.example']);
    const picture = Buffer.from('89504e470d0a1a0a', 'hex');
    const html = '<p>Dear all <script>alert(1)</script><img src="cid:logo"><img src="https://t.example/p.gif"></p>';
    const mails = [
      await compose('m1', { text: 'Offer for the zeppelin', cc: 'bob@customer.example' }),
      await compose('m2', {
        html,
        text: 'Dear all',
        attachments: [
          { filename: 'Übersicht €.txt', content: 'a\r\nb', contentType: 'text/plain' },
          { filename: 'logo.png', content: picture, contentType: 'image/png', cid: 'logo' },
        ],
      }),
      await compose('m3', { from: 'news@nobody.example', to: 'x@aldervale.example' }),
      await compose('m4', { from: 'colleague@aldervale.example', to: 'Bob <bob@customer.example>' }),
    ];
    const { person, memberId: id } = await leaver(mails);

    const before = await mailUser(id);
    assert.deepEqual([before.mailbox?.frozen, before.backup], [true, null]);
    assert.deepEqual(before.abilities, { lock: true, unlock: true, backUp: true, latestBackup: false });
    assert.deepEqual(before.refusals, { latestBackup: 'latest_backup_first' });
    expectProblem(await begin(id, true), 'latest_backup_first', 409);

    const backup = await backedUp(admin, id);
    assert.deepEqual(
      [backup.kind, backup.total, backup.processed, backup.kept, backup.skipped, backup.problem],
      ['full', 4, 4, 3, 0, null],
    );
    assert.equal(backup.address, person.userPrincipalName);
    const mail = await world.waitForMail(world.person('administrator').userPrincipalName, /is backed up/);
    assert.match(mail.text, /Kept with records: 3/);

    const [latest, first] = await messagesOf(ann);
    assert.deepEqual([latest?.subject, first?.subject], ['Letter m2', 'Letter m1']);
    assert.equal(latest?.attachments, 2);
    assert.equal(first?.by, backup.requestedBy);
    assert.deepEqual(first?.from, [{ name: 'Ann Customer', address: 'ann@customer.example' }]);
    assert.deepEqual(
      (await messagesOf(bob)).map(({ subject }) => subject),
      ['Letter m4', 'Letter m1'],
    );
    assert.deepEqual(
      (await messagesOf(ann, '&search=ZEPP')).map(({ subject }) => subject),
      ['Letter m1'],
    );
    assert.deepEqual(
      (await messagesOf(ann, '&search=ubersicht')).map(({ subject }) => subject),
      ['Letter m2'],
    );
    const whole = await admin.get<Page<TimelineEntry>>(`/records/contacts/${ann}/timeline?limit=2`);
    assert.deepEqual([whole.total, whole.items.map(({ kind }) => kind)], [3, ['created', 'message']]);
    const rest = await admin.get<Page<TimelineEntry>>(
      `/records/contacts/${ann}/timeline?limit=2&cursor=${whole.nextCursor}`,
    );
    assert.deepEqual([rest.items.map(({ kind }) => kind), rest.nextCursor], [['message'], null]);

    const shown = await admin.get<Message>(`/mail/messages/${latest?.id}`);
    assert.equal(shown.hasRemoteContent, true);
    assert.deepEqual(
      shown.attachments.map(({ name, size, inline }) => [name, size, inline]),
      [
        ['Übersicht €.txt', 4, false],
        ['logo.png', 8, true],
      ].toSorted(
        (a, b) =>
          shown.attachments.findIndex(({ name }) => name === a[0]) -
          shown.attachments.findIndex(({ name }) => name === b[0]),
      ),
    );
    const file = shown.attachments.find(({ inline }) => !inline);
    const download = await admin.call('GET', `/mail/messages/${latest?.id}/attachments/${file?.number}`);
    assert.equal(download.text, 'a\r\nb');
    assert.equal(download.headers.get('content-type'), 'application/octet-stream');
    assert.match(
      download.headers.get('content-disposition') ?? '',
      /^attachment; .*filename\*=UTF-8''%C3%9Cbersicht%20%E2%82%AC\.txt$/,
    );
    expectProblem(await admin.call('GET', `/mail/messages/${latest?.id}/attachments/77`), 'not_found');
    const source = await admin.call('GET', `/mail/messages/${first?.id}/source`);
    assert.equal(source.text, Buffer.concat([...at(mails, 0).read()]).toString());
    assert.match(source.headers.get('content-type') ?? '', /^message\/rfc822/);
    const body = await admin.call('GET', `/mail/messages/${latest?.id}/body`);
    assert.doesNotMatch(body.text, /<script|t\.example/);
    assert.match(body.text, new RegExp(`src="/api/v1/mail/messages/${latest?.id}/attachments/\\d+"`));
    const policy = body.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none';.*sandbox allow-same-origin/);
    assert.doesNotMatch(policy, /script-src|https: http:/);
    const remote = await admin.call('GET', `/mail/messages/${latest?.id}/body?remote=true`);
    assert.match(remote.text, /<img[^>]* src="https:\/\/t\.example\/p\.gif"/);

    const colleague = await makeMember(world, nextPerson());
    for (const path of ['', '/body', '/source', `/attachments/${file?.number}`]) {
      expectProblem(await colleague.call('GET', `/mail/messages/${latest?.id}${path}`), 'not_found', 404);
    }
    await admin.patch(`/records/contacts/${ann}`, { ownerId: await memberId(colleague) });
    assert.equal((await colleague.get<Message>(`/mail/messages/${latest?.id}`)).subject, 'Letter m2');

    // Again, while they are away: nothing is kept twice, and a record that has come since gets its messages.
    const carol = await contact(admin, 'Carol', ['news@nobody.example']);
    const again = await backedUp(admin, id);
    assert.deepEqual([again.total, again.kept], [4, 1]);
    assert.equal((await messagesOf(carol)).length, 1);
    expectProblem(await begin(id, true), 'latest_backup_not_configured', 409);

    // Back and gone without having saved: nothing more is read.
    world.sandbox.maildrops.give(person.id, [
      ...mails,
      await compose('m5', {}),
      await compose('m6', { from: 'x@y.example' }),
    ]);
    await admin.post('/members/reactivate', { ids: [id] });
    expectProblem(await begin(id), 'backup_active_member', 409);
    await admin.post('/members/deactivate', { ids: [id] });
    expectProblem(await begin(id, true), 'latest_backup_not_configured', 409);
    expectProblem(await begin(id), 'latest_backup_not_configured', 409);

    // Back, saved, gone: the latest alone.
    await admin.post('/members/reactivate', { ids: [id] });
    const returned = await world.signIn(person.userPrincipalName);
    await admin.put('/extensions/mail/members', { ids: [id] });
    assert.equal((await returned.get<Mailbox>('/mail/mailbox')).frozen, true);
    const saved = await returned.put<Mailbox>('/mail/mailbox', mailboxOf(world, person));
    assert.equal(saved.frozen, false);
    await admin.post('/members/deactivate', { ids: [id] });
    assert.deepEqual((await mailUser(id)).refusals, {});
    const added = await backedUp(admin, id, true);
    assert.deepEqual([added.kind, added.total, added.kept], ['latest', 2, 1]);
    assert.equal((await admin.get<Page<Backup>>(`/mail/users/${id}/backups`)).total, 3);

    await colleague.delete(`/records/contacts/${ann}`);
    await eventually(async () => assert.equal(await countOf('mail-messages', { orphan: true }), 0), 30_000);
    assert.equal((await messagesOf(bob)).length, 2, 'what is Bob’s too stays');
    assert.equal(await countOf('mail-sources.files'), await countOf('mail-messages'));
  });

  const refusals: [ProblemCode, Record<string, unknown>][] = [
    ['backup_private', { sharing: 'private' }],
    ['backup_domain', { address: 'somebody@gmail.com' }],
  ];
  for (const [code, change] of refusals) {
    it(`MAIL-3 refuses and says why: ${code}`, async () => {
      const { memberId: id } = await leaver([], change);
      expectProblem(await begin(id), code, 409);
      assert.equal((await mailUser(id)).refusals.backUp, code);
      assert.equal(await countOf('mail-backups', { status: 'waiting' }), 0);
    });
  }

  it('MAIL-3 refuses and says why: backup_protocol, mailbox_missing, not_found', async () => {
    const { imaps } = world.sandbox.mail.ports;
    const { memberId: id } = await leaver([], { protocol: 'imap', port: imaps });
    expectProblem(await begin(id), 'backup_protocol', 409);
    const without = await memberId(await makeMember(world, nextPerson()));
    await admin.post('/members/deactivate', { ids: [without] });
    expectProblem(await begin(without), 'mailbox_missing', 409);
    expectProblem(await begin('0123456789abcdef01234567'), 'not_found', 404);
    await world.fault({ kind: 'error', match: '/organization', status: 503 });
    expectProblem(await begin(without), 'mailbox_missing', 409);
    await world.clearFaults();
  });

  it('MAIL-3 refuses and says why: directory_unavailable, while nobody can say which domains are verified', async () => {
    const { memberId: id } = await leaver([await compose('d1', {})]);
    const shows = async (refusal?: string) => assert.equal((await mailUser(id)).refusals.backUp, refusal);
    await shows();
    await world.fault({ kind: 'error', match: '/organization', status: 503 });
    expectProblem(await begin(id), 'directory_unavailable', 503);
    await shows();
    await world.db.collection('directory-syncs').updateMany({}, { $unset: { domains: 1, domainsReadAt: 1 } });
    await shows('directory_unavailable');
    assert.equal((await admin.get<Page<Backup>>(`/mail/users/${id}/backups`)).total, 0);
    await world.clearFaults();
    await shows();
    await backedUp(admin, id);
  });

  it('MAIL-3 of many who ask at once, one begins the backup', async () => {
    const { memberId: id } = await leaver([await compose('r1', {})]);
    const answers = await Promise.all(Array.from({ length: 6 }, () => begin(id)));
    const begun = answers.filter(({ status }) => status === 202);
    assert.equal(begun.length, 1);
    for (const answer of answers) if (answer.status !== 202) expectProblem(answer, 'backup_running', 409);
    await ended(admin, id, (JSON.parse(only(begun).text) as Backup).id);
  });

  it('MAIL-4 a server that drops, or lies about sizes, loses and doubles nothing', async () => {
    const id = await contact(admin, 'Dropped', ['drop@customer.example']);
    const letters = await Promise.all(
      Array.from({ length: 12 }, (_, n) => compose(`d${n}`, { from: 'drop@customer.example' })),
    );
    const { memberId: leaving } = await leaver(letters);
    await world.fault({ kind: 'mail-drop', match: 'POP3 RETR 5 ', times: 1 });
    await world.fault({ kind: 'mail-size', match: 'POP3 ' });
    const backup = await backedUp(admin, leaving);
    await world.clearFaults();
    assert.deepEqual([backup.total, backup.processed, backup.kept], [12, 12, 12]);
    assert.equal((await messagesOf(id)).length, 12);
  });

  it('MAIL-4 a server that hangs fails the backup with the reason, and it goes on where it was', async () => {
    const id = await contact(admin, 'Hanging', ['hang@customer.example']);
    const letters = await Promise.all(
      Array.from({ length: 4 }, (_, n) => compose(`h${n}`, { from: 'hang@customer.example' })),
    );
    const { memberId: leaving } = await leaver(letters);
    await world.fault({ kind: 'mail-hang', match: 'POP3 RETR 3 ' });
    const { id: backupId } = JSON.parse((await begin(leaving)).text) as Backup;
    const failed = await ended(admin, leaving, backupId);
    assert.deepEqual([failed.status, failed.problem, failed.processed], ['failed', 'mail_timeout', 2]);
    const mail = await world.waitForMail(world.person('administrator').userPrincipalName, /could not be backed up/);
    assert.match(mail.text, /The server isn’t responding/);
    await world.clearFaults();
    const completed = await backedUp(admin, leaving);
    assert.equal(completed.id, backupId);
    assert.deepEqual([completed.total, completed.processed, completed.kept], [4, 4, 4]);
    assert.equal((await messagesOf(id)).length, 4);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?limit=200');
    const told = items.filter(({ details }) => details.backupId === backupId);
    assert.deepEqual(
      told.map(({ action }) => action),
      ['mailbox.backup-completed', 'mailbox.back-up', 'mailbox.backup-failed', 'mailbox.back-up'],
    );
    const [whom] = told.map(({ target }) => target.label);
    assert.ok(whom && told.every(({ target }) => target.label === whom), 'AUD-1 each says whose mailbox it is');
  });

  it('MAIL-4 a server that can not tell messages apart gives no backup: mail_no_uidl; one that has learned to does', async () => {
    const { memberId: id } = await leaver([await compose('u1', {}), await compose('u2', {})]);
    await world.fault({ kind: 'mail-no-uidl' });
    const { id: backupId } = JSON.parse((await begin(id)).text) as Backup;
    const failed = await ended(admin, id, backupId);
    await world.clearFaults();
    assert.deepEqual([failed.status, failed.problem, failed.processed], ['failed', 'mail_no_uidl', 0]);
    await world.waitForMail(world.person('administrator').userPrincipalName, /can.t tell messages apart/);
    assert.equal((await backedUp(admin, id)).total, 2);
  });

  it('MAIL-4 somebody who comes back while it runs is not read any more', async () => {
    const { memberId: id } = await leaver([await compose('b1', {}), await compose('b2', {})]);
    await world.fault({ kind: 'mail-hang', match: 'POP3 RETR 2 ' });
    const { id: backupId } = JSON.parse((await begin(id)).text) as Backup;
    await admin.post('/members/reactivate', { ids: [id] });
    const backup = await ended(admin, id, backupId);
    await world.clearFaults();
    assert.deepEqual([backup.status, backup.problem], ['failed', 'backup_active_member']);
  });

  it('MAIL-4 names that the server gives twice, copies and repeated Message-IDs: nothing lost, nothing twice', async () => {
    const id = await contact(admin, 'Doubled', ['twin@customer.example']);
    const from = 'twin@customer.example';
    const one = await compose('t1', { from });
    const other = await compose('t2', { from, messageId: '<t1@customer.example>', text: 'Another text.' });
    const copy = Buffer.concat([Buffer.from('Received: from a by b\r\n'), ...one.read()]);
    const { memberId: leaving } = await leaver([
      one,
      rawMail('t1', Buffer.concat([...other.read()])),
      rawMail('t3', copy),
    ]);
    const backup = await backedUp(admin, leaving);
    assert.deepEqual([backup.processed, backup.kept], [3, 2]);
    assert.equal((await messagesOf(id)).length, 2);
  });

  it('MAIL-4 letters as they really come, and one of 19 MB, are kept as they came', async () => {
    const id = await contact(admin, 'Kontakt', ['kontakt@letters.example']);
    const folder = join(import.meta.dirname, '../messages/letters');
    const files = readdirSync(folder).filter((name) => name.endsWith('.eml'));
    const letters = files.map((name) => rawMail(name, readFileSync(join(folder, name))));
    const { memberId: leaving } = await leaver([...letters, huge()]);
    const backup = await backedUp(admin, leaving);
    assert.deepEqual([backup.total, backup.kept, backup.skipped], [files.length + 1, files.length + 1, 0]);
    const messages = await messagesOf(id);
    const german = messages.find(({ subject }) => subject === 'Größe und Maß ✓');
    const source = await admin.call('GET', `/mail/messages/${german?.id}/source`);
    assert.equal(source.text, readFileSync(join(folder, 'raw-utf-8-header.eml'), 'utf8'));
    const utf7 = messages.find(({ subject }) => subject === 'UTF-7 hides markup');
    assert.doesNotMatch((await admin.call('GET', `/mail/messages/${utf7?.id}/body`)).text, /<script/);
    const big = messages.find(({ subject }) => subject === 'Huge');
    const { attachments, size } = await admin.get<Message>(`/mail/messages/${big?.id}`);
    assert.ok(size > 18 * 1024 * 1024, `${size}`);
    assert.equal(only(attachments).size, 310 * 800 * 57);
  });

  /** Made while it is read, so that it is nowhere in memory as a whole. */
  function huge(): RawMail {
    const head = [
      'From: kontakt@letters.example',
      'To: ann@aldervale.example',
      'Subject: Huge',
      'MIME-Version: 1.0',
      'Content-Type: multipart/mixed; boundary="big"',
      '',
      '--big',
      'Content-Type: application/octet-stream; name="big.bin"',
      'Content-Disposition: attachment; filename="big.bin"',
      'Content-Transfer-Encoding: base64',
      '',
      '',
    ].join('\r\n');
    const piece = Buffer.from(`${'QUJD'.repeat(19)}\r\n`.repeat(800));
    // More than a document of the database holds.
    const pieces = 310;
    return {
      uid: 'huge',
      size: head.length + piece.length * pieces + 9,
      *read() {
        yield Buffer.from(head);
        for (let n = 0; n < pieces; n += 1) yield piece;
        yield Buffer.from('--big--\r\n');
      },
    };
  }

  it('MEM-8 deleting a member takes mailbox and backups, and leaves the correspondence to its records', async () => {
    const id = await contact(admin, 'Stays', ['stays@customer.example']);
    const { memberId: leaving } = await leaver([await compose('s1', { from: 'stays@customer.example' })]);
    await backedUp(admin, leaving);
    await admin.delete(`/members/${leaving}`);
    assert.equal(
      (await world.db.collection('mailboxes').find().toArray()).some((row) => row.memberId.toHexString() === leaving),
      false,
    );
    expectProblem(await admin.call('GET', `/mail/users/${leaving}/backups`), 'not_found');
    assert.deepEqual(
      (await messagesOf(id)).map(({ subject, mailbox }) => [subject, mailbox]),
      [['Letter s1', null]],
    );
  });

  it('ORG-2 ORG-3 everything that is kept can be taken out, and goes with its organization', async () => {
    await contact(admin, 'Kept', ['kept@customer.example']);
    const letters = [0, 1, 2].map((number) => compose(`k${number}`, { from: 'kept@customer.example' }));
    await backedUp(admin, (await leaver(await Promise.all(letters))).memberId);
    const organizationId = (await admin.get<{ id: string }>('/organization')).id;
    let kept = 0;
    for await (const { size, open } of keptSources(world.services, organizationId)) {
      kept += 1;
      if (size > 100_000) continue;
      let read = 0;
      for await (const chunk of open() as AsyncIterable<Buffer>) read += chunk.length;
      assert.equal(read, size);
    }
    assert.equal(kept, await countOf('mail-messages'));
    assert.ok(kept >= letters.length);
    await removeOrganizationMail(world.services, organizationId);
    for (const name of [
      'mailboxes',
      'mail-backups',
      'mail-backup-steps',
      'mail-messages',
      'mail-sources.files',
      'mail-sources.chunks',
    ]) {
      assert.equal(await countOf(name), 0, name);
    }
  });
});

import assert from 'node:assert/strict';
import type { BackupPreview } from '../../../src/server/features/mail-backups/schemas.ts';
import type { TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { backUp, leaveOnServer } from '../../support/mailboxes.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import type { Letter, ScriptedPop3 } from '../../support/pop3-server.ts';
import { startWorld, type World } from '../../support/world.ts';

/** MAIL-10: nobody gets to read a leaver's mail by writing down its addresses afterwards. */
describe('whom the mail of a leaver is tied to', function () {
  this.timeout(120_000);

  const servers: ScriptedPop3[] = [];
  let world: World;
  let admin: Client;
  let colleague: Client;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '10' } });
    admin = await foundOrganization(world);
    colleague = await makeMember(world, await world.somebody());
  });
  after(async () => {
    for (const server of servers) server.close();
    await world.close();
  });

  const contact = async (client: Client, ...emails: string[]) =>
    (await client.post<{ id: string }>('/records/contacts', { lastName: emails[0] ?? 'Nobody', emails })).id;

  const letter = (uid: string, from: string, to = 'x@aldervale.example'): Letter => ({
    uid,
    source: `From: ${from}\nTo: ${to}\nSubject: ${uid}\nMessage-ID: <${uid}@x.example>\n\nBody ${uid}.\n`,
  });

  async function leave(letters: readonly Letter[]): Promise<string> {
    const { memberId, server } = await leaveOnServer(world, admin, { letters: () => letters });
    servers.push(server);
    return memberId;
  }

  async function subjectsOf(id: string): Promise<string[]> {
    const { items } = await admin.get<Page<TimelineEntry>>(`/records/contacts/${id}/timeline?show=messages`);
    return items.flatMap((entry) => (entry.kind === 'message' ? [entry.subject] : [])).toSorted();
  }

  it('MAIL-10 to records from before, with the addresses of that time, and to those of somebody with manageMail', async () => {
    const before = await contact(colleague, 'before@customer.example');
    const changed = await contact(colleague, 'own@customer.example');
    const cleared = await contact(colleague, 'cleared@customer.example');
    const names = ['before', 'own', 'added', 'cleared', 'late', 'managed', 'imported'];
    const id = await leave(names.map((name) => letter(name, `${name}@customer.example`)));
    await colleague.patch(`/records/contacts/${changed}`, {
      emails: ['own@customer.example', 'ADDED@customer.example'],
    });
    await colleague.patch(`/records/contacts/${cleared}`, { emails: [] });
    await colleague.patch(`/records/contacts/${cleared}`, { emails: ['cleared@customer.example'] });
    const late = await contact(colleague, 'late@customer.example', 'before@customer.example');
    const managed = await contact(admin, 'managed@customer.example', 'late@customer.example');
    const lead = await colleague.post<{ id: string }>('/records/leads', {
      name: 'Late',
      email: 'imported@customer.example',
    });
    const backup = await backUp(admin, id);
    assert.deepEqual([backup.kept, backup.notInvolved], [4, 3]);
    assert.deepEqual(await subjectsOf(before), ['before']);
    assert.deepEqual(await subjectsOf(changed), ['own']);
    assert.deepEqual(await subjectsOf(cleared), []);
    assert.deepEqual(await subjectsOf(late), []);
    assert.deepEqual(await subjectsOf(managed), ['late', 'managed']);
    const { items } = await admin.get<Page<TimelineEntry>>(`/records/leads/${lead.id}/timeline?show=messages`);
    assert.deepEqual(items, []);
    // Somebody with manageMail stands for the address.
    await admin.patch(`/records/contacts/${changed}`, { emails: ['own@customer.example'] });
    await admin.patch(`/records/contacts/${changed}`, { emails: ['own@customer.example', 'added@customer.example'] });
    assert.equal((await backUp(admin, id)).kept, 1);
    assert.deepEqual(await subjectsOf(changed), ['added', 'own']);
  });

  it('MAIL-10 never by an address of the organization’s own verified domains', async () => {
    const colleagues = await contact(
      admin,
      'boss@aldervale.example',
      'Boss2@ALDERVALE.example',
      'other@partner.example',
    );
    const id = await leave([
      letter('inside', 'boss@aldervale.example'),
      letter('inside2', 'boss2@aldervale.example'),
      letter('outside', 'other@partner.example', 'boss@aldervale.example'),
    ]);
    assert.equal((await backUp(admin, id)).kept, 1);
    assert.deepEqual(await subjectsOf(colleagues), ['outside']);
  });

  it('MAIL-10 whoever starts a backup sees how many messages each record and its owner would get', async () => {
    const mine = await contact(admin, 'one@preview.example', 'two@preview.example');
    const theirs = await contact(colleague, 'two@preview.example');
    const names = ['one', 'two', 'three'];
    const id = await leave(names.map((name) => letter(name, `${name}@preview.example`)));
    await contact(colleague, 'three@preview.example');
    const path = `/mail/users/${id}/backups/preview`;
    expectProblem(await colleague.call('POST', path, { body: {} }), 'permission_required', 403);
    const { owners, ...preview } = await admin.post<BackupPreview>(path);
    const owner = world.person('administrator').displayName;
    assert.deepEqual(
      { ...preview, records: preview.records.map((record) => [record.id, record.title, record.messages]) },
      {
        ...{ total: 3, read: 3, kept: 2, recordCount: 2 },
        records: [
          [mine, 'one@preview.example', 2],
          [theirs, 'two@preview.example', 1],
        ],
      },
    );
    assert.deepEqual(
      owners.map(({ fullName, messages }) => [fullName === owner, messages]),
      [
        [true, 2],
        [false, 1],
      ],
    );
    assert.equal((await admin.get<Page<object>>(`/mail/users/${id}/backups`)).total, 0, 'nothing has begun');
    assert.equal((await backUp(admin, id)).kept, 2);
    expectProblem(await admin.call('POST', path, { body: { latest: true } }), 'latest_backup_not_configured', 409);
    for (const server of servers) server.close();
    expectProblem(await admin.call('POST', path, { body: {} }), 'mail_refused', 422);
  });
});

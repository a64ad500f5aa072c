import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Types } from 'mongoose';
import { type RawMail, rawMail } from '../../../src/sandbox/mailboxes/maildrops.ts';
import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import { backups } from '../../../src/server/features/mail-backups/run-backup.ts';
import type { Client } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { leaveMailbox } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

const LETTERS = 300;
const KILLS = 2;

describe('a backup whose process is killed', function () {
  this.timeout(600_000);

  let world: World;
  let admin: Client;
  let child: ChildProcess | undefined;
  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '10' } });
    admin = await foundOrganization(world);
  });
  after(async () => {
    child?.kill('SIGKILL');
    await world.close();
  });

  it('MAIL-4 goes on where it was: no message is lost, none is kept twice', async () => {
    const person = at(world.people('employee'), 0);
    const letters = Array.from({ length: LETTERS }, (_, n) => letter(n));
    world.sandbox.maildrops.give(person.id, letters);
    await admin.post('/records/contacts', { lastName: 'Customer', emails: ['ann@customer.example'] });
    const { memberId } = await leaveMailbox(world, admin, person);
    const backupId = await waiting(memberId);
    const kept = () => world.db.collection('mail-messages').countDocuments();

    for (let kill = 1; kill <= KILLS; kill += 1) {
      child = start(backupId);
      const wanted = Math.floor((kill * LETTERS) / (KILLS + 1)) / 2;
      await eventually(async () => assert.ok((await kept()) >= wanted, `${await kept()} of ${wanted}`), 240_000);
      const closed = once(child, 'close');
      child.kill('SIGKILL');
      await closed;
      // For the next one it is as if nobody had worked on it for long; the jobs of this process leave it alone.
      await world.db
        .collection('mail-backups')
        .updateOne({ _id: new Types.ObjectId(backupId) }, { $set: { runId: '', heartbeatAt: new Date() } });
    }
    assert.ok((await kept()) < LETTERS / 2 + 1, 'it was to be killed in the middle');
    await backups.run(world.services, backupId, new AbortController().signal);

    const backup = await world.db.collection('mail-backups').findOne({ _id: new Types.ObjectId(backupId) });
    assert.deepEqual(
      [backup?.status, backup?.total, backup?.processed, backup?.kept],
      ['completed', LETTERS, LETTERS, LETTERS / 2],
    );
    const rows = await world.db.collection('mail-messages').find().project({ subject: 1, size: 1 }).toArray();
    const subjects = new Set(rows.map(({ subject }) => subject));
    assert.equal(rows.length, LETTERS / 2);
    for (let n = 0; n < LETTERS; n += 2) assert.ok(subjects.has(`Letter ${n}`), `letter ${n} was lost`);
    const files = await world.db.collection('mail-sources.files').find().project({ length: 1 }).toArray();
    assert.deepEqual(
      new Map(files.map(({ _id, length }) => [_id.toHexString(), length])),
      new Map(rows.map(({ _id, size }) => [_id.toHexString(), size])),
      'each message has its source, and there are no others',
    );
    const owners = await world.db.collection('mail-sources.chunks').distinct('files_id');
    assert.equal(owners.length, rows.length, 'nothing is left of what was cut off');
  });

  /** Every other one from the customer; some too long for one document. */
  function letter(n: number): RawMail {
    const from = n % 2 === 0 ? 'ann@customer.example' : 'news@nobody.example';
    const text = n % 100 === 0 ? `${'long '.repeat(200)}\r\n`.repeat(700) : `This is letter ${n}.\r\n`;
    const head = [
      `From: ${from}`,
      'To: x@aldervale.example',
      `Subject: Letter ${n}`,
      `Message-ID: <${n}@customer.example>`,
    ];
    return rawMail(`uid-${n}`, Buffer.from(`${head.join('\r\n')}\r\n\r\n${text}`));
  }

  /** A backup that has been asked for, and that no job of this process works on. */
  async function waiting(memberId: string): Promise<string> {
    const { organization, account } = await admin.get<Session>('/session');
    const mailbox = await world.db.collection('mailboxes').findOne();
    const _id = new Types.ObjectId();
    const now = new Date();
    await world.db.collection('mail-backups').insertOne({
      _id,
      organizationId: new Types.ObjectId(organization?.id),
      memberId: new Types.ObjectId(memberId),
      mailboxId: mailbox?._id,
      address: mailbox?.address,
      kind: 'full',
      status: 'waiting',
      open: true,
      runId: '',
      pendingSourceId: null,
      total: 0,
      processed: 0,
      kept: 0,
      skipped: 0,
      problem: null,
      requestedBy: { accountId: new Types.ObjectId(account.id), loginId: account.loginId, address: null },
      createdAt: now,
      finishedAt: null,
      heartbeatAt: now,
    });
    return _id.toHexString();
  }

  function start(backupId: string): ChildProcess {
    const { PATH = '' } = process.env;
    return spawn(
      process.execPath,
      ['scripts/run.mjs', 'test/support/backup-process.ts', world.databaseUri, backupId, JSON.stringify(world.env)],
      { env: { PATH }, stdio: ['ignore', 'ignore', 'inherit'] },
    );
  }
});

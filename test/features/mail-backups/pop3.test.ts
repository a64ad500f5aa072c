import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import { backups } from '../../../src/server/features/mail-backups/run-backup.ts';
import type { Backup } from '../../../src/server/features/mail-backups/schemas.ts';
import type { TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../../support/client.ts';
import { eventually } from '../../support/eventually.ts';
import { backUp, ended, leaveOnServer } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import {
  HANG_UP,
  type Letter,
  lines,
  type Pop3Script,
  type ScriptedPop3,
  servePop3,
} from '../../support/pop3-server.ts';
import { startWorld, type World } from '../../support/world.ts';

/** K1 of the cases from the field: what POP3 servers answer, and that nothing is called completed that is not. */
describe('POP3 servers as they are', function () {
  this.timeout(240_000);

  const servers: ScriptedPop3[] = [];
  let world: World;
  let admin: Client;
  let next = 0;

  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '40', MAIL_TIMEOUT_MS: '5000' } });
    admin = await foundOrganization(world);
  });
  after(async () => {
    for (const server of servers) server.close();
    await world.close();
  });

  /** Letters of somebody whose address is a contact's; `others` involve nobody. */
  interface Case {
    contactId: string;
    letter(uid: string, change?: { from?: string; head?: string; body?: string }): Letter;
  }

  async function correspondent(): Promise<Case> {
    next += 1;
    const address = `writer${next}@customer.example`;
    const { id: contactId } = await admin.post<{ id: string }>('/records/contacts', {
      lastName: `Writer ${next}`,
      emails: [address],
    });
    return {
      contactId,
      letter: (
        uid,
        { from = address, head = `Message-ID: <${uid}@customer.example>\n`, body = `Body ${uid}.` } = {},
      ) => ({
        uid,
        source: `From: ${from}\nTo: x@aldervale.example\nSubject: Letter ${uid}\n${head}\n${body}\n`,
      }),
    };
  }

  async function leaver(script: Pop3Script): Promise<{ memberId: string; server: ScriptedPop3 }> {
    const left = await leaveOnServer(world, admin, script);
    servers.push(left.server);
    return left;
  }

  async function subjectsOf({ contactId }: Case): Promise<string[]> {
    const path = `/records/contacts/${contactId}/timeline?show=messages&limit=200`;
    const { items } = await admin.get<Page<Extract<TimelineEntry, { kind: 'message' }>>>(path);
    return items.map(({ subject }) => subject.replace(/^Letter ?/, '')).toSorted();
  }

  function summary({ status, problem, total, kept, alreadyKept, notInvolved, skipped, left }: Backup) {
    return { status, problem, total, kept, alreadyKept, notInvolved, skipped, left };
  }

  const complete = {
    ...{ status: 'completed', problem: null, total: 4, kept: 4 },
    ...{ alreadyKept: 0, notInvolved: 0, skipped: 0, left: 0 },
  };
  const incomplete = { ...complete, status: 'failed', problem: 'backup_incomplete' };

  const listings: [what: string, uidl: string[], list?: string[]][] = [
    ['two spaces', ['1  a', '2   b', '3  c', '4 d']],
    ['tabs', ['1\ta', '2\tb', '3 \t c', '\t4\td']],
    ['white space at the end', ['1 a ', '2 b\t', '3 c  ', '4 d']],
    ['names that are empty', ['1 a', '2 ', '3 ', '4 d']],
    ['numbers without anything', ['1', '2 b', '3', '4']],
    ['only some of them, though LIST has all', ['1 a', '4 d']],
    ['in another order, and a line that says nothing', ['4 d', '', 'x', '2 b', '1 a', '3 c']],
    ['nothing but by LIST with tabs', [], ['1\t90', '2  90', '3', '4 90 octets']],
  ];
  for (const [what, uidl, list] of listings) {
    for (const lineEnd of ['\r\n', '\n'] as const) {
      it(`MAIL-4 UIDL with ${what}, lines that end in ${JSON.stringify(lineEnd)}: all is read`, async () => {
        const from = await correspondent();
        const letters = ['a', 'b', 'c', 'd'].map((uid) => from.letter(uid));
        const { memberId } = await leaver({
          letters: () => letters,
          lineEnd,
          answer: (command) =>
            command === 'UIDL' ? lines(...uidl) : command === 'LIST' && list ? lines(...list) : undefined,
        });
        assert.deepEqual(summary(await backUp(admin, memberId)), complete);
        assert.deepEqual(await subjectsOf(from), ['a', 'b', 'c', 'd']);
        // Again: what has no name is known by what it is.
        assert.deepEqual(summary(await backUp(admin, memberId)), { ...complete, kept: 0, alreadyKept: 4 });
        assert.equal((await subjectsOf(from)).length, 4);
      });
    }
  }

  it('MAIL-4 a list that is shorter than STAT says is no success', async () => {
    const from = await correspondent();
    const letters = ['a', 'b', 'c'].map((uid) => from.letter(uid));
    let said = 5;
    const { memberId } = await leaver({
      letters: () => letters,
      answer: (command) => (command === 'STAT' ? `+OK ${said} 1000` : undefined),
    });
    const backup = await backUp(admin, memberId);
    assert.deepEqual(summary(backup), { ...incomplete, total: 5, kept: 3, left: 2 });
    assert.equal(backup.processed, 3);
    const mail = await world.waitForMail(world.person('administrator').userPrincipalName, /is not complete/);
    assert.match(mail.text, /Not read: 2/);
    said = 3;
    const again = await backUp(admin, memberId);
    assert.equal(again.id, backup.id, 'it goes on where it was');
    assert.deepEqual(summary(again), { ...complete, total: 3, kept: 3 });
  });

  it('MAIL-4 a server that does not say how many there are is believed by its list', async () => {
    const from = await correspondent();
    const letters = ['a', 'b', 'c', 'd'].map((uid) => from.letter(uid));
    const { memberId } = await leaver({
      letters: () => letters,
      answer: (command) => (command === 'STAT' || command === 'LIST' ? '-ERR not here' : undefined),
    });
    assert.deepEqual(summary(await backUp(admin, memberId)), complete);
  });

  it('MAIL-4 an empty mailbox is completed; one that only looks empty is not', async () => {
    const empty = await leaver({ letters: () => [] });
    assert.deepEqual(summary(await backUp(admin, empty.memberId)), { ...complete, total: 0, kept: 0 });
    const hidden = await leaver({
      letters: () => [],
      answer: (command) => (command === 'STAT' ? '+OK 2 400' : undefined),
    });
    assert.deepEqual(summary(await backUp(admin, hidden.memberId)), { ...incomplete, total: 2, kept: 0, left: 2 });
  });

  for (const said of ['a part', 'all'] as const) {
    it(`MAIL-4 a server that lists a part in each session, and counts ${said}, is asked until nothing is new`, async () => {
      const from = await correspondent();
      const letters = ['a', 'b', 'c', 'd', 'e'].map((uid) => from.letter(uid));
      const parts = [letters.slice(0, 2), letters.slice(2, 4), letters.slice(4), []];
      let first = 0;
      const part = (session: number) => parts[Math.max(0, session - first)] ?? [];
      const { memberId, server } = await leaver({
        letters: part,
        answer: (command) => (command === 'STAT' && said === 'all' ? '+OK 5 1000' : undefined),
      });
      first = sessionsOf(server) + 1;
      assert.deepEqual(summary(await backUp(admin, memberId)), { ...complete, total: 5, kept: 5 });
      assert.deepEqual(await subjectsOf(from), ['a', 'b', 'c', 'd', 'e']);
      assert.equal(sessionsOf(server), first + 3);
    });
  }

  it('MAIL-4 a server that names everything anew in each session is asked once more, and counted once', async () => {
    const from = await correspondent();
    const stranger = from.letter('c', { from: 'news@nobody.example' });
    const letters = [from.letter('a'), from.letter('b'), stranger];
    const { memberId, server } = await leaver({
      letters: (session) => letters.map((each) => ({ ...each, uid: `${session}-${each.uid}` })),
    });
    const before = sessionsOf(server);
    assert.deepEqual(summary(await backUp(admin, memberId)), { ...complete, total: 3, kept: 2, notInvolved: 1 });
    assert.equal(sessionsOf(server), before + 2);
    assert.deepEqual(await subjectsOf(from), ['a', 'b']);
  });

  it('MAIL-4 a message at which the server hangs up twice is left out and named, the rest is read', async () => {
    const from = await correspondent();
    const letters = ['a', 'b', 'c', 'd'].map((uid) => from.letter(uid));
    let isBroken = true;
    const { memberId, server } = await leaver({
      letters: () => letters,
      answer: (command) => (isBroken && command === 'RETR 2' ? HANG_UP : undefined),
    });
    const backup = await backUp(admin, memberId);
    assert.deepEqual(summary(backup), { ...incomplete, kept: 3, skipped: 1 });
    assert.deepEqual(backup.skips, [{ number: 2, subject: 'Letter b', reason: 'dropped' }]);
    assert.equal(server.commands.filter((command) => command.endsWith(' RETR 2')).length, 2);
    assert.deepEqual(await subjectsOf(from), ['a', 'c', 'd']);
    // Asked for again, it is tried again, and nothing else.
    isBroken = false;
    const retrieved = server.commands.length;
    assert.deepEqual(summary(await backUp(admin, memberId)), complete);
    assert.deepEqual(
      server.commands.slice(retrieved).flatMap((command) => command.match(/RETR \d/) ?? []),
      ['RETR 2'],
    );
    assert.deepEqual(await subjectsOf(from), ['a', 'b', 'c', 'd']);
  });

  it('MAIL-4 several in a row at which the server hangs up, named or not, are each left out', async () => {
    const from = await correspondent();
    const letters = ['a', '', 'c', 'd', 'e', 'f'].map((uid) => from.letter(uid));
    const { memberId } = await leaver({
      letters: () => letters,
      answer: (command) => (/^(RETR|TOP) [2345]\b/.test(command) ? HANG_UP : undefined),
    });
    const backup = await backUp(admin, memberId);
    assert.deepEqual(summary(backup), { ...incomplete, total: 6, kept: 2, skipped: 4 });
    assert.deepEqual(
      backup.skips.map(({ number, subject }) => [number, subject]),
      [2, 3, 4, 5].map((number) => [number, null]),
    );
    assert.deepEqual(await subjectsOf(from), ['a', 'f']);
  });

  it('MAIL-4 a server that hangs up at every message fails the backup, and is not asked for ever', async () => {
    const from = await correspondent();
    const letters = Array.from({ length: 14 }, (_, n) => from.letter(`n${n}`));
    const { memberId, server } = await leaver({
      letters: () => letters,
      answer: (command) => (/^(RETR|TOP)/.test(command) ? HANG_UP : undefined),
    });
    const before = sessionsOf(server);
    const backup = await backUp(admin, memberId);
    assert.deepEqual(summary(backup), {
      ...incomplete,
      problem: 'mail_dropped',
      total: 14,
      kept: 0,
      skipped: 10,
      left: 4,
    });
    assert.equal(sessionsOf(server), before + 20);
  });

  it('MAIL-4 a message that the server refuses is left out and named, the rest is read', async () => {
    const from = await correspondent();
    const letters = ['a', 'b', '', 'd'].map((uid) => from.letter(uid, { head: `X-Name: ${uid}\n` }));
    const { memberId } = await leaver({
      letters: () => letters,
      answer: (command) => (/^RETR [23]$/.test(command) || command === 'TOP 3 0' ? '-ERR it is damaged' : undefined),
    });
    const backup = await backUp(admin, memberId);
    assert.deepEqual(summary(backup), { ...incomplete, kept: 2, skipped: 2 });
    assert.deepEqual(backup.skips, [
      { number: 2, subject: 'Letter b', reason: 'refused' },
      { number: 3, subject: null, reason: 'refused' },
    ]);
    assert.deepEqual(await subjectsOf(from), ['a', 'd']);
  });

  it('MAIL-7 after a backup with messages left out, the latest brings these too', async () => {
    const from = await correspondent();
    const letters = ['a', 'b'].map((uid) => from.letter(uid));
    let isBroken = true;
    const { memberId } = await leaver({
      letters: () => letters,
      answer: (command) => (isBroken && command === 'RETR 2' ? '-ERR it is damaged' : undefined),
    });
    assert.deepEqual(summary(await backUp(admin, memberId)), { ...incomplete, total: 2, kept: 1, skipped: 1 });
    isBroken = false;
    letters.push(from.letter('c'));
    // As if the member had come back, saved the mailbox and left again.
    await world.db
      .collection('mailboxes')
      .updateOne({ memberId: new Types.ObjectId(memberId) }, { $set: { savedAt: new Date() } });
    assert.deepEqual(summary(await backUp(admin, memberId, true)), { ...complete, total: 2, kept: 2 });
    assert.deepEqual(await subjectsOf(from), ['a', 'b', 'c']);
  });

  for (const answer of ['-ERR maildrop already locked', '-ERR [IN-USE] Do you have another POP session running?']) {
    it(`MAIL-4 ${answer}: no wrong password; it is asked again`, async () => {
      const from = await correspondent();
      const letters = ['a', 'b', 'c', 'd'].map((uid) => from.letter(uid));
      let refusals = 0;
      const { memberId } = await leaver({
        letters: () => letters,
        answer: (command) => (command.startsWith('PASS') && refusals-- > 0 ? answer : undefined),
      });
      refusals = 3;
      assert.deepEqual(summary(await backUp(admin, memberId)), complete);
    });
  }

  it('MAIL-1 MAIL-4 a locked maildrop is mail_busy, a locked account and a wrong password are not', async () => {
    const answers = {
      mail_busy: ['unable to lock maildrop', 'Mailbox in use', '[SYS/TEMP] later', 'another session has it open'],
      mail_credentials: ['invalid password', '[AUTH] maildrop already locked', 'your account is locked', ''],
    };
    let answer = '';
    const server = await servePop3({
      letters: () => [],
      answer: (command) => (command.startsWith('PASS') ? `-ERR ${answer}` : undefined),
    });
    servers.push(server);
    const { memberId } = await leaver({ letters: () => [] });
    await admin.post('/members/reactivate', { ids: [memberId] });
    const { loginId } = await admin.get<{ loginId: string }>(`/members/${memberId}`);
    await admin.put('/extensions/mail/members', { ids: [memberId] });
    const client = await world.signIn(loginId);
    const body = {
      ...{ address: loginId, protocol: 'pop3', host: 'localhost', port: server.port, security: 'none' },
      ...{ userName: loginId, password: 'sandbox', sharing: 'full' },
    };
    for (const [code, texts] of Object.entries(answers)) {
      for (const text of texts) {
        answer = text;
        expectProblem(await client.call('PUT', '/mail/mailbox', { body }), code as 'mail_busy', 422);
      }
    }
  });

  it('MAIL-4 a run that was taken over writes nothing any more: no message is kept twice', async () => {
    const from = await correspondent();
    const letters = ['a', '', 'c', 'd'].map((uid) => from.letter(uid));
    let release: () => void = () => undefined;
    let isHeld = false;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let holding = true;
    const { memberId } = await leaver({
      letters: () => letters,
      async answer(command) {
        if (command !== 'RETR 3' || !holding) return undefined;
        holding = false;
        isHeld = true;
        await held;
        return undefined;
      },
    });
    const { id } = await admin.post<Backup>(`/mail/users/${memberId}/backups`, { latest: false });
    await eventually(async () => assert.ok(isHeld), 30_000);
    // As if the first run had not shown itself for long; another one reads the mailbox to its end meanwhile.
    await world.db
      .collection('mail-backups')
      .updateOne({ _id: new Types.ObjectId(id) }, { $set: { heartbeatAt: new Date(0) } });
    await backups.run(world.services, id, new AbortController().signal);
    release();
    assert.deepEqual(summary(await ended(admin, memberId, id)), complete);
    assert.deepEqual(await subjectsOf(from), ['', 'a', 'c', 'd']);
  });

  function sessionsOf({ commands }: ScriptedPop3): number {
    return Math.max(0, ...commands.map((command) => Number(command.split(' ')[0])));
  }
});

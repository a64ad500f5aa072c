import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { mongo } from 'mongoose';
import { parseMailDate, readSentDate } from '../../../src/server/features/messages/mail-date.ts';
import type { Message } from '../../../src/server/features/messages/schemas.ts';
import type { TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { Client } from '../../support/client.ts';
import { backUp, leaveOnServer } from '../../support/mailboxes.ts';
import { foundOrganization } from '../../support/organization.ts';
import type { Letter, ScriptedPop3 } from '../../support/pop3-server.ts';
import { startWorld, type World } from '../../support/world.ts';

/** K2 of the cases from the field: which message is which, and when it was. */
const letters: Record<string, string | null> = {
  'm04c-date-asctime': '2007-07-24T18:55:07Z',
  'm04d-date-zone-comment': '2013-12-01T08:00:17Z',
  'm04e-date-utc-plus': '2014-03-14T10:30:00Z',
  'm04f-date-two-digit': '1998-01-05T09:00:00Z',
  'm04g-date-zone-name': '2014-06-12T08:00:00Z',
  'm04h-date-dots': '2014-06-12T08:00:00Z',
  'm04i-date-folded': '2014-06-12T08:00:00Z',
  'm04j-date-hour-28': '2018-09-17T22:59:30Z',
  'm04k-date-dmy-dash': '2018-09-17T10:59:00Z',
  'm04l-date-zone-wild': '2018-09-17T10:59:30Z',
  'm04m-date-year-102': null,
  's04-aest': '2026-03-02T23:00:00Z',
  's04-am': '2026-03-03T08:00:00Z',
  's04-bst': '2026-03-03T08:00:00Z',
  's04-comment8': '2026-03-03T07:00:00Z',
  's04-doublesign': '2026-03-03T10:00:00Z',
  's04-epoch': '2026-03-03T08:00:00Z',
  's04-feb31': null,
  's04-french': '2026-03-03T08:00:00Z',
  's04-future': null,
  's04-iso': '2026-03-03T08:00:00Z',
  's04-ist': '2026-03-03T03:30:00Z',
  's04-jst': '2026-03-03T00:00:00Z',
  's04-military': '2026-03-03T09:00:00Z',
  's04-msk': '2026-03-03T06:00:00Z',
  's04-noweekday': '2026-03-03T08:00:00Z',
  's04-offsetcolon': '2026-03-03T08:00:00Z',
  's04-sixty': '2026-03-03T08:01:00Z',
  's04-ut': '2026-03-03T09:00:00Z',
  's04-wrongweekday': '2026-03-03T08:00:00Z',
  's04-year1601': null,
  's04-year1970': '1970-01-01T00:00:00Z',
  's04-zero': null,
};

const instant = (text: string | null) => text && new Date(text).toISOString();

describe('dates of messages', () => {
  const texts: [written: string, instant: string | null][] = [
    ['Thu, 12 Jun 2014 10:00:00 -0000', '2014-06-12T10:00:00Z'],
    ['Thu, 12 Jun 14 10:00 EST', '2014-06-12T15:00:00Z'],
    ['Thu, 12-Jun-2014 10:00:00 GMT', '2014-06-12T10:00:00Z'],
    ['Thu, 12. Jun. 2014, 10:00 MESZ', '2014-06-12T08:00:00Z'],
    ['Thu, 12 Jun 2014 10:00:00 (CEST)', '2014-06-12T08:00:00Z'],
    ['Thu, 12 Jun 2014 10:00:00 UTC-05:00', '2014-06-12T15:00:00Z'],
    ['Thu, 12 Jun 2014 10:00:00 +9999', '2014-06-12T10:00:00Z'],
    ['Thu, 12 Jun 2014 10:00:00 A', '2014-06-12T10:00:00Z'],
    ['Thu, 12 Jun 2014 24:00:00 +0000', '2014-06-13T00:00:00Z'],
    ['Thu, 12 Jun 2014 11:30 PM', '2014-06-12T23:30:00Z'],
    ['Thu, 12 Jun 2014 12:30 a.m. NZST', '2014-06-11T12:30:00Z'],
    ['Thu, 12 Jun 2014', '2014-06-12T00:00:00Z'],
    ['Tue Jul 24 18:55:07 CEST 2007', '2007-07-24T16:55:07Z'],
    ['Tue Jul 24 18:55:07 -0400 2007', '2007-07-24T22:55:07Z'],
    ['March 3, 2026 9:00', '2026-03-03T09:00:00Z'],
    ['mar., 03 avr. 2026 09:00:00 +0200', '2026-04-03T07:00:00Z'],
    ['lun., 01 févr. 2026 09:00:00 +0100', '2026-02-01T08:00:00Z'],
    ['Di, 3. März 2026 09:00:00 +0100', '2026-03-03T08:00:00Z'],
    ['mié, 3 de diciembre de 2025 09:00:00 -0300', '2025-12-03T12:00:00Z'],
    ['17.09.2018 10:59:30 +0200', '2018-09-17T08:59:30Z'],
    ['17/09/18 10.59', '2018-09-17T10:59:00Z'],
    ['05-09-2018 10:59', '2018-09-05T10:59:00Z'],
    ['09/17/2018 10:59', '2018-09-17T10:59:00Z'],
    ['2018/09/17 10:59', '2018-09-17T10:59:00Z'],
    ['2018-09-17T10:59:30.123Z', '2018-09-17T10:59:30Z'],
    ['1402567200', '2014-06-12T10:00:00Z'],
    ['1402567200000', '2014-06-12T10:00:00Z'],
    ['29 Feb 2024 10:00:00 +0000', '2024-02-29T10:00:00Z'],
    ['29 Feb 2025 10:00:00 +0000', null],
    ['31 Apr 2026 10:00:00 +0000', null],
    ['32-01-2026 10:00', null],
    ['Thu, 12 Jun 2014 10:61:00 +0200', null],
    ['Thu, 12 Jun 2014 40:00:00 +0200', null],
    ['Thu, 12 Jux 2014 10:00:00 +0200', null],
    ['12 Jun 0014 10:00:00', null],
    ['yesterday', null],
    ['', null],
  ];
  for (const [written, expected] of texts) {
    it(`MAIL-4 ${written || 'nothing'} is ${expected ?? 'no date'}`, () => {
      assert.equal(parseMailDate(written)?.toISOString() ?? null, instant(expected));
    });
  }

  it('MAIL-4 where the date can’t be read or believed, the newest Received is taken; else there is none', () => {
    const now = new Date('2026-06-01T12:00:00Z');
    const received = [
      'from mx.a.example by store.a.example; Tue, 3 Mar 2026 09:00:07 +0000 (UTC)',
      'from relay.b.example (relay [192.0.2.1]; id 7) by mx.a.example; Tue, 3 Mar 2026 10:00:05 +0100',
      'from desk by relay.b.example; never',
      'from x by y; Tue, 3 Mar 2037 10:00:05 +0100',
    ];
    const read = (date: string, fields: readonly string[] = received) =>
      readSentDate({ date, received: fields }, now)?.toISOString() ?? null;
    for (const date of [
      '',
      'soon',
      '31 Feb 2026 10:00:00 +0000',
      '1 Jan 1601 00:00:00 +0000',
      '1 Jan 2031 00:00 +0000',
    ]) {
      assert.equal(read(date), '2026-03-03T09:00:07.000Z', date);
      assert.equal(read(date, received.toReversed()), '2026-03-03T09:00:07.000Z', date);
      assert.equal(read(date, received.slice(2)), null, date);
    }
    assert.equal(read('Tue, 3 Mar 2026 08:00:00 +0000'), '2026-03-03T08:00:00.000Z');
    // A clock that is a little fast, or in another zone, is believed.
    assert.equal(read('Mon, 1 Jun 2026 20:00:00 +0000'), '2026-06-01T20:00:00.000Z');
  });
});

describe('which message is which, and when it was', function () {
  this.timeout(120_000);

  const servers: ScriptedPop3[] = [];
  let world: World;
  let admin: Client;
  before(async () => {
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
  });
  after(async () => {
    for (const server of servers) server.close();
    await world.close();
  });

  async function leaver(mails: () => readonly Letter[]): Promise<string> {
    const { memberId, server } = await leaveOnServer(world, admin, { letters: mails });
    servers.push(server);
    return memberId;
  }

  const contact = async (address: string) =>
    (await admin.post<{ id: string }>('/records/contacts', { lastName: address, emails: [address] })).id;

  async function messagesOf(contactId: string, limit = 200) {
    const items: Extract<TimelineEntry, { kind: 'message' }>[] = [];
    for (let cursor: string | null = ''; cursor !== null; ) {
      const path = `/records/contacts/${contactId}/timeline?show=messages&limit=${limit}${cursor && `&cursor=${cursor}`}`;
      const page: Page<(typeof items)[number]> = await admin.get(path);
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }

  it('MAIL-4 REC-4 each letter has its date, or says that it has none', async () => {
    const folder = join(import.meta.dirname, 'letters/dates');
    const files = readdirSync(folder).map((name) => name.replace('.eml', ''));
    assert.deepEqual(files.toSorted(), Object.keys(letters).toSorted());
    const sources = files.map((uid) => ({
      uid,
      source: readFileSync(join(folder, `${uid}.eml`), 'utf8')
        .replaceAll('\r\n', '\n')
        .trimEnd(),
    }));
    const memberId = await leaver(() => sources);
    const contactId = await contact('jane@klant.example');
    assert.equal((await backUp(admin, memberId)).kept, files.length);
    const entries = await messagesOf(contactId, 7);
    assert.equal(new Set(entries.map(({ id }) => id)).size, files.length);
    const subjectOf = ({ source }: Letter) => /^Subject: (.*)$/m.exec(source)?.[1];
    const bySubject = new Map(entries.map((entry) => [entry.subject, entry]));
    for (const letter of sources) {
      const entry = bySubject.get(subjectOf(letter) ?? '');
      assert.equal(entry?.at, instant(letters[letter.uid] ?? null), letter.uid);
      if (entry?.at !== null) continue;
      assert.equal((await admin.get<Message>(`/mail/messages/${entry.id}`)).at, null);
    }
    const places = entries.map(({ at, keptAt }) => at ?? keptAt);
    assert.deepEqual(places, places.toSorted().reverse(), 'an undated one stands where it was kept');
  });

  it('MAIL-4 four alarms that differ in Subject alone are four, also when the server names them anew', async () => {
    const contactId = await contact('alarm@plant.example');
    const alarms = [1, 2, 3, 4].map((n) => ({
      uid: `alarm${n}`,
      source: `From: alarm@plant.example\nTo: x@aldervale.example\nSubject: Pump ${n} has stopped\nDate: this morning\n\nSee the panel.`,
    }));
    let prefix = 'first';
    const memberId = await leaver(() => alarms.map(({ uid, source }) => ({ uid: `${prefix}-${uid}`, source })));
    assert.equal((await backUp(admin, memberId)).kept, 4);
    prefix = 'second';
    const again = await backUp(admin, memberId);
    assert.deepEqual([again.status, again.total, again.kept, again.alreadyKept], ['completed', 4, 0, 4]);
    assert.equal((await messagesOf(contactId)).length, 4);
  });

  it('MAIL-4 MAIL-7 what an earlier version has kept is known again, whatever the server calls it now', async () => {
    const contactId = await contact('long@standing.example');
    const mails = ['', 'Date: Mon, 02 Feb 2026 10:00:00 +0100\n', 'Date: 02-02-2026\n'].map((date, n) => ({
      uid: `old${n}`,
      source: `From: long@standing.example\nTo: x@aldervale.example\nSubject: No ${n}\n${date}\nHello ${n}.${n === 2 ? ' x'.repeat(200_000) : ''}`,
    }));
    let prefix = '';
    const memberId = await leaver(() => mails.map(({ uid, source }) => ({ uid: `${prefix}${uid}`, source })));
    await backUp(admin, memberId);
    const rows = world.db.collection('mail-messages');
    const ofThis = { subject: { $in: ['No 0', 'No 1', 'No 2'] } };
    const kept = await rows.find(ofThis).toArray();
    assert.equal(kept.length, 3);
    for (const { _id } of kept) {
      const identity = _id.toHexString().padEnd(43, 'A');
      await rows.updateOne({ _id }, { $set: { identity }, $unset: { undated: 1 } });
    }
    // That version has kept one of them twice: the date was the moment of reading, and so another message each time.
    const [first] = kept;
    assert.ok(first);
    const copy = new mongo.ObjectId();
    await rows.insertOne({ ...first, _id: copy, uidKey: 'another', identity: copy.toHexString().padEnd(43, 'B') });
    const sources = world.db.collection('mail-sources.files');
    const chunks = world.db.collection('mail-sources.chunks');
    const file = await sources.findOne({ _id: first._id });
    await sources.insertOne({ ...file, _id: copy });
    for (const chunk of await chunks.find({ files_id: first._id }).toArray()) {
      await chunks.insertOne({ ...chunk, _id: new mongo.ObjectId(), files_id: copy });
    }
    prefix = 'renamed-';
    const again = await backUp(admin, memberId);
    assert.deepEqual([again.status, again.kept, again.alreadyKept], ['completed', 0, 3]);
    assert.equal((await messagesOf(contactId)).length, 4, 'nothing is kept twice, and nothing is removed');
    assert.equal((await backUp(admin, memberId)).kept, 0);
  });
});

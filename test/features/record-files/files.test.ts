import assert from 'node:assert/strict';
import { request } from 'node:http';
import { parse } from 'csv-parse/sync';
import { Types } from 'mongoose';
import type { AuditEntry } from '../../../src/server/features/audit/schemas.ts';
import { imports } from '../../../src/server/features/record-files/run-import.ts';
import type { Import } from '../../../src/server/features/record-files/schemas.ts';
import type { RecordOf, TimelineEntry } from '../../../src/server/features/records/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { at, only, syncedDirectory } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { deactivated, memberId, placeBelow } from '../../support/records.ts';
import { startWorld, type World } from '../../support/world.ts';

type Row = Record<string, string>;

describe('records from and to CSV', () => {
  let world: World;
  let admin: Client;
  let rep: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20' } });
    admin = await foundOrganization(world);
    await syncedDirectory(admin);
    rep = await makeMember(world, at(world.people('employee'), 0));
    await placeBelow(admin, [rep]);
  });
  after(() => world.close());

  const headers = { 'content-type': 'text/csv' };
  const send = (client: Client, module: string, key: string, raw: string) =>
    client.call('POST', `/records/${module}/import?key=${key}`, { raw, headers });
  const accepted = ({ status, text }: Answer): Import => {
    assert.equal(status, 202, text);
    return JSON.parse(text) as Import;
  };
  const done = (client: Client, id: string) =>
    eventually(async () => {
      const state = await client.get<Import>(`/records/imports/${id}`);
      assert.equal(state.status, 'done');
      return state;
    }, 30_000);
  const results = async (client: Client, id: string) =>
    parse((await client.call('GET', `/records/imports/${id}/results.csv`)).text, {
      bom: true,
      columns: true,
    }) as unknown as Row[];

  it('REC-1 imports a file with a result for each row, owners by login ID, unknown columns left out', async () => {
    const owner = at(world.people('employee'), 0).userPrincipalName;
    const file = [
      'Full name;Société;E-mail;status;boss;Owner',
      'Ada Lovelace;"Analytical; Engines";ada@example.com;contacted;x;',
      'Grace Hopper;;not-an-address;;;',
      ';No name;;;;',
      `Alan Turing;;;;;${owner.toUpperCase()}`,
      'Kurt Gödel;;;;;nobody@aldervale.example',
      "'=SUM(1);;;;;",
    ].join('\r\n');
    const started = accepted(await send(admin, 'leads', 'first-import', `\uFEFF${file}\n`));
    assert.equal(started.rows, 6);
    assert.deepEqual(started.ignoredColumns, ['boss']);
    const state = await done(admin, started.id);
    assert.deepEqual([state.processed, state.created, state.refused], [6, 3, 3]);
    const rows = await results(admin, started.id);
    assert.deepEqual(
      rows.map((row) => [row.row, row.outcome, row.field, row.code, row['Full name']]),
      [
        ['1', 'created', '', '', 'Ada Lovelace'],
        ['2', 'refused', 'email', 'invalid_format', 'Grace Hopper'],
        ['3', 'refused', 'name', 'required', ''],
        ['4', 'created', '', '', 'Alan Turing'],
        ['5', 'refused', 'owner', 'unknown_owner', 'Kurt Gödel'],
        ['6', 'created', '', '', "'=SUM(1)"],
      ],
    );
    const ada = await admin.get<RecordOf<'leads'>>(`/records/leads/${at(rows, 0).id}`);
    assert.equal(ada.company, 'Analytical; Engines');
    assert.equal(ada.status, 'contacted');
    const timeline = await admin.get<Page<TimelineEntry>>(`/records/leads/${ada.id}/timeline`);
    const entry = only(timeline.items);
    assert.ok(entry.kind === 'created' && entry.imported);
    assert.equal(only((await rep.get<Page<RecordOf<'leads'>>>('/records/leads')).items).name, 'Alan Turing');
    expectProblem(await rep.call('GET', `/records/imports/${started.id}`), 'not_found', 404);
    expectProblem(await rep.call('GET', `/records/imports/${started.id}/results.csv`), 'not_found', 404);
  });

  it('REC-1 a repeated file with the same key makes no record twice, also when two runs read it at once', async () => {
    const file = ['subject,dueDate,done', ...Array.from({ length: 634 }, (_, n) => `Task ${n},2026-12-31,yes`)].join(
      '\n',
    );
    const started = accepted(await send(rep, 'tasks', 'many-tasks', file));
    const run = () => imports.run(world.services, started.id, new AbortController().signal);
    await Promise.all([run(), run()]);
    const state = await done(rep, started.id);
    assert.deepEqual([state.rows, state.processed, state.created], [634, 634, 634]);
    assert.equal(accepted(await send(rep, 'tasks', 'many-tasks', file)).id, started.id);
    await run();
    assert.equal((await rep.get<Page<unknown>>('/records/tasks')).total, 634);
    assert.equal((await results(rep, started.id)).filter(({ outcome }) => outcome === 'created').length, 634);
  }).timeout(60_000);

  it('REC-1 a file that was cut off on its way begins anew and becomes records once', async () => {
    const lines = Array.from({ length: 3000 }, (_, n) => `Contact ${n},c${n}@example.com`);
    const file = ['lastName,emails', ...lines].join('\n');
    await cutOff(rep, '/api/v1/records/contacts/import?key=cut-import', file.slice(0, 60_000), async () => {
      const row = await world.db.collection('record-imports').findOne({ key: 'cut-import' });
      assert.ok(row && row.rows > 0);
      assert.equal(row.status, 'receiving');
    });
    assert.equal((await rep.get<Page<unknown>>('/records/contacts')).total, 0);
    const started = accepted(await send(rep, 'contacts', 'cut-import', file));
    assert.equal(started.rows, 3000);
    assert.equal((await done(rep, started.id)).created, 3000);
    assert.equal((await rep.get<Page<unknown>>('/records/contacts')).total, 3000);
  }).timeout(60_000);

  it('REC-1 goes on after the process died', async () => {
    const file = ['name', ...Array.from({ length: 600 }, (_, n) => `Deal ${n}`)].join('\n');
    const started = accepted(await send(rep, 'deals', 'died-import', file));
    await done(rep, started.id);
    const key = { _id: new Types.ObjectId(started.id) };
    await world.db
      .collection('record-imports')
      // As an earlier version has left it, which wrote down no runs.
      .updateOne(key, { $set: { status: 'running', heartbeatAt: new Date(0) }, $unset: { runId: '', runs: '' } });
    await imports.resume(world.services);
    assert.equal((await done(rep, started.id)).created, 600);
    assert.equal((await rep.get<Page<unknown>>('/records/deals')).total, 600);
  }).timeout(60_000);

  it('REC-1 what fails again and again is given up and says so; the same file resumes behind its records', async () => {
    const file = ['name', ...Array.from({ length: 600 }, (_, n) => `Persistent ${n}`)].join('\n');
    const started = accepted(await send(rep, 'leads', 'given-up-import', file));
    await done(rep, started.id);
    // As if the second chunk could not be read, and its rows had become nothing.
    const importId = new Types.ObjectId(started.id);
    const chunks = world.db.collection('record-import-chunks');
    const chunk = await chunks.findOne({ importId, number: 1 });
    assert.ok(chunk);
    await chunks.updateOne({ _id: chunk._id }, { $set: { rows: null, results: null } });
    await world.db.collection('records').deleteMany({ title: { $in: chunk.rows.flat() } });
    const rows = world.db.collection('record-imports');
    await rows.updateOne(
      { _id: importId },
      { $set: { status: 'running', nextChunk: 1, processed: 500, created: 500 } },
    );
    const state = () => rep.get<Import>(`/records/imports/${started.id}`);
    for (let run = 1; run <= 5; run += 1) {
      assert.equal((await state()).stuck, run > 3, `before run ${run}`);
      await imports.run(world.services, started.id, new AbortController().signal);
    }
    const failed = await state();
    assert.deepEqual([failed.status, failed.problem, failed.stuck, failed.created], ['failed', 'gave_up', false, 500]);
    const { items } = await admin.get<Page<AuditEntry>>('/audit?action=record.import-failed');
    assert.deepEqual(only(items).details, { created: 500, refused: 0, problem: 'gave_up' });

    await chunks.updateOne({ _id: chunk._id }, { $set: { rows: chunk.rows } });
    assert.equal(accepted(await send(rep, 'leads', 'given-up-import', file)).id, started.id);
    const again = await done(rep, started.id);
    assert.deepEqual([again.created, again.refused, again.problem], [600, 0, null]);
    assert.equal((await rep.get<Page<unknown>>('/records/leads?search=persistent')).total, 600);
  }).timeout(60_000);

  it('REC-1 MEM-3 rows for an inactive owner are refused, the others are not', async () => {
    const repLogin = at(world.people('employee'), 0).userPrincipalName;
    const repId = await memberId(rep);
    await deactivated(world, repId, async () => {
      const started = accepted(await send(admin, 'leads', 'inactive-owner', `name,owner\nOne,${repLogin}\nTwo,\n`));
      await done(admin, started.id);
      assert.deepEqual(
        (await results(admin, started.id)).map(({ outcome, code }) => [outcome, code]),
        [
          ['refused', 'owner_inactive'],
          ['created', ''],
        ],
      );
    });
  });

  it('REC-1 refuses what is no CSV, has no name column, or is of another kind, and keeps nothing of it', async () => {
    expectProblem(await send(rep, 'leads', 'bad-quotes', 'name\n"never closed\nmore'), 'malformed_csv', 400);
    expectProblem(await send(rep, 'leads', 'no-name-column', 'company\nX'), 'validation_failed', 400);
    expectProblem(await send(rep, 'leads', 'empty-file', ''), 'validation_failed', 400);
    expectProblem(await send(rep, 'leads', 'x', 'name\nX'), 'validation_failed', 400);
    const json = await rep.call('POST', '/records/leads/import?key=json-import', { body: {} });
    expectProblem(json, 'unsupported_media_type', 415);
    const keys = [/^bad-/, /^no-/, /^empty-/].map((key) => ({ key }));
    const count = await world.db.collection('record-imports').countDocuments({ $or: keys });
    assert.equal(count, 0);
  });

  it('REC-1 exports what one sees, needs exportData, and can be imported again', async () => {
    expectProblem(await rep.call('GET', '/records/deals.csv'), 'permission_required', 403);
    await admin.post('/records/deals', { name: '+1 deal', amount: 123_450, currency: 'JPY', closeDate: '2027-01-31' });
    await admin.post('/records/deals', { name: 'Ünïcode', amount: 123_450 });
    const { total } = await admin.get<Page<unknown>>('/records/deals');
    const ownerId = await memberId(admin);
    const answer = await admin.call('GET', `/records/deals.csv?ownerId=${ownerId}`);
    assert.match(answer.headers.get('content-type') ?? '', /^text\/csv/);
    assert.match(answer.headers.get('content-disposition') ?? '', /deals\.csv/);
    const rows = parse(answer.text, { bom: true, columns: true }) as unknown as Row[];
    assert.deepEqual(
      rows.map(({ name, amount, currency }) => [name, amount, currency]),
      [
        ["'+1 deal", '123450', 'JPY'],
        ['Ünïcode', '1234.50', 'EUR'],
      ],
    );
    const started = accepted(await send(admin, 'deals', 'round-trip', answer.text));
    assert.equal((await done(admin, started.id)).created, 2);
    const again = await admin.call('GET', `/records/deals.csv?ownerId=${ownerId}&search=deal`);
    const copies = parse(again.text, { bom: true, columns: true }) as unknown as Row[];
    assert.deepEqual(copies[0], copies[1]);
    assert.equal(copies.length, 2);
    const all = await admin.call('GET', '/records/deals.csv');
    assert.equal((parse(all.text, { bom: true }) as unknown[]).length, total + 2 + 1);
  });

  /** What came of the first rows of a file of deals. */
  const deals = async (client: Client, key: string, lines: readonly string[], rows = lines.length) => {
    const started = accepted(await send(client, 'deals', key, ['name,amount,currency', ...lines].join('\n')));
    await done(client, started.id);
    return await Promise.all(
      (await results(client, started.id)).slice(0, rows).map(async ({ id, field, code, message }) => {
        if (!id) return `${field} ${code}: ${message}`;
        const { amount, currency } = await client.get<RecordOf<'deals'>>(`/records/deals/${id}`);
        return `${amount} ${currency}`;
      }),
    );
  };

  it('REC-1 an amount that can be read in two ways is refused with both, in the reader’s language', async () => {
    const lines = ['A,"250,000",EUR', 'B,"45,500",USD', 'C,1.200,BHD', 'D,"1,200",JPY', 'E,1200,USD'];
    const both = (first: string, second: string) =>
      `amount ambiguous_amount: This can be read as ${first} or as ${second}. Write it like one of these.`;
    assert.deepEqual(await deals(admin, 'amounts-alone', lines), [
      both('250000.00', '250.00'),
      both('45500.00', '45.50'),
      both('1200.000', '1.2000'),
      '1200 JPY',
      '120000 USD',
    ]);
    await admin.patch('/account', { language: 'fr' });
    try {
      const [french] = await deals(admin, 'amounts-alone', lines);
      assert.equal(
        french,
        'amount ambiguous_amount: Cela peut se lire 250000.00 ou 250.00. Écrivez-le comme l’un des deux.',
      );
    } finally {
      await admin.patch('/account', { language: 'en' });
    }
  });

  it('REC-1 the other amounts of the file decide how one is read, also those that come after it', async () => {
    const thousands = ['US thousands,"1,200",USD', 'US 45k,"45,500",USD', 'Plain,1200.00,USD'];
    assert.deepEqual(await deals(admin, 'amounts-point', thousands), ['120000 USD', '4550000 USD', '120000 USD']);
    const comma = ['A,"1,200",EUR', 'B,1.200,EUR', ...Array(600).fill('C,1,EUR'), 'D,"1.234,56 €",EUR'];
    assert.deepEqual(await deals(admin, 'amounts-comma', comma, 2), ['120 EUR', '120000 EUR']);
    const quarrel = ['A,"1,200",EUR', 'B,"1,200.50",EUR', 'C,"1.200,50",EUR'];
    const [refused, ...certain] = await deals(admin, 'amounts-quarrel', quarrel);
    assert.match(refused ?? '', /^amount ambiguous_amount: /);
    assert.deepEqual(certain, ['120050 EUR', '120050 EUR']);
  });

  it('REC-1 money as Excel writes it is read, and what is no amount of the currency is refused', async () => {
    const lines = [
      'A,"$1,200.00",USD',
      'B,"1.234,56 €",',
      "C,1'234.50,CHF",
      'D,"1\u202f234,56",EUR',
      'E,-,EUR',
      'F,"(1,200.00)",USD',
      'G,"$1,200.00",EUR',
      'H,12.5,JPY',
      'I,99999999999999.00,EUR',
      'J,12 34,EUR',
      'K,kr 500,',
      'L,5.00,euro',
    ];
    assert.deepEqual(await deals(admin, 'amounts-excel', lines), [
      '120000 USD',
      '123456 EUR',
      '123450 CHF',
      '123456 EUR',
      '0 EUR',
      'amount negative_amount: An amount can’t be negative.',
      'amount other_currency: This names another currency than EUR.',
      'amount amount_too_precise: This currency has only 0 decimals.',
      'amount amount_too_large: The largest amount is 90071992547409.91.',
      'amount malformed_amount: This is not an amount such as 1250.00.',
      'amount unclear_currency: This can be several currencies. Say which one in the field “currency”, such as SEK.',
      'currency malformed_currency: This is not a currency code such as EUR.',
    ]);
  });

  it('REC-1 what is exported is imported unchanged, whatever the currency and however large', async () => {
    const most = Number.MAX_SAFE_INTEGER;
    const made: string[] = [];
    for (const [amount, currency] of [
      [1_200, 'BHD'],
      [999_999, 'KWD'],
      [1_234_567, 'BHD'],
      [most, 'EUR'],
      [most, 'JPY'],
      [0, 'EUR'],
      [null, 'EUR'],
    ] as const) {
      await rep.post('/records/deals', { name: 'Fixed point', amount, currency });
      made.push(`${amount} ${currency}`);
    }
    const own = await admin.call('GET', `/records/deals.csv?search=fixed&ownerId=${await memberId(rep)}`);
    const rows = (parse(own.text, { bom: true, columns: true }) as unknown as Row[]).map(
      ({ amount, currency }) => `Copy,${amount},${currency}`,
    );
    assert.deepEqual((await deals(admin, 'amounts-again', rows)).toSorted(), made.toSorted());
    // Each alone, so that no other amount helps.
    assert.deepEqual(await deals(admin, 'amount-alone', ['Copy,1.2000,BHD']), ['1200 BHD']);
  });
});

/** Sends the beginning of a file and hangs up. */
async function cutOff(client: Client, path: string, beginning: string, hasArrived: () => Promise<void>): Promise<void> {
  const cookie = [...client.cookies].map((pair) => pair.join('=')).join('; ');
  const call = request(client.origin + path, {
    method: 'POST',
    headers: { origin: client.origin, cookie, 'content-type': 'text/csv', 'content-length': '1000000' },
  });
  const closed = new Promise((resolve) => call.once('error', resolve));
  call.write(beginning);
  await eventually(hasArrived);
  call.destroy();
  await closed;
}

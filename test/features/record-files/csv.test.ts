import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Module } from '../../../src/server/core/records/schemas.ts';
import { imports } from '../../../src/server/features/record-files/run-import.ts';
import type { Import } from '../../../src/server/features/record-files/schemas.ts';
import type { AnyRecord } from '../../../src/server/features/records/schemas.ts';
import { type Answer, type Client, expectProblem } from '../../support/client.ts';
import { at } from '../../support/door.ts';
import { eventually } from '../../support/eventually.ts';
import { makeMember } from '../../support/members.ts';
import { foundOrganization } from '../../support/organization.ts';
import { startWorld, type World } from '../../support/world.ts';

const folder = new URL('csv/', import.meta.url);

/** A row that was refused: its line, the name of the column in the file, and the code. */
type Refused = [line: number, column: string | null, code: string];

interface Outcome {
  rows: number;
  /** Of each record, what the file says of it. */
  records: Record<string, unknown>[];
  refused: Refused[];
  ignored: string[];
}

/** What each file of the folder has to come to (K14 … K17), or the sentence with which it is refused as a whole. */
const FILES: Record<string, Partial<Outcome> | string> = {
  'contacts-c10c-google.csv': {
    records: [
      { firstName: 'Ada', lastName: 'Lovelace', company: 'Works', emails: ['ada@klant.example'], phone: '+44 1' },
    ],
    ignored: ['E-mail 1 - Label', 'Phone 1 - Label'],
  },
  'contacts-c10d-email-label-first.csv': {
    records: [{ lastName: 'Lovelace', emails: ['ada@klant.example'] }],
    ignored: ['Email 1 - Type'],
  },
  'contacts-c11-display-name-email.csv': {
    records: [
      { lastName: 'Builder', emails: ['bob@klant.example'] },
      { lastName: 'Lovelace', emails: ['ada@klant.example'] },
    ],
  },
  'contacts-c12-full-name-only.csv': {
    records: [{ firstName: 'Ada', lastName: 'Lovelace', emails: ['ada@klant.example'] }],
  },
  'contacts-c12b-german.csv': {
    records: [{ firstName: 'Jörg', lastName: 'Müller', emails: ['joerg@klant.example'], phone: '1', company: 'Werk' }],
  },
  'deals-c01b-thousands-comma.csv': {
    records: [
      { name: 'Plain', amount: 120_000, currency: 'USD' },
      { name: 'US 45k', amount: 4_550_000, currency: 'USD' },
      { name: 'US thousands', amount: 120_000, currency: 'USD' },
    ],
  },
  'leads-c02-sep-line.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'leads-c02b-sep-comma-quoted.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'leads-c03-utf16le.csv': { records: [{ name: 'Åsa', email: 'asa@klant.example' }] },
  'leads-c03b-utf16be.csv': { records: [{ name: 'Åsa', email: 'asa@klant.example' }] },
  'leads-c03c-utf16le-no-bom.csv': { records: [{ name: 'Asa', email: 'asa@klant.example' }] },
  'leads-c04-windows1252.csv':
    'Line 2 of the file has characters that are neither UTF-8 nor UTF-16. Save the file again as “CSV UTF-8”.',
  'leads-c05-trailing-empty-rows.csv': { rows: 1, records: [{ name: 'Ada', phone: '1' }] },
  'leads-c05b-trailing-empty-columns.csv': { records: [{ name: 'Ada' }, { name: 'Bob' }] },
  'leads-c05c-title-row.csv':
    'Line 1 of the file must name the columns, and none of them is “name”. It has: Leads of March 2026.',
  'leads-c06-constructor.csv': { records: [{ name: 'Ada' }], ignored: ['constructor'] },
  'leads-c06b-Constructor.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }], ignored: ['Constructor'] },
  'leads-c07-quote-inside.csv': {
    records: [
      { name: 'Ada', company: '5" Pipe Works' },
      { name: 'Bob', company: 'Fine' },
    ],
  },
  'leads-c08-newline-in-cell.csv': {
    records: [{ name: 'Bob', company: 'Fine' }],
    refused: [[2, 'company', 'control_characters']],
  },
  'leads-c08b-newline-in-header.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'leads-c09-cr-only.csv': { records: [{ name: 'Ada' }, { name: 'Bob', email: 'bob@klant.example' }] },
  'leads-c09b-mixed-eol.csv': { records: [{ name: 'Ada' }, { name: 'Bob' }, { name: 'Cy' }] },
  'leads-c15-values.csv': {
    records: [
      { name: 'C', status: 'new', source: 'web', phone: '+33 1 23 45\u00a067 89' },
      { name: 'D', status: 'qualified', source: 'referral' },
      { name: 'E', status: 'new', source: null },
    ],
    refused: [
      [2, 'status', 'invalid_value'],
      [3, 'source', 'invalid_value'],
      [7, 'source', 'invalid_value'],
    ],
  },
  'leads-c16-formulas.csv': {
    records: [
      { name: "'quoted start" },
      { name: '- bullet' },
      { name: '-2+3' },
      { name: '@SUM(1)' },
      { name: '+33 1' },
      { name: '=1+1' },
      { name: '=already escaped' },
      { name: '=HYPERLINK("http://x.example";"a")' },
      { name: '＝1+1' },
    ],
  },
  'leads-c19-emoji-surrogate.csv': {
    records: [
      { name: '👩‍💻 Ada', company: '🏭' },
      { name: '𠮷野', company: '𠮷' },
    ],
  },
  'leads-c20-long-cell.csv': {
    records: [{ name: 'last', company: 'y' }],
    refused: [
      [2, 'name', 'too_big'],
      [3, 'company', 'row_too_large'],
    ],
  },
  'leads-c21-pipe.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'leads-c21b-colon-header-with-comma-in-quotes.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'leads-c22-header-only.csv': { rows: 0, records: [] },
  'leads-c23-prototype.csv': { records: [{ name: 'Ada' }], ignored: ['__proto__', 'toString', 'hasOwnProperty'] },
  'leads-c25-html-entities.csv': {
    records: [
      { name: '<b>Bold</b>', company: '<script>alert(1)</script>' },
      { name: 'AT&amp;T', company: 'R&amp;D' },
    ],
  },
  'leads-c26-wordpad-smart.csv': { records: [{ name: 'Ada', email: 'ada@klant.example' }] },
  'tasks-c13b-done.csv': {
    records: [
      ...['a', 'b', 'c', 'd', 'e', 'f'].map((subject) => ({ subject, done: true })),
      ...['g', 'h'].map((subject) => ({ subject, done: false })),
    ],
  },
};

describe('files of records as other programs write them', () => {
  let world: World;
  let admin: Client;

  before(async function () {
    this.timeout(60_000);
    world = await startWorld({ env: { SEATS_AT_START: '20', IMPORT_FILE_MB: '1', IMPORT_DAY_MB: '2' } });
    admin = await foundOrganization(world);
  });
  after(() => world.close());

  let sent = 0;
  const send = (client: Client, module: string, raw: string | Uint8Array<ArrayBuffer>): Promise<Answer> => {
    sent += 1;
    const headers = { 'content-type': 'text/csv' };
    return client.call('POST', `/records/${module}/import?key=csv-file-${sent}`, { raw, headers });
  };

  /** Imports a file as somebody who has nothing yet. */
  const outcomeOf = async (client: Client, module: Module, raw: string | Uint8Array<ArrayBuffer>) => {
    const answer = await send(client, module, raw);
    assert.equal(answer.status, 202, answer.text);
    const { id } = JSON.parse(answer.text) as Import;
    await imports.run(world.services, id, new AbortController().signal);
    const state = await eventually(async () => {
      const now = await client.get<Import>(`/records/imports/${id}`);
      assert.equal(now.status, 'done');
      return now;
    }, 30_000);
    const table = await client.call('GET', `/records/imports/${id}/results.csv`);
    assert.equal(table.status, 200, world.logLines.slice(-6).join(''));
    const results = parse(table.text, { bom: true, columns: true }) as unknown as Record<string, string>[];
    const ids = results.flatMap((row) => (row.id ? [row.id] : []));
    const records = await Promise.all(ids.map((each) => client.get<AnyRecord>(`/records/${module}/${each}`)));
    return { state, results, records };
  };

  const nameOf = (record: Record<string, unknown>) => String(record.name ?? record.lastName ?? record.subject);
  const byName = (a: Record<string, unknown>, b: Record<string, unknown>) => nameOf(a).localeCompare(nameOf(b), 'en');

  const check = async (name: string, expected: Partial<Outcome> | string): Promise<void> => {
    const module = name.split('-', 1)[0] as Module;
    const raw = new Uint8Array(await readFile(new URL(name, folder)));
    if (typeof expected === 'string') {
      const answer = await send(admin, module, raw);
      assert.equal(answer.status, 400, name);
      assert.equal((JSON.parse(answer.text) as { detail: string }).detail, expected, name);
      return;
    }
    const { state, results, records } = await outcomeOf(admin, module, raw);
    const { rows, records: right = [], refused = [], ignored = [] } = expected;
    assert.equal(state.rows, rows ?? right.length + refused.length, name);
    assert.equal(state.created, right.length, name);
    assert.deepEqual(state.ignoredColumns, ignored, name);
    assert.deepEqual(
      state.firstRefused.map(({ line, column, code }) => [line, column, code]),
      refused,
      name,
    );
    const listed = results.filter(({ outcome }) => outcome === 'refused');
    assert.deepEqual(
      listed.map(({ line, column, code }) => [Number(line), column, code]),
      refused,
      name,
    );
    for (const { message } of state.firstRefused) assert.match(message, /\p{L}\.$/u, name);
    const sorted = records.map((each) => ({ ...each }) as Record<string, unknown>).toSorted(byName);
    right.toSorted(byName).forEach((each, place) => {
      const found = at(sorted, place);
      assert.deepEqual(Object.fromEntries(Object.keys(each).map((field) => [field, found[field]])), each, name);
    });
  };

  it('REC-1 each of them comes to its records, or is refused with line, column and reason', async () => {
    assert.deepEqual((await readdir(folder)).toSorted(), Object.keys(FILES).toSorted());
    for (const [name, expected] of Object.entries(FILES)) await check(name, expected);
  }).timeout(120_000);

  it('REC-1 dates are read in the person’s own order where the file does not say it, and refused where it contradicts itself', async () => {
    const csv = (...days: string[]) => ['subject;due date', ...days.map((day) => `Day;${day}`)].join('\n');
    const daysOf = async (raw: string) => {
      const { records, state } = await outcomeOf(admin, 'tasks', raw);
      return [
        ...records.map((each) => each.module === 'tasks' && each.dueDate),
        ...state.firstRefused.map(({ line, message }) => `${line}: ${message}`),
      ];
    };
    assert.deepEqual(await daysOf(csv('03/04/2026')), ['2026-03-04']);
    assert.deepEqual(await daysOf(csv('03/04/2026', '31/12/2026')), ['2026-04-03', '2026-12-31']);
    assert.deepEqual(await daysOf(csv('03/04/2026', '31/12/2026', '12/31/2026', 'soon')), [
      '2026-12-31',
      '2026-12-31',
      '2: This can be read as 2026-04-03 or as 2026-03-04. Write it like one of these.',
      '5: Write it like 2026-12-31.',
    ]);
    const preferences = { newsletters: { general: false, productAnnouncements: false, productUpdates: false } };
    const prefer = (dateFormat: string | null) =>
      admin.put('/account/preferences', { ...preferences, secureConnection: false, dateFormat });
    await prefer('dd/mm/yyyy');
    try {
      assert.deepEqual(await daysOf(csv('03/04/2026')), ['2026-04-03']);
    } finally {
      await prefer(null);
    }
  });

  it('REC-1 a refusal says which line of the file, and what to write instead', async () => {
    const refused = async (raw: string | Uint8Array<ArrayBuffer>) =>
      (JSON.parse((await send(admin, 'leads', raw)).text) as { detail: string }).detail;
    assert.equal(
      await refused('name,company\nAda,x\n\nBob,"never\nclosed'),
      'The row at line 4 of the file has a quotation mark in column 2 that doesn’t end. Add the missing quotation mark, or remove it.',
    );
    assert.match(await refused(''), /^The file is empty\. .*“name”/);
    const { state, results } = await outcomeOf(
      admin,
      'leads',
      `name,status,E-mail,owner\nA,lead,,\nB,,nowhere,\nC,,,nobody@aldervale.example\nD,,,,more\n${'E'.repeat(17_000)},,,`,
    );
    assert.deepEqual(
      state.firstRefused.map(({ row, line, column, code, message }) => [row, line, column, code, message]),
      [
        [1, 2, 'status', 'invalid_value', 'Write one of: new, contacted, qualified, lost.'],
        [2, 3, 'E-mail', 'invalid_format', 'Write it like ada@example.com.'],
        [
          3,
          4,
          'owner',
          'unknown_owner',
          'No user has this login ID. Correct it, or leave it empty to own the record yourself.',
        ],
        [
          4,
          5,
          null,
          'too_many_cells',
          'This row has 5 cells, but the file has 4 columns. Put quotation marks around a text that contains the separator.',
        ],
        [5, 6, 'name', 'row_too_large', 'This row has more than 16 kB. Shorten its longest text.'],
      ],
    );
    assert.equal(at(results, 4).name?.length, 1024, 'a refused row keeps its first kilobyte');
  });

  it('REC-1 a file and a member’s day have a limit in bytes, refused files counted too', async () => {
    const rep = await makeMember(world, world.somebody());
    const file = (size: number) => `name\n${'x'.repeat(60)}\n`.padEnd(size, '\n');
    expectProblem(await send(rep, 'leads', file(1024 * 1024 + 1)), 'payload_too_large', 413);
    assert.equal((await outcomeOf(rep, 'leads', file(1024))).state.created, 1);
    const big = file(1024 * 1024);
    for (let sending = 0; sending < 2; sending += 1) await send(rep, 'leads', big);
    const answer = await send(rep, 'leads', 'name\nAda\n');
    expectProblem(answer, 'import_limit', 429);
    assert.match(answer.text, /up to 2 MB a day/);
  });

  it('REC-1 a template has the columns in the reader’s language, and what is filled in there is imported', async () => {
    await admin.patch('/account', { language: 'fr' });
    try {
      const template = await admin.call('GET', '/records/contacts/import/template.csv');
      assert.equal(template.text.trim(), '\uFEFFPrénom;Nom;Adresses e-mail;Téléphone;Société;Propriétaire'.trim());
      assert.match(template.headers.get('content-disposition') ?? '', /contacts-template\.csv/);
      const { records } = await outcomeOf(admin, 'contacts', `${template.text}Ada;Lovelace;ada@klant.example;;;\r\n`);
      const [ada] = records;
      assert.ok(ada?.module === 'contacts');
      assert.deepEqual([ada.firstName, ada.lastName, ada.emails], ['Ada', 'Lovelace', ['ada@klant.example']]);
    } finally {
      await admin.patch('/account', { language: 'en' });
    }
  });

  it('REC-1 AUD-1 no cell begins a formula, also for a spreadsheet that parts cells at semicolons', async () => {
    const record = { name: 'x;=1+1', company: 'y;=2+2;z', phone: '0612345678' };
    const { id } = await admin.post<{ id: string }>('/records/leads', record);
    const file = await admin.call('GET', '/records/leads.csv?search=x');
    assert.match(file.text, /^"x;=1\+1","y;'=2\+2;z",,'0612345678,/m);
    const { records } = await outcomeOf(admin, 'leads', file.text);
    assert.ok(records.some((each) => each.module === 'leads' && each.company === record.company));
    assert.ok(records.every((each) => each.id !== id));
  });
});

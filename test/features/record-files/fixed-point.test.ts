import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { text as textOf } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import { stringify } from 'csv-stringify/sync';
import fc from 'fast-check';
import { type Fields, MODULES, type Module } from '../../../src/server/core/records/schemas.ts';
import { CSV_COLUMNS, columnsOf, knownColumns } from '../../../src/server/features/record-files/columns.ts';
import { cellsOf, type Reading, readRow } from '../../../src/server/features/record-files/csv-rules.ts';
import { dayOrderOf } from '../../../src/server/features/record-files/days.ts';
import { readCsv } from '../../../src/server/features/record-files/read-csv.ts';
import { decimalMarkOf } from '../../../src/server/features/records/amounts.ts';
import { CREATE_BODIES, DEFAULTS, FIELDS } from '../../../src/server/features/records/schemas.ts';
import { csvFile } from '../../../src/server/platform/csv.ts';

/** How a spreadsheet of one country writes what it has read. */
interface Locale {
  delimiter: string;
  decimal: '.' | ',';
  /** Between thousands. */
  group: string;
  day: (year: string, month: string, day: string) => string;
  yes: string;
  no: string;
  begin: string;
}

const US: Locale = {
  delimiter: ',',
  decimal: '.',
  group: ',',
  day: (y, m, d) => `${Number(m)}/${Number(d)}/${y}`,
  yes: 'TRUE',
  no: 'FALSE',
  begin: '\uFEFF',
};
const LOCALES: Record<string, Locale> = {
  US,
  British: { ...US, day: (y, m, d) => `${d}/${m}/${y}`, begin: '' },
  French: {
    ...US,
    delimiter: ';',
    decimal: ',',
    group: '\u202f',
    day: (y, m, d) => `${d}/${m}/${y}`,
    yes: 'VRAI',
    no: 'FAUX',
  },
  German: {
    ...US,
    delimiter: ';',
    decimal: ',',
    group: '.',
    day: (y, m, d) => `${d}.${m}.${y}`,
    yes: 'WAHR',
    no: 'FALSCH',
    begin: '\uFEFFsep=;\r\n',
  },
  Swiss: { ...US, delimiter: ';', group: '’', day: (y, m, d) => `${d}.${m}.${y.slice(2)}` },
  Japanese: { ...US, delimiter: '\t', day: (y, m, d) => `${y}/${m}/${d}`, begin: '' },
};

/** Opens a file as a spreadsheet does, which takes texts for what they look like, and writes it again. */
function rewritten(file: string, { delimiter, decimal, group, day, yes, no, begin }: Locale): string {
  const number = (value: number, digits?: number) => {
    const [whole = '', fraction] = (digits === undefined ? String(value) : value.toFixed(digits)).split('.');
    const grouped = digits === undefined ? whole : whole.replace(/\B(?=(?:\d{3})+$)/g, group);
    return fraction === undefined ? grouped : `${grouped}${decimal}${fraction}`;
  };
  const rows = parse(file, { bom: true }) as string[][];
  const amountAt = rows[0]?.indexOf('amount') ?? -1;
  const cells = rows.map((row) =>
    row.map((cell, index) => {
      assert.doesNotMatch(cell, /^[=+\-@\t\r＝＋－＠]/, 'nothing that a spreadsheet would reckon with');
      if (index === amountAt && /^\d/.test(cell)) return number(Number(cell), row[amountAt + 1] === 'JPY' ? 0 : 2);
      const [, y, m, d] = /^(\d{4})-(\d\d)-(\d\d)$/.exec(cell) ?? [];
      if (y && m && d) return day(y, m, d);
      if (/^\d{1,4}[-/.:]\d{1,2}([-/.:]\d{1,4})?$/.test(cell)) return 'a day or a time';
      if (/^\d{12,}$|^\d+(\.\d+)?e\d+$/i.test(cell)) return Number(cell).toExponential(5).toUpperCase();
      if (/^\(\d+\)$/.test(cell)) return `-${cell.slice(1, -1)}`;
      if (/^\d*\.?\d+$/.test(cell)) return number(Number(cell));
      if (/^(true|false)$/i.test(cell)) return cell.toLowerCase() === 'true' ? yes : no;
      return cell;
    }),
  );
  return begin + stringify(cells, { delimiter, record_delimiter: '\r\n' });
}

/** The records that the import makes of a file, as `receiveImport` and `run-import` do. */
async function imported(module: Module, file: string): Promise<unknown[]> {
  const rows: string[][] = [];
  const bytes = Buffer.from(file);
  const pieces = Array.from({ length: Math.ceil(bytes.length / 1000) }, (_, n) =>
    bytes.subarray(n * 1000, (n + 1) * 1000),
  );
  for await (const { cells } of readCsv(Readable.from(pieces), (names) => knownColumns(module, names)))
    rows.push(cells);
  const [header = [], ...others] = rows;
  const columns = columnsOf(module, header);
  const certain = <T>(read: (cell: string) => T | null, fields: string[]) => {
    const all = others.flatMap((cells) => cells.filter((_cell, index) => fields.includes(columns[index] ?? '')));
    const [one = null, ...more] = new Set(all.map(read).filter((each) => each !== null));
    return more.length === 0 ? one : null;
  };
  const reading: Reading = {
    decimalMark: certain(decimalMarkOf, ['amount']),
    dayOrder: certain(dayOrderOf, ['dueDate', 'closeDate']),
  };
  return others.map((cells) => {
    const { owner, ...body } = readRow(module, columns, cells, reading).body;
    assert.equal(owner, 'ada@aldervale.example');
    return { ...DEFAULTS[module], ...CREATE_BODIES[module].parse(body) };
  });
}

const NASTY = [
  '=1+1',
  '＝1+1',
  "'=x",
  "''=x",
  "'quoted",
  "'",
  '+33 1',
  '-',
  '- bullet',
  '@SUM(1)',
  'x;=1+1',
  "x;'=1",
  'a|-b;@c',
];
const REWRITTEN = [
  '0612345678',
  "'0612",
  '123456789012',
  '1.23E+11',
  '1-2',
  '3/4',
  '12:30',
  '1,200',
  '1.50',
  '42',
  'true',
];
const QUOTED = ['5" pipe', '"x"', '"', 'a,b', 'sep=;', 'É😀𠮷', '<b>&amp;', '__proto__', 'null'];

const line = fc
  .oneof(
    fc.constantFrom(...NASTY, ...REWRITTEN, ...QUOTED),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc
      .array(fc.constantFrom(...NASTY, ...QUOTED, ';', ',', '\t', "'", ' '), { maxLength: 4 })
      .map((all) => all.join('')),
  )
  .map((text) => FIELDS.leads.shape.name.safeParse(text).data ?? 'x');
const optional = fc.option(line);
const email = fc.constantFrom('ada@example.com', "o'brien+x@sub.example.org", '-a@b.example', '+1@b.example');
const day = fc
  .date({ min: new Date('2000-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

const plain = { noNullPrototype: true };

const RECORDS: Record<Module, fc.Arbitrary<Fields>> = {
  leads: fc.record(
    {
      name: line,
      company: optional,
      email: fc.option(email),
      phone: optional,
      status: fc.constantFrom(...FIELDS.leads.shape.status.options),
      source: fc.option(fc.constantFrom(...FIELDS.leads.shape.source.unwrap().options)),
    },
    plain,
  ),
  contacts: fc.record(
    {
      firstName: optional,
      lastName: line,
      emails: fc.uniqueArray(email, { maxLength: 4 }),
      phone: optional,
      company: optional,
    },
    plain,
  ),
  deals: fc.record(
    {
      name: line,
      amount: fc.option(fc.nat(1_000_000_000)),
      currency: fc.constantFrom('EUR', 'USD', 'CHF', 'JPY'),
      stage: fc.constantFrom(...FIELDS.deals.shape.stage.options),
      closeDate: fc.option(day),
      contactId: fc.constant(null),
    },
    plain,
  ),
  tasks: fc.record({ subject: line, dueDate: fc.option(day), done: fc.boolean(), related: fc.constant(null) }, plain),
};

/** A day that says in which order the others stand, as there is nearly always one. */
const CLEAR: Partial<Record<Module, Fields>> = {
  deals: { name: 'Clear', amount: 125_050, currency: 'EUR', stage: 'won', closeDate: '2026-12-31', contactId: null },
  tasks: { subject: 'Clear', dueDate: '2026-12-31', done: true, related: null },
};

describe('a file of records is a fixed point', () => {
  for (const module of MODULES) {
    it(`REC-1 what is exported of ${module} is imported unchanged, also after a spreadsheet has rewritten it`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(RECORDS[module], { minLength: 1, maxLength: 8 }), async (some) => {
          const records = [...some, ...(CLEAR[module] ? [CLEAR[module]] : [])];
          const rows = records.map((fields) => cellsOf(module, fields, 'ada@aldervale.example'));
          const file = await textOf(csvFile(CSV_COLUMNS[module], rows));
          assert.deepEqual(await imported(module, file), records);
          for (const [country, locale] of Object.entries(LOCALES)) {
            assert.deepEqual(await imported(module, rewritten(file, locale)), records, country);
          }
        }),
        { numRuns: 40, seed: 17 },
      );
    }).timeout(60_000);
  }
});

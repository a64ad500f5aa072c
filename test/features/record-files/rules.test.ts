import assert from 'node:assert/strict';
import en from '../../../src/addin/features/records/texts.en.json' with { type: 'json' };
import fr from '../../../src/addin/features/records/texts.fr.json' with { type: 'json' };
import { MODULES, type Module } from '../../../src/server/core/records/schemas.ts';
import { CSV_COLUMNS, columnNames, columnsOf } from '../../../src/server/features/record-files/columns.ts';
import { cellsOf, readRow } from '../../../src/server/features/record-files/csv-rules.ts';
import { dayOrderOf, dayOrderOfPerson, readDay } from '../../../src/server/features/record-files/days.ts';
import { delimiterOf } from '../../../src/server/features/record-files/read-csv.ts';
import { LANGUAGES, type Language } from '../../../src/server/platform/permissions.ts';
import { memberWith } from '../../support/actors.ts';

const texts = { en, fr };

describe('rules of CSV files', () => {
  it('REC-1 columns are known by several names, and cells become values and back', () => {
    assert.equal(delimiterOf('a;b,c;d'), ';');
    assert.equal(delimiterOf('name'), ',');
    assert.deepEqual(columnsOf('contacts', ['Prénom', 'NOM', 'E-mail', 'x', 'last name']), [
      'firstName',
      'lastName',
      'emails',
      null,
      null,
    ]);
    const bodyOf = (module: Module, columns: string[], cells: string[]) =>
      readRow(module, columns, cells, { decimalMark: null, dayOrder: null }).body;
    const columns = ['name', 'amount', 'currency', 'stage'];
    assert.deepEqual(bodyOf('deals', columns, ["'=D", '1 234,5', 'usd', 'Won']), {
      name: '=D',
      amount: 123_450,
      currency: 'USD',
      stage: 'won',
    });
    assert.deepEqual(bodyOf('deals', columns, ['D', '12.345', 'EUR']), {
      name: 'D',
      amount: '12.345',
      currency: 'EUR',
    });
    assert.deepEqual(bodyOf('tasks', ['subject', 'done'], ['S', 'oui']), { subject: 'S', done: true });
    assert.deepEqual(bodyOf('contacts', ['name'], ['Lovelace, Ada']), { firstName: 'Ada', lastName: 'Lovelace' });
    assert.deepEqual(bodyOf('contacts', ['firstName', 'lastName'], ['Ada', '']), { lastName: 'Ada' });
    assert.deepEqual(bodyOf('leads', ['firstName', 'lastName'], ['Ada', 'Lovelace']), { name: 'Ada Lovelace' });
    const fields = { name: 'D', amount: 5, currency: 'JPY', stage: 'won', closeDate: null };
    assert.deepEqual(cellsOf('deals', fields, 'a@b'), ['D', '5', 'JPY', 'won', '', 'a@b']);
  });

  it('REC-1 a file may call columns and choices what the pages of Foyer call them, in each language', () => {
    for (const language of LANGUAGES) {
      const { field, option } = texts[language].records;
      for (const module of MODULES) {
        const fields = CSV_COLUMNS[module].filter((name) => name !== 'owner');
        const names = fields.map((name) => field[name as keyof typeof field]);
        assert.deepEqual(columnsOf(module, names), fields);
        assert.deepEqual(columnsOf(module, columnNames(module, language)), CSV_COLUMNS[module]);
      }
      for (const [value, name] of Object.entries(option)) {
        const { body } = readRow('leads', ['status'], [name], { decimalMark: null, dayOrder: null });
        assert.equal(body.status, value);
      }
    }
  });

  it('REC-1 a day is read in the order of the file, then of the person, and never guessed', () => {
    for (const text of ['2026-12-31', '31/12/2026', '12/31/2026', '31.12.26', '2026. 12. 31.', '31-12-2026 00:00:00']) {
      assert.equal(readDay(text, null), '2026-12-31', text);
    }
    assert.equal(readDay('03/04/2026', 'dmy'), '2026-04-03');
    assert.equal(readDay('03/04/2026', 'mdy'), '2026-03-04');
    assert.equal(readDay('03.04.2026', 'mdy'), '2026-04-03', 'points are written by those who begin with the day');
    assert.deepEqual(readDay('03/04/2026', null), {
      code: 'ambiguous_date',
      values: { first: '2026-04-03', second: '2026-03-04' },
    });
    for (const text of ['31/02/2026', '26-12-31', '31/12/2026 14:30', 'soon', '46387', '1/2/3/4']) {
      assert.equal((readDay(text, 'dmy') as { code: string }).code, 'invalid_format', text);
    }
    assert.deepEqual(['13/1/26', '1/13/26', '1/1/26', '2026-01-13'].map(dayOrderOf), ['dmy', 'mdy', null, null]);
    const orderOf = (dateFormat: string | null, language: Language, asked?: string) =>
      dayOrderOfPerson({ dateFormat, account: { ...memberWith().account, language } }, asked);
    assert.equal(orderOf(null, 'en'), 'mdy');
    assert.equal(orderOf(null, 'en', 'en-GB'), 'dmy');
    assert.equal(orderOf(null, 'fr', 'en-US'), 'dmy');
    assert.equal(orderOf('dddd, mm/dd/yyyy', 'fr'), 'mdy');
    assert.equal(orderOf('jj/mm/aaaa', 'en'), 'dmy');
  });
});

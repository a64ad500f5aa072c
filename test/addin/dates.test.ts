import assert from 'node:assert/strict';
import fc from 'fast-check';
import { dateWriter } from '../../src/addin/i18n/write-date.ts';

const day = new Date('2026-03-07T23:30:00Z');

describe('dates by a pattern of one’s own', () => {
  const examples: [pattern: string, en: string, fr: string][] = [
    ['dd/mm/yy', '07/03/26', '07/03/26'],
    ['mm/dd/yy', '03/07/26', '03/07/26'],
    ['jj/mm/aaaa', '07/03/2026', '07/03/2026'],
    ['d.m.yyyy', '7.3.2026', '7.3.2026'],
    ['yyyy-MM-DD', '2026-03-07', '2026-03-07'],
    ['dddd, d mmmm yyyy', 'Saturday, 7 March 2026', 'samedi, 7 mars 2026'],
    ['ddd d mmm yy', 'Sat 7 Mar 26', 'sam. 7 mars 26'],
    ['ddmmyy', '070326', '070326'],
  ];
  for (const [pattern, english, french] of examples) {
    it(`ACC-5 ${pattern} is ${english}`, () => {
      assert.equal(dateWriter(pattern, 'en', 'UTC')(day), english);
      assert.equal(dateWriter(pattern, 'fr', 'UTC')(day), french);
    });
  }

  it('ACC-5 are of the day where the reader is', () => {
    assert.equal(dateWriter('dd/mm/yy', 'en', 'Europe/Paris')(day), '08/03/26');
  });

  it('ACC-5 say the same date whatever the order, the signs and the language', () => {
    const sign = fc.constantFrom('/', '-', '. ', ' · ', '\u00a0', '—', '「」');
    const numbers = fc.record({
      day: fc.constantFrom('d', 'dd', 'J', 'jj'),
      month: fc.constantFrom('m', 'mm', 'MM'),
      year: fc.constantFrom('yyyy', 'aaaa', 'YYYY'),
    });
    const order = fc.constantFrom(['day', 'month', 'year'], ['year', 'month', 'day'], ['month', 'year', 'day']);
    const date = fc.date({ min: new Date('1950-01-01'), max: new Date('2099-12-31'), noInvalidDate: true });
    fc.assert(
      fc.property(numbers, order, sign, date, fc.constantFrom('en', 'fr'), (pieces, names, between, at, language) => {
        const pattern = names.map((name) => pieces[name as keyof typeof pieces]).join(between);
        const written = dateWriter(pattern, language, 'UTC')(at).split(between);
        const read = Object.fromEntries(names.map((name, place) => [name, Number(written[place])]));
        const expected = { day: at.getUTCDate(), month: at.getUTCMonth() + 1, year: at.getUTCFullYear() };
        assert.deepEqual(read, expected, pattern);
      }),
    );
  });

  it('ACC-5 leave signs of every script as they are', () => {
    const signs = fc.string({ unit: 'grapheme', maxLength: 8 }).filter((text) => !/[djmya]/i.test(text));
    fc.assert(fc.property(signs, (text) => dateWriter(`dd${text}mm`, 'en', 'UTC')(day) === `07${text}03`));
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  type DecimalMark,
  decimalMarkOf,
  formatAmount,
  plainAmount,
  readAmount,
} from '../../../src/server/features/records/amounts.ts';

/** `1200.50 EUR` for what was read, `ambiguous_amount 1200.00 1.20` for what was refused. */
function read(text: string, currency: string | null = 'EUR', decimal: DecimalMark | null = null): string {
  const result = readAmount(text, { currency, decimal });
  if ('code' in result) return [result.code, ...Object.values(result.values)].join(' ');
  return `${plainAmount(result.amount, result.currency ?? 'EUR')} ${result.currency ?? '–'}`;
}

const currencies = fc.constantFrom(...Intl.supportedValuesOf('currency'));
const amounts = fc.oneof(fc.maxSafeNat(), fc.nat(2_000_000), fc.constantFrom(0, 1, 999, 1000, Number.MAX_SAFE_INTEGER));
const languages = fc.constantFrom('en', 'fr');
const MARKS: Readonly<Record<string, DecimalMark>> = { en: '.', fr: ',' };

describe('amounts', () => {
  it('REC-1 an amount that can be read in two ways is refused with both', () => {
    for (const text of ['250,000', '250.000', '$250,000', '250,000 USD']) {
      assert.equal(read(text, 'USD'), 'ambiguous_amount 250000.00 250.00', text);
    }
    assert.equal(read('1,234'), 'ambiguous_amount 1234.00 1.2340', 'no euro has three decimals, but prices have');
    assert.equal(read('1,200', 'BHD'), 'ambiguous_amount 1200.000 1.2000');
    assert.equal(read('１，２００'), 'ambiguous_amount 1200.00 1.20');
    assert.equal(read('1,200', null), 'ambiguous_amount 1200.00 1.20');
    assert.equal(read('1,200', 'JPY'), '1200 JPY', 'a currency without decimals has one reading');
    assert.equal(read('1.000', 'JPY'), '1000 JPY');
  });

  it('REC-1 what is known of the other amounts decides', () => {
    assert.equal(read('1,200', 'USD', '.'), '1200.00 USD');
    assert.equal(read('1,200', 'USD', ','), '1.20 USD');
    assert.equal(read('1.200', 'EUR', '.'), '1.20 EUR');
    assert.equal(read('1.200', 'BHD', '.'), '1.2000 BHD');
    assert.equal(read('1.234', 'EUR', '.'), 'amount_too_precise 2');
    assert.equal(read('1.234,50', 'EUR', '.'), '1234.50 EUR', 'certain by itself');
    for (const text of ['1200.00', '12.5', '1,200.00', '1,234,567', "1'200.500", '0.500', '1,00,000', '.5']) {
      assert.equal(decimalMarkOf(text), '.', text);
    }
    for (const text of ['1200,00 €', '1.200,00', '1.234.567', '1 200,5', '0,500', '(1.200,5)']) {
      assert.equal(decimalMarkOf(text), ',', text);
    }
    for (const text of ['', '-', '1200', '1,200', '1.200 €', "1'200", '1 200', '1,200,00', 'n/a', '١٢٫٥']) {
      assert.equal(decimalMarkOf(text), null, text);
    }
  });

  it('REC-1 reads what Excel and people write for money', () => {
    const twelve = [
      '1200.5',
      '$1,200.50',
      '1.200,50 €',
      "1'200.50",
      '1’200,50',
      '1 200,50',
      '1\u00a0200,50\u00a0€',
      '1\u202f200,50\u202f€',
      'CHF 1’200.50',
      '1200.50 EUR',
      '$1,200.50 CAD',
      'US$ 1,200.50',
      '1,200.5000',
      '١٬٢٠٠٫٥٠',
      '۱۲۰۰٫۵',
      '１，２００．５０',
      '\u200e1,200.50\u200e',
    ];
    for (const text of twelve) assert.match(read(text, null), /^1200\.50 /, text);
    assert.equal(read('1,00,000', 'INR'), '100000.00 INR');
    assert.equal(read('12,34,567.50', 'INR'), '1234567.50 INR');
    for (const text of ['-', '$ -', ' -   € ', '-0.00', '(0.00)']) assert.match(read(text, null), /^0\.00 /, text);
    for (const text of ['(1,200.00)', '$(1,200.00)', '-1200', '−1200', '1.200,00-', '(1,200)']) {
      assert.equal(read(text, null), 'negative_amount', text);
    }
  });

  it('REC-1 a number that is none is not made one', () => {
    const wrong = [
      ...['', 'n/a', '12 34', '1  200', '1,200,00', '1.2.3', '1,2 00', '1.234,567,890', '01,200,000', '1200.', '1..2'],
      ...['1e5', '1.2E+06', '1.2k', '250K', '3M', '1½', '1²', '5%', '1-2', '1,200 - 1,300', '1_200', '1/2', '--5'],
      ...['(5', '5)', '1200 apples', '0x10', '1,200.00.', "1''200", `${'1,'.repeat(100)}000`],
    ];
    for (const text of wrong) assert.match(read(text), /^malformed_amount$/, text);
    assert.equal(read('0.005'), 'amount_too_precise 2');
    assert.equal(read('12.5', 'JPY'), 'amount_too_precise 0');
    assert.equal(read('Rs.50', 'INR'), 'other_currency INR', 'not half a rupee');
  });

  it('REC-1 the currency in the text is the one that was named, or tells it', () => {
    assert.equal(read('$1,200.00', 'EUR'), 'other_currency EUR');
    assert.equal(read('1.200,00 €', 'USD'), 'other_currency USD');
    assert.equal(read('$1,200.00', 'CAD'), '1200.00 CAD');
    assert.equal(read('$1,200.00', null), '1200.00 USD', 'as Foyer itself writes it');
    assert.equal(read('1 200,00 zł', null), '1200.00 PLN');
    assert.equal(read('500 kr', 'SEK'), '500.00 SEK');
    assert.equal(read('500 kr', null), 'unclear_currency');
    assert.equal(read('€ 5 USD', null), 'unclear_currency');
    assert.equal(read('5 ABC', 'ABC'), '5.00 ABC');
  });

  it('REC-1 the largest amount is exact, the next is refused', () => {
    const { MAX_SAFE_INTEGER: most } = Number;
    assert.equal(formatAmount(most, 'EUR', 'en'), '€90,071,992,547,409.91');
    assert.deepEqual(readAmount('90,071,992,547,409.91', { currency: 'EUR' }), { amount: most, currency: 'EUR' });
    assert.equal(read('90071992547409.92'), 'amount_too_large 90071992547409.91');
    assert.equal(read('9'.repeat(90)), 'amount_too_large 90071992547409.91');
    assert.equal(read(`${most}`, 'JPY'), `${most} JPY`);
    assert.equal(read('9007199254740992', 'JPY'), `amount_too_large ${most}`);
  });

  it('REC-1 the decimals of a currency are those of ISO 4217, whatever the engine holds', () => {
    for (const [currency, expected] of Object.entries({
      EUR: '12.34',
      HUF: '12.34',
      IDR: '12.34',
      JPY: '1234',
      KRW: '1234',
      BHD: '1.2340',
      TND: '1.2340',
      CLF: '0.1234',
    })) {
      assert.equal(plainAmount(1234, currency), expected, currency);
    }
    assert.equal(formatAmount(1234, 'HUF', 'fr'), '12,34\u00a0HUF');
  });

  it('REC-1 what stands in a file or form is read back unchanged, whatever stands around it', () => {
    fc.assert(
      fc.property(amounts, currencies, (amount, currency) => {
        assert.deepEqual(readAmount(plainAmount(amount, currency), { currency }), { amount, currency });
      }),
    );
  });

  it('REC-1 what people see is read back unchanged, or refused with what it is among the readings', () => {
    fc.assert(
      fc.property(amounts, currencies, languages, (amount, currency, language) => {
        const text = formatAmount(amount, currency, language);
        const known = readAmount(text, { currency, decimal: MARKS[language] ?? null });
        assert.deepEqual(known, { amount, currency }, text);
        const alone = readAmount(text, { currency });
        if ('code' in alone) {
          assert.equal(alone.code, 'ambiguous_amount', text);
          assert.ok(Object.values(alone.values).includes(plainAmount(amount, currency)), text);
        } else assert.deepEqual(alone, { amount, currency }, text);
      }),
    );
  });

  it('REC-1 two conventions give one amount, or the text is refused', () => {
    const digit = fc.constantFrom('0', '1', '2', '9', ',', '.', ' ', "'");
    fc.assert(
      fc.property(fc.string({ unit: digit, maxLength: 12 }), currencies, (text, currency) => {
        const [point, comma] = (['.', ','] as const).map((decimal) => readAmount(text, { currency, decimal }));
        const alone = readAmount(text, { currency });
        assert.ok(point && comma);
        if (!('amount' in point) || !('amount' in comma) || point.amount === comma.amount) return;
        const [larger, smaller] = [point.amount, comma.amount].toSorted((a, b) => b - a);
        if ('amount' in alone) {
          // Only where the smaller reading has three decimals of a currency that has none.
          assert.equal(plainAmount(1, currency), '1', text);
          assert.deepEqual(alone.amount, larger, text);
        } else {
          const readings = [larger, smaller].map((each) => plainAmount(each ?? -1, currency));
          assert.deepEqual(Object.values(alone.values), readings, text);
        }
      }),
      { numRuns: 2000 },
    );
  });
});

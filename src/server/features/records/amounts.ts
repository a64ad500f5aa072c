/**
 * How amounts of money are read and written, for the import, the export and the form alike. An amount is an integer in
 * the smallest unit of its currency. What can be read in two ways is refused, never guessed.
 */

/** What stands before the decimals; the other of the two then groups thousands. */
export type DecimalMark = '.' | ',';

const MARKS = ['.', ','] as const satisfies readonly DecimalMark[];

type AmountRefusalCode =
  | 'malformed_amount'
  | 'ambiguous_amount'
  | 'negative_amount'
  | 'amount_too_precise'
  | 'amount_too_large'
  | 'other_currency'
  | 'unclear_currency';

type Named = Partial<Record<'first' | 'second' | 'digits' | 'most' | 'currency', string>>;

/** Why a text is no amount, with what its sentence names. */
export interface AmountRefusal {
  code: AmountRefusalCode;
  values: Named;
}

export interface AmountRead {
  amount: number;
  /** That of the call, else that which the text names, else null. */
  currency: string | null;
}

/** Longer texts are no amounts. */
const LONGEST = 100;

/**
 * ISO 4217, minor units, of the currencies that have not two. `Intl` is not asked: it differs from browser to browser
 * and from one version of Node to the next (HUF, IDR, COP), and what is saved must mean the same to all of them.
 */
const MINOR_UNITS: Readonly<Record<number, string>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF',
  3: 'BHD IQD JOD KWD LYD OMR TND',
  4: 'CLF UYW',
};

const DIGITS: ReadonlyMap<string, number> = new Map(
  Object.entries(MINOR_UNITS).flatMap(([digits, codes]) =>
    codes.split(' ').map((code): [string, number] => [code, Number(digits)]),
  ),
);

function digitsOf(currency: string | null): number {
  return DIGITS.get(currency ?? '') ?? 2;
}

/** `1234.50`, as files and forms hold it: without groups, so that it is read back whatever stands around it. */
export function plainAmount(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  const text = String(amount).padStart(digits + 1, '0');
  return plain(text.slice(0, text.length - digits), text.slice(text.length - digits));
}

/** A fourth decimal tells three decimals from a group of thousands. */
function plain(whole: string, fraction: string): string {
  const text = fraction === '' ? whole : `${whole}.${fraction}`;
  return /^[1-9]\d{0,2}\.\d{3}$/.test(text) ? `${text}0` : text;
}

/** `€1,234.50`, `1 234,50 €`: an amount as people read it. */
export function formatAmount(amount: number, currency: string, language: string): string {
  const digits = digitsOf(currency);
  const format = new Intl.NumberFormat(language, {
    style: 'currency',
    currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  });
  // As a decimal text, for a large amount in cents is more than a number can hold in euros.
  return format.format(plainAmount(amount, currency) as `${number}`);
}

/**
 * Reads an amount as people and programs write it: `1234.5`, `$1,200.00`, `1.234,56 €`, `1'234.50`, `1 234,56`,
 * `1,00,000`, `-` for nothing (as Excel's accounting format does), digits in Arabic or full width.
 * @param options.currency ISO 4217; null when nothing but the text itself says it.
 * @param options.decimal what stands before decimals, where that is known from elsewhere (see `decimalMarkOf`).
 */
export function readAmount(
  text: string,
  { currency, decimal = null }: { currency: string | null; decimal?: DecimalMark | null },
): AmountRead | AmountRefusal {
  const parts = partsOf(text);
  if (!parts) return refusal('malformed_amount');
  const known = currencyOf(parts.marks, currency);
  if (typeof known === 'object' && known !== null) return known;
  if (parts.number === null) return { amount: 0, currency: known };
  const digits = digitsOf(known);
  const [first, second] = readingsOf(parts.number, digits, decimal);
  if (!first) return refusal('malformed_amount');
  const amount = minorOf(first, digits);
  if (parts.isNegative && amount !== 0n) return refusal('negative_amount');
  if (second) {
    return refusal('ambiguous_amount', { first: named(first, digits), second: named(second, digits) });
  }
  if (amount === null) {
    return refusal('amount_too_precise', { digits: String(digits) });
  }
  if (amount > Number.MAX_SAFE_INTEGER) {
    return refusal('amount_too_large', { most: plainAmount(Number.MAX_SAFE_INTEGER, known ?? '') });
  }
  return { amount: Number(amount), currency: known };
}

/** What stands before decimals in this text, for certain; null when it can be read either way, or is no amount. */
export function decimalMarkOf(text: string): DecimalMark | null {
  const number = partsOf(text)?.number;
  const possible = MARKS.filter((mark) => number && readingWith(mark, number));
  return possible.length === 1 && possible[0] ? possible[0] : null;
}

function refusal(code: AmountRefusalCode, values: Named = {}): AmountRefusal {
  return { code, values };
}

interface Parts {
  /** From its first digit to its last; null for a dash that stands for nothing. */
  number: string | null;
  isNegative: boolean;
  /** What stands before and behind the number, without signs. */
  marks: string[];
}

function partsOf(text: string): Parts | null {
  // Compatibility decomposition makes ¹ and ½ digits, which nobody wrote as such.
  if (text.length > LONGEST || /\p{No}/u.test(text)) return null;
  const plainText = text
    .normalize('NFKC')
    .replace(/\p{Cf}/gu, '')
    .replace(/\s/g, ' ')
    .replace(/[’ʼ`´٬]/g, "'")
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .trim();
  // A point directly behind a letter belongs to the currency: `Rs.500`.
  const found = /(?:(?<![\p{L} ])[.,٫])?\d(?:.*\d)?/u.exec(plainText);
  const head = found ? plainText.slice(0, found.index) : plainText;
  const tail = found ? plainText.slice(found.index + found[0].length) : '';
  const signs = (head + tail).replace(/[^-\u2212()]/g, '');
  if (!['', '-', '\u2212', '()'].includes(signs) || (!found && signs !== '-')) return null;
  // A single letter behind a number is rather thousand or million than a currency.
  if (/^ ?\p{L}$/u.test(tail)) return null;
  return {
    number: found?.[0] ?? null,
    isNegative: signs !== '',
    marks: [head, tail].map((mark) => squash(mark.replace(/[-\u2212()]/g, ' '))).filter(Boolean),
  };
}

interface Reading {
  whole: string;
  fraction: string;
}

/** The ways in which a number can be read: none, one or two. */
function readingsOf(number: string, digits: number, decimal: DecimalMark | null): Reading[] {
  const [point, comma] = MARKS.map((mark) => readingWith(mark, number));
  if (!point || !comma || (point.whole === comma.whole && point.fraction === comma.fraction)) {
    return [point, comma].filter((reading) => !!reading).slice(0, 1);
  }
  if (decimal !== null) return [decimal === '.' ? point : comma];
  const both = [point, comma].toSorted((a, b) => a.fraction.length - b.fraction.length);
  // Nobody writes three decimals of a currency that has none.
  return digits === 0 ? both.slice(0, 1) : both;
}

/** The number if this mark stands before decimals: groups of three digits, or of India, parted by one other sign. */
function readingWith(mark: DecimalMark, number: string): Reading | null {
  const text = number.replace('٫', mark);
  const at = text.lastIndexOf(mark);
  const whole = at < 0 ? text : text.slice(0, at);
  const fraction = at < 0 ? '' : text.slice(at + 1);
  if (!/^\d*$/.test(fraction)) return null;
  if (/^\d*$/.test(whole)) return { whole: whole || '0', fraction };
  const other = MARKS.find((each) => each !== mark);
  const grouped = /^(?:[1-9]\d{0,2}([.,' ])\d{3}(?:\1\d{3})*|[1-9]\d?([.,' ])\d{2}(?:\2\d{2})*\2\d{3})$/.exec(whole);
  const group = grouped?.[1] ?? grouped?.[2];
  if (group === undefined || (group !== other && group !== ' ' && group !== "'")) return null;
  return { whole: whole.replaceAll(group, ''), fraction };
}

/** In the smallest unit; null when the currency has fewer decimals. */
function minorOf({ whole, fraction }: Reading, digits: number): bigint | null {
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  return BigInt(whole + fraction.slice(0, digits).padEnd(digits, '0'));
}

/** A reading as one can write it without another. */
function named({ whole, fraction }: Reading, digits: number): string {
  const used = fraction.replace(/0+$/, '');
  return plain(whole, used.padEnd(digits, '0'));
}

/** The currency that the call and the text agree on; null when neither names one. */
function currencyOf(marks: readonly string[], given: string | null): string | null | AmountRefusal {
  const meant = marks.map((mark) => currenciesByMark().get(mark) ?? { usual: [], possible: [] });
  const fits = (currency: string) =>
    marks.every((mark, index) => mark === currency || meant[index]?.possible.includes(currency));
  if (marks.length === 0 || (given !== null && fits(given))) return given;
  if (meant.some(({ possible }) => possible.length === 0)) return refusal('malformed_amount');
  if (given !== null) return refusal('other_currency', { currency: given });
  for (const list of ['possible', 'usual'] as const) {
    const [one, ...more] = meant[0]?.[list].filter(fits) ?? [];
    if (one !== undefined && more.length === 0) return one;
  }
  return refusal('unclear_currency');
}

/** The currencies that a sign or code can mean, and which one is usual: `$` is that of many, and usually USD. */
interface Meant {
  usual: string[];
  possible: string[];
}

let byMark: ReadonlyMap<string, Meant> | undefined;

/** What Unicode's data know marks from: the languages of Foyer, and one that writes US$. */
const LANGUAGES = ['en', 'en-GB', 'fr'];

function currenciesByMark(): ReadonlyMap<string, Meant> {
  if (byMark) return byMark;
  const found = new Map<string, Meant>();
  for (const currency of Intl.supportedValuesOf('currency')) {
    const usual = new Set([currency, ...LANGUAGES.map((language) => markOf(currency, language, 'symbol'))]);
    const narrow = LANGUAGES.map((language) => markOf(currency, language, 'narrowSymbol'));
    for (const mark of new Set([...usual, ...narrow])) {
      const meant = found.get(mark) ?? { usual: [], possible: [] };
      meant.possible.push(currency);
      if (usual.has(mark)) meant.usual.push(currency);
      found.set(mark, meant);
    }
  }
  byMark = found;
  return found;
}

function markOf(currency: string, language: string, currencyDisplay: 'symbol' | 'narrowSymbol'): string {
  const parts = new Intl.NumberFormat(language, { style: 'currency', currency, currencyDisplay }).formatToParts(0);
  return squash(parts.find(({ type }) => type === 'currency')?.value ?? currency);
}

/** `kr.` and `Kr`, `F CFA` and `FCFA` are one. */
function squash(mark: string): string {
  return mark
    .normalize('NFKC')
    .trim()
    .replace(/(?<=\p{L})\.$/u, '')
    .replace(/\s/g, '')
    .toUpperCase();
}

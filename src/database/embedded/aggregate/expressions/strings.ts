import { BSONRegExp, Int32 } from 'bson';
import { CommandError } from '../../errors.ts';
import { compilePattern, type Pattern } from '../../query/pattern.ts';
import { compareText } from '../../values/compare.ts';
import { toDouble } from '../../values/decimal.ts';
import type { Value } from '../../values/document.ts';
import { isNumber, kindOf } from '../../values/kinds.ts';
import { numberText } from '../../values/number-text.ts';
import { type Arguments, call, callNonNull, isNullish, named, part } from '../define.ts';
import type { Operator } from '../evaluation.ts';

const many = Number.POSITIVE_INFINITY;
/** No document could hold a longer text. */
const LONGEST = 16 * 1024 * 1024;

/** What operators take for a text: texts, numbers and dates as they are written; null and missing are empty. */
function coerce(value: Value | undefined): string {
  if (isNullish(value)) return '';
  if (typeof value === 'string') return value;
  if (isNumber(value)) return numberText(value);
  if (value instanceof Date) return value.toISOString();
  throw new CommandError(16007, `can't convert from BSON type ${kindOf(value)} to String`);
}

function needText(value: Value | undefined, what: string, code: number): string {
  if (typeof value !== 'string')
    throw new CommandError(
      code,
      `${what} requires a string, found: ${value === undefined ? 'missing' : kindOf(value)}`,
    );
  return value;
}

function index(value: Value | undefined, what: string, code: number): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!Number.isInteger(number)) throw new CommandError(code, `${what} must be an integral value`);
  return number;
}

function concat(args: Arguments): Value {
  let text = '';
  for (const arg of args) {
    if (isNullish(arg)) return null;
    if (typeof arg !== 'string') throw new CommandError(16702, `$concat only supports strings, not ${kindOf(arg)}`);
    text += arg;
    if (text.length > LONGEST)
      throw new CommandError('BSONObjectTooLarge', 'the text that $concat builds is too large');
  }
  return text;
}

/** ASCII letters only, as in MongoDB. */
const lower = (text: string) => text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
const upper = (text: string) => text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());

function substrCP([value, from, length]: Arguments): Value {
  const points = [...coerce(value)];
  const start = index(from, '$substrCP: starting index', 34450);
  const count = index(length, '$substrCP: length', 34452);
  if (start < 0) throw new CommandError(34455, '$substrCP: the starting index must be nonnegative');
  if (count < 0) throw new CommandError(34454, '$substrCP: the length must be nonnegative');
  return points.slice(start, start + count).join('');
}

function substrBytes([value, from, length]: Arguments): Value {
  const bytes = Buffer.from(coerce(value));
  const start = index(from, '$substrBytes: starting index', 16034);
  const count = index(length, '$substrBytes: length', 16035);
  if (start < 0) throw new CommandError(50752, '$substrBytes: starting index must be non-negative');
  const end = count < 0 ? bytes.length : Math.min(bytes.length, start + count);
  if (isInsideCharacter(bytes, start))
    throw new CommandError(28656, '$substrBytes: Invalid range, starting index is a UTF-8 continuation byte.');
  if (isInsideCharacter(bytes, end))
    throw new CommandError(28657, '$substrBytes: Invalid range, ending index is in the middle of a UTF-8 character.');
  return bytes.subarray(start, end).toString();
}

function isInsideCharacter(bytes: Buffer, at: number): boolean {
  return ((bytes[at] ?? 0) & 0xc0) === 0x80;
}

function indexOfCP(args: Arguments): Value {
  const [value, wanted, from, to] = args;
  if (isNullish(value)) return null;
  const text = [...needText(value, '$indexOfCP', 40093)];
  const token = [...needText(wanted, "$indexOfCP's second argument", 40094)];
  const start = args.length > 2 ? index(from, '$indexOfCP starting index', 40096) : 0;
  const end = args.length > 3 ? index(to, '$indexOfCP ending index', 40096) : text.length;
  if (start < 0 || end < 0) throw new CommandError(40097, '$indexOfCP requires nonnegative indexes');
  if (start > end || start > text.length) return new Int32(-1);
  const found = text.slice(start, end).join('').indexOf(token.join(''));
  return new Int32(found < 0 ? -1 : start + [...text.slice(start, end).join('').slice(0, found)].length);
}

/** White space that `$trim` takes off: of Unicode, and the null character. */
const blank = '\0\t\n\v\f\r \u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a';

function trimming(left: boolean, right: boolean): Operator {
  return (argument, context, name) => {
    const parts = named(argument, context, name, ['input'], ['chars']);
    return (environment) => {
      const input = part(parts, 'input')(environment);
      const chars = parts.chars?.(environment);
      if (isNullish(input) || (parts.chars && isNullish(chars))) return null;
      const text = [...needText(input, `${name}'s input`, 50699)];
      const unwanted = new Set(parts.chars ? needText(chars, `${name}'s chars`, 50700) : blank);
      let start = 0;
      let end = text.length;
      while (left && start < end && unwanted.has(text[start] ?? '')) start++;
      while (right && end > start && unwanted.has(text[end - 1] ?? '')) end--;
      return text.slice(start, end).join('');
    };
  };
}

function replacing(run: (input: string, find: string, replacement: string) => string): Operator {
  return (argument, context, name) => {
    const parts = named(argument, context, name, ['input', 'find', 'replacement'], []);
    return (environment) => {
      const values = ['input', 'find', 'replacement'].map((one) => part(parts, one)(environment));
      for (const value of values) if (!isNullish(value)) needText(value, name, 51746);
      const [input, find, replacement] = values;
      if (isNullish(input) || isNullish(find) || isNullish(replacement)) return null;
      return run(coerce(input), coerce(find), coerce(replacement));
    };
  };
}

const regexMatch: Operator = (argument, context) => {
  const parts = named(argument, context, '$regexMatch', ['input', 'regex'], ['options']);
  let last: { key: string; pattern: Pattern } | undefined;
  return (environment) => {
    const regex = part(parts, 'regex')(environment);
    const options = parts.options?.(environment);
    const input = part(parts, 'input')(environment);
    if (isNullish(regex) || isNullish(input)) return false;
    const { source, flags } = readRegex(regex, options);
    const key = `${flags}/${source}`;
    if (last?.key !== key) last = { key, pattern: compilePattern(source, flags) };
    return last.pattern.test(needText(input, "$regexMatch's input", 51104));
  };
};

function readRegex(regex: Value, options: Value | undefined): { source: string; flags: string } {
  const flags = isNullish(options) ? '' : needText(options, "$regexMatch's options", 51106);
  if (!(regex instanceof BSONRegExp)) return { source: needText(regex, "$regexMatch's regex", 51105), flags };
  if (flags !== '' && regex.options !== '')
    throw new CommandError(51107, "$regexMatch found regex option(s) specified in both 'regex' and 'option' fields");
  return { source: regex.pattern, flags: flags || regex.options };
}

export const strings: Record<string, Operator> = {
  $concat: call(0, many, concat),
  $toLower: call(1, 1, ([value]) => lower(coerce(value))),
  $toUpper: call(1, 1, ([value]) => upper(coerce(value))),
  $strcasecmp: call(2, 2, ([a, b]) => new Int32(Math.sign(compareText(upper(coerce(a)), upper(coerce(b)))))),
  $substr: call(3, 3, substrBytes),
  $substrBytes: call(3, 3, substrBytes),
  $substrCP: call(3, 3, substrCP),
  $strLenCP: call(1, 1, ([value]) => new Int32([...needText(value, '$strLenCP', 34471)].length)),
  $strLenBytes: call(1, 1, ([value]) => new Int32(Buffer.byteLength(needText(value, '$strLenBytes', 34473)))),
  $split: callNonNull(2, 2, ([value, separator]) => {
    const text = needText(value, "$split's first argument", 40085);
    const between = needText(separator, "$split's second argument", 40086);
    if (between === '') throw new CommandError(40087, '$split requires a non-empty separator');
    return text.split(between);
  }),
  $indexOfCP: call(2, 4, indexOfCP),
  $trim: trimming(true, true),
  $ltrim: trimming(true, false),
  $rtrim: trimming(false, true),
  $replaceOne: replacing((input, find, replacement) => input.replace(find, () => replacement)),
  $replaceAll: replacing((input, find, replacement) => {
    const pieces = find === '' ? input.length : input.split(find).length - 1;
    if (input.length + pieces * replacement.length > LONGEST)
      throw new CommandError('BSONObjectTooLarge', 'the text that $replaceAll builds is too large');
    return input.replaceAll(find, () => replacement);
  }),
  $regexMatch: regexMatch,
};

import { CommandError, notSupported } from '../errors.ts';

/** A class such as `[a-z]` in JavaScript, and whether it speaks of word characters. */
export interface CharacterClass {
  source: string;
  words: boolean;
  /** The position behind it in the pattern. */
  end: number;
}

/** An escape outside of a class: one literal character, or JavaScript that means the same. */
interface Escape {
  literal: string | undefined;
  source: string;
  isAssertion: boolean;
  words: boolean;
  end: number;
}

/** Contents of classes; PCRE takes only ASCII for digits, words and spaces. */
const sets: Record<string, string> = {
  d: '0-9',
  D: '\\u{0}-\\u{2f}\\u{3a}-\\u{10ffff}',
  w: 'A-Za-z0-9_',
  W: '\\W',
  s: '\\t-\\r\\u{20}',
  S: '\\u{0}-\\u{8}\\u{e}-\\u{1f}\\u{21}-\\u{10ffff}',
};

/** Not a word character, for patterns without case: U+017F and U+212A would let in the letters s and k. */
const noWord =
  '\\u{0}-\\u{2f}\\u{3a}-\\u{40}\\u{5b}-\\u{5e}\\u{60}\\u{7b}-\\u{17e}\\u{180}-\\u{2129}\\u{212b}-\\u{10ffff}';

function setOf(letter: string, ignoreCase: boolean): string | undefined {
  return letter === 'W' && ignoreCase ? noWord : own(sets, letter);
}

/** POSIX classes such as `[:alpha:]`. */
const posix: Record<string, string> = {
  alpha: 'A-Za-z',
  digit: '0-9',
  alnum: 'A-Za-z0-9',
  upper: 'A-Z',
  lower: 'a-z',
  space: '\\t-\\r\\u{20}',
  blank: '\\t\\u{20}',
  punct: '!-\\/:-@\\[-`\\{-~',
  xdigit: '0-9A-Fa-f',
  word: 'A-Za-z0-9_',
  cntrl: '\\u{0}-\\u{1f}\\u{7f}',
  print: '\\u{20}-~',
  graph: '!-~',
  ascii: '\\u{0}-\\u{7f}',
};

const assertions: Record<string, string> = { b: '\\b', B: '\\B', A: '^', z: '$', Z: '(?=\\n?$)' };
const controls: Record<string, string> = { t: '\t', n: '\n', r: '\r', f: '\f', a: '\u0007', e: '\u001b' };

/** Reads the escape whose letter stands at `at`. */
export function readEscape(pattern: string, at: number, ignoreCase: boolean): Escape {
  const letter = String.fromCodePoint(pattern.codePointAt(at) ?? 0x5c);
  const none = { literal: undefined, isAssertion: false, words: false, end: at + letter.length };
  if (at >= pattern.length) throw new CommandError(51091, 'Regular expression is invalid: \\ at end of pattern');
  const assertion = own(assertions, letter);
  if (assertion) return { ...none, source: assertion, isAssertion: true, words: /b/i.test(letter) };
  const set = setOf(letter, ignoreCase);
  if (set) return { ...none, source: `[${set}]`, words: /w/i.test(letter) };
  const property = /^[pP](?:\{(\^?)([A-Z][a-z]?)\}|([A-Z]))/.exec(pattern.slice(at, at + 8));
  if (property && !ignoreCase && !property[1]) {
    return { ...none, source: `\\${letter}{${property[2] ?? property[3]}}`, end: at + property[0].length };
  }
  const { character, end } = readCharacter(pattern, at);
  return { ...none, literal: character, source: '', end };
}

/** An escape that means one character; everything else with a letter or a digit is refused. */
function readCharacter(pattern: string, at: number): { character: string; end: number } {
  const letter = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  const hex = /^x(?:\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{2}))/.exec(pattern.slice(at, at + 10));
  if (hex) {
    const code = Number.parseInt(hex[1] ?? hex[2] ?? '', 16);
    if (code > 0x10ffff)
      throw new CommandError(51091, 'Regular expression is invalid: character code point value is too large');
    return { character: String.fromCodePoint(code), end: at + hex[0].length };
  }
  const control = own(controls, letter);
  if (control !== undefined) return { character: control, end: at + 1 };
  if (/^[1-9]$/.test(letter)) throw notSupported(`the back reference \\${letter} of patterns`);
  if (/^[A-Za-z0-9]$/.test(letter)) throw notSupported(`the pattern escape \\${letter}`);
  return { character: letter, end: at + letter.length };
}

/** One member of a class: a single character, which may begin a range, or the contents of a set. */
interface Member {
  character: string | undefined;
  source: string;
  words: boolean;
  end: number;
}

/** Reads a class whose first member stands at `start`, behind the bracket. */
export function readClass(pattern: string, start: number, ignoreCase: boolean): CharacterClass {
  let at = start;
  let source = '[';
  let words = false;
  if (pattern[at] === '^') {
    source += '^';
    at++;
  }
  const first = at;
  while (pattern[at] !== ']' || at === first) {
    const low = readMember(pattern, at, ignoreCase);
    at = low.end;
    words ||= low.words;
    if (low.character !== undefined && pattern[at] === '-' && pattern[at + 1] !== ']') {
      const high = readMember(pattern, at + 1, ignoreCase);
      if (high.character === undefined) throw notSupported('a pattern range that ends with a class');
      source += `${low.source}-${high.source}`;
      at = high.end;
    } else source += low.source;
  }
  return { source: `${source}]`, words, end: at + 1 };
}

function readMember(pattern: string, at: number, ignoreCase: boolean): Member {
  if (at >= pattern.length)
    throw new CommandError(51091, 'Regular expression is invalid: missing terminating ] for character class');
  const character = String.fromCodePoint(pattern.codePointAt(at) ?? 0);
  if (character === '[') {
    const named = /^\[([:.=])(.*?)\1\]/.exec(pattern.slice(at, at + 16));
    if (named) {
      const set = named[1] === ':' ? own(posix, named[2] ?? '') : undefined;
      if (!set) throw notSupported(`the pattern class ${named[0]}`);
      return { character: undefined, source: set, words: false, end: at + named[0].length };
    }
  }
  if (character !== '\\') return single(character, at + character.length);
  const letter = pattern[at + 1] ?? '';
  const set = setOf(letter, ignoreCase);
  if (set) return { character: undefined, source: set, words: /w/i.test(letter), end: at + 2 };
  if (letter === 'b') return single('\b', at + 2);
  if (letter === '') throw new CommandError(51091, 'Regular expression is invalid: \\ at end of pattern');
  const escaped = readCharacter(pattern, at + 1);
  return single(escaped.character, escaped.end);
}

function single(character: string, end: number): Member {
  const source = /[A-Za-z0-9]/.test(character) ? character : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  return { character, source, words: false, end };
}

function own(table: Record<string, string>, name: string): string | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

import { CommandError, notSupported } from '../errors.ts';
import { type CharacterClass, readClass, readEscape } from './pattern-classes.ts';

/** How long matching may take: about `choices × (length of the text + 1)^loops` steps. */
export interface Effort {
  choices: number;
  loops: number;
}

/** A pattern as JavaScript (flag `u`) and what is known of it. */
interface Translation {
  source: string;
  flags: string;
  prefix: string | undefined;
  /** Whether the prefix is all that the pattern asks for. */
  isPrefix: boolean;
  effort: Effort;
  /** Whether case is ignored and the pattern asks for word characters. */
  wordsByCase: boolean;
}

/** Where the translation stands. */
interface State {
  pattern: string;
  at: number;
  options: string;
  source: string;
  /** For each open group, whether it holds a choice or a repetition. */
  groups: boolean[];
  /** What the next quantifier would repeat: nothing, one character, or a group that is itself variable. */
  atom: 'none' | 'single' | 'variable';
  effort: Effort;
  anchored: boolean;
  prefix: string[];
  prefixEnds: boolean;
  hasAlternatives: boolean;
  wordsByCase: boolean;
}

/**
 * Translates a pattern of PCRE2 (pcre2pattern, without UCP) into one that means the same in JavaScript:
 * `.`, `^`, `$` and the classes know only `\n` as line end and ASCII as letters; groups do not capture.
 */
export function translate(pattern: string, options: string): Translation {
  const inline = /^\(\?([imsx]+)\)/.exec(pattern);
  const state: State = {
    pattern,
    at: inline?.[0].length ?? 0,
    options: options + (inline?.[1] ?? ''),
    source: '',
    groups: [false],
    atom: 'none',
    effort: { choices: 1, loops: 0 },
    anchored: false,
    prefix: [],
    prefixEnds: false,
    hasAlternatives: false,
    wordsByCase: false,
  };
  while (state.at < pattern.length) step(state);
  if (state.groups.length > 1) throw wrong(state, 'missing closing parenthesis');
  if (!state.anchored || state.hasAlternatives) state.effort.loops++;
  const ignoreCase = state.options.includes('i');
  const hasPrefix = state.anchored && !state.hasAlternatives && !ignoreCase && state.prefix.length > 0;
  return {
    source: state.source,
    flags: ignoreCase ? 'iu' : 'u',
    prefix: hasPrefix ? state.prefix.join('') : undefined,
    isPrefix: hasPrefix && !state.prefixEnds,
    effort: state.effort,
    wordsByCase: ignoreCase && state.wordsByCase,
  };
}

const symbols: Record<string, (state: State) => void> = {
  '\\': translateEscape,
  '[': (state) => {
    const read = readClass(state.pattern, state.at, state.options.includes('i'));
    state.at = read.end;
    emitClass(state, read);
  },
  '(': openGroup,
  ')': closeGroup,
  '|': (state) => {
    state.hasAlternatives ||= state.groups.length === 1;
    state.groups[state.groups.length - 1] = true;
    state.effort.choices *= 2;
    emit(state, '|', 'none');
  },
  '.': (state) => emit(state, state.options.includes('s') ? '[\\s\\S]' : '[^\\n]', 'single'),
  '^': (state) => {
    const lines = state.options.includes('m');
    if (!lines && state.source === '') {
      state.anchored = true;
      state.source = '^';
      return;
    }
    emit(state, lines ? '(?:^|(?<=\\n)(?!$))' : '^', 'none');
  },
  $: (state) => emit(state, state.options.includes('m') ? '(?=\\n|$)' : '(?=\\n?$)', 'none'),
  '*': quantify,
  '+': quantify,
  '?': quantify,
  '{': quantify,
};

function step(state: State): void {
  const character = String.fromCodePoint(state.pattern.codePointAt(state.at) ?? 0);
  if (state.options.includes('x') && skipComment(state, character)) return;
  const symbol = Object.hasOwn(symbols, character) ? symbols[character] : undefined;
  if (character === '{' && !readQuantifier(state)) {
    state.at++;
    emitLiteral(state, '{');
  } else if (symbol === quantify) quantify(state);
  else {
    state.at += character.length;
    if (symbol) symbol(state);
    else emitLiteral(state, character);
  }
}

/** Option x: white space and `# …` say nothing. */
function skipComment(state: State, character: string): boolean {
  if (/^[\t\n\v\f\r ]$/.test(character)) state.at++;
  else if (character === '#') {
    const end = state.pattern.indexOf('\n', state.at);
    state.at = end < 0 ? state.pattern.length : end + 1;
  } else return false;
  return true;
}

function emit(state: State, source: string, atom: State['atom']): void {
  state.source += source;
  state.atom = atom;
  state.prefixEnds = true;
}

function emitLiteral(state: State, character: string): void {
  state.source += escapeLiteral(character);
  state.atom = 'single';
  if (state.anchored && !state.prefixEnds) state.prefix.push(character);
}

function emitClass(state: State, { source, words }: CharacterClass): void {
  state.wordsByCase ||= words;
  emit(state, source, 'single');
}

function escapeLiteral(character: string): string {
  return /[$()*+./?[\\\]^{|}]/.test(character) ? `\\${character}` : character;
}

function translateEscape(state: State): void {
  if (state.pattern.startsWith('Q', state.at)) {
    const end = state.pattern.indexOf('\\E', state.at);
    for (const character of state.pattern.slice(state.at + 1, end < 0 ? undefined : end)) emitLiteral(state, character);
    state.at = end < 0 ? state.pattern.length : end + 2;
    return;
  }
  const read = readEscape(state.pattern, state.at, state.options.includes('i'));
  const first = state.source === '' && state.pattern[state.at] === 'A';
  state.at = read.end;
  if (first) {
    state.anchored = true;
    state.source = '^';
  } else if (read.literal !== undefined) emitLiteral(state, read.literal);
  else {
    state.wordsByCase ||= read.words;
    emit(state, read.source, read.isAssertion ? 'none' : 'single');
  }
}

function openGroup(state: State): void {
  const rest = state.pattern.slice(state.at, state.at + 64);
  if (rest.startsWith('*')) throw notSupported(`the pattern verb (${rest.slice(0, 12)}`);
  const comment = /^\?#[^)]*\)/.exec(state.pattern.slice(state.at));
  if (comment) {
    state.at += comment[0].length;
    return;
  }
  const kind = /^\?(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*'|:|=|!|<=|<!)/.exec(rest)?.[0];
  if (kind === undefined && rest.startsWith('?')) throw notSupported(`the pattern group (${rest.slice(0, 3)}`);
  state.at += kind?.length ?? 0;
  state.groups.push(false);
  emit(state, kind && /^\?<?[=!]$/.test(kind) ? `(${kind}` : '(?:', 'none');
}

function closeGroup(state: State): void {
  const variable = state.groups.pop() ?? false;
  if (state.groups.length === 0) throw wrong(state, 'unmatched closing parenthesis');
  if (variable) state.groups[state.groups.length - 1] = true;
  emit(state, ')', variable ? 'variable' : 'single');
}

interface Quantifier {
  text: string;
  from: number;
  to: number;
}

function readQuantifier(state: State): Quantifier | undefined {
  const [text, counts, from, comma, to] =
    /^(?:[*+?]|\{((\d+)(,?)(\d*))\})/.exec(state.pattern.slice(state.at, state.at + 32)) ?? [];
  if (text === undefined) return undefined;
  if (counts === undefined)
    return { text, from: text === '+' ? 1 : 0, to: text === '?' ? 1 : Number.POSITIVE_INFINITY };
  return { text, from: Number(from), to: to ? Number(to) : comma ? Number.POSITIVE_INFINITY : Number(from) };
}

/** No count may be larger: JavaScript would make a program of that size. */
const LARGEST_COUNT = 1000;

function quantify(state: State): void {
  const quantifier = readQuantifier(state);
  if (!quantifier || state.atom === 'none') throw wrong(state, 'quantifier does not follow a repeatable item');
  const { text, from, to } = quantifier;
  if (from > LARGEST_COUNT || (Number.isFinite(to) && to > LARGEST_COUNT))
    throw notSupported(`a pattern count above ${LARGEST_COUNT}`);
  state.at += text.length;
  const suffix = state.pattern[state.at];
  if (suffix === '+') throw notSupported('the possessive quantifier of patterns');
  const lazy = suffix === '?' ? '?' : '';
  state.at += lazy.length;
  if (from === 0 && !state.prefixEnds) state.prefix.pop();
  if (state.atom === 'variable' && to > 1) state.effort.choices = Number.POSITIVE_INFINITY;
  else if (to === Number.POSITIVE_INFINITY) state.effort.loops++;
  else state.effort.choices *= to - from + 1;
  if (to !== from) state.groups[state.groups.length - 1] = true;
  emit(state, text + lazy, 'none');
}

function wrong(state: State, why: string): CommandError {
  return new CommandError(51091, `Regular expression is invalid: ${why} in ${state.pattern.slice(0, 200)}`);
}

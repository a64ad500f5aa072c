import type { Translate } from '../i18n/translate.ts';

/** Ends a line, or is a control character or half a character. */
const BREAKS = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}]+/gu;

/** Turns the direction of the text around it. */
const TURNS = /[\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069]/gu;

/** Is neither seen nor said. The two joiners of U+200C and U+200D stay: Persian and Indian names are written with them. */
const UNSEEN = /[\u034F\u00AD\u180E\u200B\u2060-\u2065\u206A-\u206F\uFEFF\uFFF9-\uFFFB\u{E0000}-\u{E007F}]/gu;

/** Ends a sentence, or sets another one off, in any script: the dots too. */
const SENTENCE_ENDS = /[\p{Sentence_Terminal}\u2024\uFE52\uFF0E\uFF61\u2026;\u037E\uFF1B|\u2022\u2013-\u2015]+/gu;

/** Belongs to an address: slashes, at-signs, brackets, and a colon that something follows at once. */
const ADDRESS_MARKS = /[\\/\u2044\u2215\u29F8\uFF0F@\uFE6B\uFF20<>[\]{}"]|[:\uFE13\uFE55\uFF1A](?=\S)/gu;

/** A dot of any script (UTS 46, section 4) within a word. */
const INNER_DOT = /(?<=[\p{L}\p{N}\p{M}_-])[.\u2024\u3002\uFE52\uFF0E\uFF61](?=\p{L})/gu;

/** Enough for a name, too little for a message. */
const LONGEST = 80;

/** U+2060 WORD JOINER: has no width, and no mail program makes a link across it. */
const JOINER = '\u2060';

/** Values that are addresses by what they are. They may be links, for they lead to whom they name. */
const ADDRESSES: ReadonlySet<string> = new Set(['loginId', 'inviterLoginId', 'address']);

/** One line without control characters, so that a person's name can't add a header (RFC 5322, section 2.2). */
export function headerText(text: string): string {
  const line = text.replace(BREAKS, ' ').replace(TURNS, '').replace(UNSEEN, '').replace(/\s+/gu, ' ').trim();
  return line.slice(0, 200);
}

/**
 * Text that others typed, for a subject: a few words that are neither a link nor a sentence of their own. A dot becomes a
 * space, so that no mail program takes `evil.example` for an address.
 */
export function inSubject(text: string): string {
  const words = headerText(text.normalize('NFC').replace(SENTENCE_ENDS, ' ').replace(ADDRESS_MARKS, ' '));
  const letters = [...words];
  if (letters.length === 0) return '…';
  return letters.length <= LONGEST
    ? words
    : `${letters
        .slice(0, LONGEST - 1)
        .join('')
        .trimEnd()}…`;
}

/** The same for the body of a mail: it reads as it was typed, but no mail program makes a link of it. */
export function unlinked(text: string): string {
  return text
    .replace(TURNS, '')
    .replace(INNER_DOT, (dot) => dot + JOINER)
    .replace(/(?<=\p{L}):(?=\S)|@(?=\S)/gu, (mark) => mark + JOINER);
}

/** The catalogue's texts, with what others typed in them made harmless. */
export function withForeign(t: Translate, harmless: (text: string) => string): Translate {
  const clean = ([name, value]: [string, string | number]) =>
    [name, typeof value === 'string' && !ADDRESSES.has(name) ? harmless(value) : value] as const;
  return (key, values = {}) => t(key, Object.fromEntries(Object.entries(values).map(clean)));
}

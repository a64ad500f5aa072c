/** Letters that Unicode doesn't take apart, as people without that key type them. */
const unlike: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i' };
const unlikeLetters = new RegExp(`[${Object.keys(unlike).join('')}]`, 'g');

/** Text without accents, case and variants of width: what two spellings of one name have in common. */
export function fold(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(unlikeLetters, (letter) => unlike[letter] ?? letter)
    .trim()
    .replace(/\s+/g, ' ');
}

/** The distinct words of the texts, folded: what is stored to be searched by prefix. */
export function words(...texts: (string | null | undefined)[]): string[] {
  return [...new Set(texts.flatMap((text) => fold(text ?? '').match(/[\p{L}\p{N}]+/gu) ?? []))];
}

/**
 * The condition for "every word that was typed begins a word of this person": one anchored expression a word, which
 * an index on the field answers as a range.
 * @param field an array of folded words, as `words` makes them.
 */
export function startsWords(field: string, search: string | undefined): Record<string, unknown> {
  // The longest is likely the rarest: it is the first that an index is tried with.
  const typed = words(search).toSorted((a, b) => b.length - a.length);
  if (typed.length === 0) return {};
  return { $and: typed.map((word) => ({ [field]: startsWith(word) })) };
}

/** An anchored expression without anything else in it, which an index answers as a range. */
export function startsWith(prefix: string): RegExp {
  return new RegExp(`^${prefix.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}`);
}

import { type Directory, type TextProperty, wordsOf } from '../people/directory.ts';
import { refusals } from './errors.ts';
import type { Predicate } from './filter.ts';

const searchable: ReadonlyMap<string, TextProperty> = new Map(
  (['displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'jobTitle', 'department'] as const).map(
    (name) => [name.toLowerCase(), name],
  ),
);

/**
 * Reads `$search`: `"property:text"` clauses with AND and OR between them, AND binding closer.
 * A name is cut into words and each searched word must start one of them; other properties must start with the text.
 * @throws GraphError BadRequest.
 */
export function parseSearch(text: string): (directory: Directory) => Predicate {
  const groups: ((directory: Directory) => Predicate)[][] = [[]];
  const pattern = /\s*"((?:[^"\\]|\\.)*)"\s*(AND\b|OR\b|$)/y;
  let connector = 'AND';
  while (connector !== '') {
    const match = pattern.exec(text);
    if (match === null) throw syntaxError(text);
    if (connector === 'OR') groups.push([]);
    groups.at(-1)?.push(clause((match[1] ?? '').replace(/\\(.)/g, '$1')));
    connector = match[2] ?? '';
  }
  if (pattern.lastIndex < text.length) throw syntaxError(text);
  return (directory) => {
    const tests = groups.map((group) => group.map((make) => make(directory)));
    return (position) => tests.some((group) => group.every((test) => test(position)));
  };
}

function clause(text: string): (directory: Directory) => Predicate {
  const colon = text.indexOf(':');
  const property = searchable.get(text.slice(0, Math.max(colon, 0)).trim().toLowerCase());
  if (property === undefined) throw syntaxError(text);
  const wanted = text.slice(colon + 1).trim();
  if (property !== 'displayName') {
    const start = wanted.toLowerCase();
    return (directory) => {
      const column = directory.column(property);
      return (position) => column[position]?.startsWith(start) === true;
    };
  }
  const words = wordsOf(wanted).map((word) => ` ${word}`);
  return (directory) => {
    const names = directory.words(property);
    return (position) => words.every((word) => names[position]?.includes(word) === true);
  };
}

function syntaxError(text: string) {
  return refusals.badRequest(`Syntax error: character ':' or quotes expected in the search clause '${text}'.`);
}

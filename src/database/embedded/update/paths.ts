import { CommandError } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import type { Doc } from '../values/document.ts';
import { arrayIndex, splitPath } from '../values/path.ts';
import { textOf } from '../values/text.ts';
import { read } from './edit.ts';

/** The parts of an update's path, checked. */
export function readPath(path: string): string[] {
  if (path === '') throw new CommandError('EmptyFieldName', 'An empty update path is not valid.');
  const parts = splitPath(path);
  if (parts.includes(''))
    throw new CommandError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  if (isPositional(parts[0] ?? ''))
    throw new CommandError(
      'BadValue',
      `Cannot have positional (i.e. '$') element in the first position in path '${path}'`,
    );
  if (parts.filter((part) => part === '$').length > 1)
    throw new CommandError('BadValue', `Too many positional (i.e. '$') elements found in path '${path}'`);
  for (const part of parts) {
    if (part.startsWith('$') && !isPositional(part) && !['$id', '$ref', '$db'].includes(part)) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      );
    }
  }
  return parts;
}

/** `$`, `$[]` and `$[identifier]`. */
export function isPositional(part: string): boolean {
  return part === '$' || (part.startsWith('$[') && part.endsWith(']'));
}

/** The identifier of `$[identifier]`, undefined for everything else. */
export function identifierOf(part: string): string | undefined {
  return /^\$\[(.+)\]$/.exec(part)?.[1];
}

/** What positional parts stand for. */
interface Positions {
  /** For `$`: the element that the filter found. */
  index: number | undefined;
  /** For `$[identifier]`: which elements, asked as `{ identifier: element }`. */
  filters: ReadonlyMap<string, Filter>;
}

/** The paths without positional parts that a path stands for in a document. */
export function expand(document: Doc, parts: readonly string[], positions: Positions): string[][] {
  const at = parts.findIndex(isPositional);
  if (at < 0) return [[...parts]];
  const before = parts.slice(0, at);
  const part = parts[at] ?? '';
  return elements(document, before, part, positions).flatMap((index) =>
    expand(document, [...before, String(index), ...parts.slice(at + 1)], positions),
  );
}

function elements(document: Doc, before: readonly string[], part: string, { index, filters }: Positions): number[] {
  if (part === '$') {
    if (index === undefined)
      throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.');
    return [index];
  }
  const array = read(document, before);
  if (array === undefined)
    throw new CommandError(
      'BadValue',
      `The path '${before.join('.')}' must exist in the document in order to apply array updates.`,
    );
  if (!Array.isArray(array))
    throw new CommandError(
      'BadValue',
      `Cannot apply array updates to non-array element ${before.at(-1)}: ${textOf(array)}`,
    );
  const identifier = identifierOf(part);
  const filter = identifier === undefined ? undefined : filters.get(identifier);
  return [...array.keys()].filter(
    (i) => identifier === undefined || filter?.matches(new Map([[identifier, array[i] ?? null]])),
  );
}

/** Refuses two paths of which one is the other or leads through it. @throws CommandError ConflictingUpdateOperators */
export class Conflicts {
  readonly #ends = new Set<string>();
  readonly #ways = new Set<string>();

  add(parts: readonly string[]): void {
    const path = parts.join('.');
    let way = '';
    for (const part of parts.slice(0, -1)) {
      way = way === '' ? part : `${way}.${part}`;
      if (this.#ends.has(way)) throw conflict(path, way);
      this.#ways.add(way);
    }
    if (this.#ends.has(path) || this.#ways.has(path)) throw conflict(path, path);
    this.#ends.add(path);
  }
}

function conflict(path: string, at: string): CommandError {
  return new CommandError(
    'ConflictingUpdateOperators',
    `Updating the path '${path}' would create a conflict at '${at}'`,
  );
}

/** MongoDB's order of creating fields: numeric parts by number, others by text. */
export function comparePaths(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x = '', y = ''] = [a[i], b[i]];
    if (x === y) continue;
    const [p, q] = [arrayIndex(x), arrayIndex(y)];
    if (p !== undefined && q !== undefined) return p - q;
    return Buffer.compare(Buffer.from(x), Buffer.from(y));
  }
  return a.length - b.length;
}

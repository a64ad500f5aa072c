import { CommandError, notSupported } from '../errors.ts';
import { arrayIndex, splitPath } from '../values/path.ts';

/** The parts of an update's path, checked. */
export function readPath(path: string): string[] {
  const parts = splitPath(path);
  if (parts.includes(''))
    throw new CommandError(
      'EmptyFieldName',
      `The update path '${path}' contains an empty field name, which is not allowed.`,
    );
  for (const part of parts) {
    if (part === '$' || part.startsWith('$[')) throw notSupported(`the positional ${part} in the path '${path}'`);
    if (part.startsWith('$'))
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${part}' in '${path}' is not valid for storage.`,
      );
  }
  return parts;
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

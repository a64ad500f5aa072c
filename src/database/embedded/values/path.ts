import type { Value } from './document.ts';

/** The names of a dotted path. */
export function splitPath(path: string): string[] {
  return path.split('.');
}

/** The array index that a part of a path names, or undefined; MongoDB takes no leading zeros. */
export function arrayIndex(part: string | undefined): number | undefined {
  return part !== undefined && /^(0|[1-9]\d{0,9})$/.test(part) ? Number(part) : undefined;
}

/** Sees one value that a path leads to; `undefined` when the field is missing. True ends the walk. */
type See = (value: Value | undefined) => boolean;

/**
 * Walks every value that a filter's path leads to, spreading over arrays as MongoDB's filters do:
 * an array on the way is entered both by a numeric part and through each of its documents; an array
 * at the end is seen element by element and then as a whole, or only as a whole when `spreadLast` is false.
 * @returns true as soon as `see` does
 */
export function visit(root: Value, parts: readonly string[], spreadLast: boolean, see: See): boolean {
  return walk(root, parts, 0, spreadLast, see);
}

function walk(
  start: Value | undefined,
  parts: readonly string[],
  from: number,
  spreadLast: boolean,
  see: See,
): boolean {
  let value = start;
  let at = from;
  while (at < parts.length && !Array.isArray(value)) {
    value = value instanceof Map ? value.get(parts[at] ?? '') : undefined;
    at++;
  }
  if (!Array.isArray(value)) return see(value);
  if (at < parts.length) return walkElements(value, parts, at, spreadLast, see);
  return (spreadLast && value.some((element) => see(element))) || see(value);
}

function walkElements(array: Value[], parts: readonly string[], at: number, spreadLast: boolean, see: See): boolean {
  const wanted = arrayIndex(parts[at]);
  const isLast = at + 1 === parts.length;
  return array.some((element, i) => {
    if (element instanceof Map && walk(element, parts, at, spreadLast, see)) return true;
    if (i !== wanted) return false;
    // An element named by its position at the end is not spread again.
    if (isLast) return see(element);
    return (element instanceof Map || Array.isArray(element)) && walk(element, parts, at + 1, spreadLast, see);
  });
}

/** The value of an expression's field path: arrays on the way give the array of what their documents have. */
export function valueAt(value: Value | undefined, parts: readonly string[], from = 0): Value | undefined {
  if (from === parts.length) return value;
  if (value instanceof Map) {
    const member = value.get(parts[from] ?? '');
    if (from + 1 === parts.length || member instanceof Map) return valueAt(member, parts, from + 1);
    return Array.isArray(member) ? spreadOver(member, parts, from + 1) : undefined;
  }
  return Array.isArray(value) ? spreadOver(value, parts, from) : undefined;
}

function spreadOver(array: Value[], parts: readonly string[], from: number): Value[] {
  const found: Value[] = [];
  for (const element of array) {
    const member = element instanceof Map ? valueAt(element, parts, from) : undefined;
    if (member !== undefined) found.push(member);
  }
  return found;
}

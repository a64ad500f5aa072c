import { CommandError, notSupported } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber, toDouble } from '../values/kinds.ts';
import { arrayIndex, splitPath } from '../values/path.ts';
import { textOf } from '../values/text.ts';
import type { Memory } from '../values/weight.ts';

/** One field of an order. */
export interface SortField {
  path: string;
  direction: 1 | -1;
}

/** A document's place in an order: a value a field; `undefined` is an empty array, which comes before null. */
export type SortKey = (Value | undefined)[];

interface SortedOptions {
  /** Only this many documents from the beginning of the order are wanted. */
  limit?: number | undefined;
  /** Counts the documents held. */
  memory?: Memory | undefined;
}

/** An order of documents made ready. */
export interface Sort {
  readonly fields: readonly SortField[];
  keyOf(document: Doc): SortKey;
  compareKeys(a: SortKey, b: SortKey): number;
  /** The documents in order; equal ones stay as they were. Finds each key once. */
  sorted(documents: Iterable<Doc>, options?: SortedOptions): Doc[];
}

/**
 * Makes `{ path: 1 | -1, … }` ready. An array counts by its smallest element when ascending, by its greatest when descending.
 * @throws CommandError for a direction that is none, and from `keyOf` for two arrays side by side
 */
export function compileSort(spec: Doc): Sort {
  const fields = [...spec].map(([path, direction]) => readField(path, direction));
  const paths = fields.map(({ path }) => splitPath(path));
  const compareKeys = (a: SortKey, b: SortKey): number => {
    for (let i = 0; i < fields.length; i++) {
      const order = compare(a[i], b[i]);
      if (order !== 0) return fields[i]?.direction === -1 ? -order : order;
    }
    return 0;
  };
  const keyOf = (document: Doc): SortKey => {
    const [first = [], ...others] = keyTuples(document, paths);
    return others.reduce((best, key) => (compareKeys(key, best) < 0 ? key : best), first);
  };
  return {
    fields,
    keyOf,
    compareKeys,
    sorted: (documents, sortedOptions) => sortAll(documents, keyOf, compareKeys, sortedOptions),
  };
}

/** Documents beyond a limit are dropped from time to time, so that few more than the limit are held. */
function sortAll(
  documents: Iterable<Doc>,
  keyOf: Sort['keyOf'],
  compareKeys: Sort['compareKeys'],
  { limit, memory }: SortedOptions = {},
): Doc[] {
  const kept: { document: Doc; key: SortKey }[] = [];
  const settle = () => {
    kept.sort((a, b) => compareKeys(a.key, b.key));
    if (limit !== undefined && kept.length > limit) kept.length = limit;
  };
  for (const document of documents) {
    if (limit === undefined) memory?.keep(document);
    kept.push({ document, key: keyOf(document) });
    if (limit !== undefined && kept.length >= 2 * limit + 1000) settle();
  }
  settle();
  return kept.map(({ document }) => document);
}

function readField(path: string, direction: Value): SortField {
  if (isDoc(direction)) throw notSupported(`sorting by ${textOf(direction)}`);
  const number = isNumber(direction) ? toDouble(direction) : 0;
  if (number !== 1 && number !== -1) {
    throw new CommandError(
      isNumber(direction) ? 15975 : 15974,
      `Illegal key in $sort specification: ${path}: ${textOf(direction)} (must be 1 or -1)`,
    );
  }
  if (path === '' || splitPath(path).includes(''))
    throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
  if (path.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': '${path}'`);
  return { path, direction: number };
}

/** Where the walk along one path stands: at a value, or in front of an array. */
interface Slot {
  value: Value | undefined;
  parts: readonly string[];
  at: number;
  array: Value[] | undefined;
}

/**
 * The combinations of values that paths lead to, as the entries of an index: paths into the same array go through
 * it side by side. A missing field is null, an empty array `undefined`.
 */
function keyTuples(document: Doc, paths: readonly (readonly string[])[]): SortKey[] {
  const slots = paths.map((parts) => walk(document, parts, 0));
  if (!slots.some((slot) => slot.array)) return [slots.map((slot) => slot.value)];
  const tuples: SortKey[] = [];
  spread(slots, tuples);
  return tuples;
}

function walk(start: Value | undefined, parts: readonly string[], from: number): Slot {
  let value = start;
  let at = from;
  while (at < parts.length) {
    const part = parts[at] ?? '';
    if (value instanceof Map) value = value.get(part);
    else if (Array.isArray(value) && isPosition(value, part)) value = value[Number(part)];
    else break;
    at++;
  }
  if (Array.isArray(value)) return { value, parts, at, array: value };
  return { value: at < parts.length || value === undefined ? null : value, parts, at: parts.length, array: undefined };
}

/** Whether a part names a position of an array. It must not name a field of the array's documents too. */
function isPosition(array: Value[], part: string): boolean {
  if (arrayIndex(part) === undefined) return false;
  if (array.some((element) => element instanceof Map && element.has(part))) {
    throw new CommandError(
      16746,
      `Ambiguous field name found in array (do not use numeric field names in embedded elements in an array), field: '${part}'`,
    );
  }
  return true;
}

function spread(slots: Slot[], tuples: SortKey[]): void {
  const array = slots.find((slot) => slot.array)?.array;
  if (!array) {
    tuples.push(slots.map((slot) => slot.value));
    return;
  }
  if (slots.some((slot) => slot.array && slot.array !== array))
    throw new CommandError('BadValue', 'cannot sort with keys that are parallel arrays');
  if (array.length === 0) {
    spread(
      slots.map((slot) => (slot.array ? afterEmptyArray(slot) : slot)),
      tuples,
    );
    return;
  }
  for (const element of array)
    spread(
      slots.map((slot) => (slot.array ? intoElement(slot, element) : slot)),
      tuples,
    );
}

function afterEmptyArray(slot: Slot): Slot {
  return {
    value: slot.at < slot.parts.length ? null : undefined,
    parts: slot.parts,
    at: slot.parts.length,
    array: undefined,
  };
}

/** Arrays within the array are values themselves. */
function intoElement(slot: Slot, element: Value): Slot {
  if (slot.at < slot.parts.length && element instanceof Map) return walk(element, slot.parts, slot.at);
  return {
    value: slot.at < slot.parts.length ? null : element,
    parts: slot.parts,
    at: slot.parts.length,
    array: undefined,
  };
}

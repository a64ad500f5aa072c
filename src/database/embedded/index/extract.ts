import { CommandError } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import type { Index } from './definition.ts';
import { emptyArrayKey, type KeyValue } from './key-value.ts';

/** The values of one index entry, a field each; `undefined` where the document has none. */
export type KeyTuple = (KeyValue | undefined)[];

export interface Extracted {
  tuples: KeyTuple[];
  /** for each field, whether an array was on its path */
  multikey: boolean[];
}

/** Where the walk along one field's path stands. */
interface Slot {
  value: KeyValue | undefined;
  parts: string[];
  /** how many names of the path are behind */
  at: number;
  /** the array that the walk stopped at, to be spread over several entries */
  array?: Value[];
}

/**
 * The entries that a document has in an index: arrays give one for each element.
 * @throws CommandError 171 when two fields lead into different arrays
 */
export function extract(index: Pick<Index, 'fields'>, document: Doc): Extracted {
  const multikey = index.fields.map(() => false);
  const slots = index.fields.map((field) => walk({ value: document, parts: field.parts, at: 0 }));
  const tuples: KeyTuple[] = [];
  spread(slots, multikey, tuples);
  return { tuples, multikey };
}

function walk(slot: Slot): Slot {
  let { value, at } = slot;
  while (at < slot.parts.length && value instanceof Map) value = value.get(slot.parts[at++] ?? '');
  if (Array.isArray(value)) return { value, parts: slot.parts, at, array: value };
  return { value: at < slot.parts.length ? undefined : value, parts: slot.parts, at: slot.parts.length };
}

function spread(slots: Slot[], multikey: boolean[], tuples: KeyTuple[]): void {
  const array = slots.find((slot) => slot.array)?.array;
  if (!array) {
    tuples.push(slots.map((slot) => slot.value));
    return;
  }
  for (const [field, slot] of slots.entries()) {
    if (!slot.array) continue;
    if (slot.array !== array) throw parallelArrays(slots);
    multikey[field] = true;
  }
  if (array.length === 0) {
    tuples.push(
      slots.map((slot) => (slot.array ? (slot.at < slot.parts.length ? undefined : emptyArrayKey) : slot.value)),
    );
    return;
  }
  for (const element of array)
    spread(
      slots.map((slot) => (slot.array ? intoElement(slot, element) : slot)),
      multikey,
      tuples,
    );
}

/** One array level is spread, not arrays within arrays: those are values themselves. */
function intoElement(slot: Slot, element: Value): Slot {
  if (slot.at === slot.parts.length) return { value: element, parts: slot.parts, at: slot.at };
  if (element instanceof Map) return walk({ value: element, parts: slot.parts, at: slot.at });
  return { value: undefined, parts: slot.parts, at: slot.parts.length };
}

function parallelArrays(slots: Slot[]): CommandError {
  const names = slots.filter((slot) => slot.array).map((slot) => `[${slot.parts.join('.')}]`);
  return new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays ${names.join(' ')}`);
}

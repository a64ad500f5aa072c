import { CommandError, notSupported } from '../errors.ts';
import type { Filter } from '../query/filter.ts';
import { compare } from '../values/compare.ts';
import { type Doc, hasOperators, isDoc, type Value } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { rankOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { checkWeight, Memory } from '../values/weight.ts';
import { type GroupField, readAccumulator } from './accumulators.ts';
import { compileExpression, type Expression } from './expression.ts';

/** Reads another collection of the database. */
export type Find = (collection: string, filter: Filter) => Iterable<Doc>;

/** A stage made ready: documents in, documents out, of which `limit` are wanted at most. */
export type Run = (input: Iterable<Doc>, limit: number | undefined, find: Find) => Iterable<Doc>;

/** Gathers documents by a key; groups come in the order in which they were met. */
function* gather(input: Iterable<Doc>, keyOf: Expression, fields: GroupField[]): Iterable<Doc> {
  const memory = new Memory('$group');
  const groups = new Map<string, { key: Value; gathered: ReturnType<GroupField['make']>[] }>();
  for (const document of input) {
    const key = keyOf(document) ?? null;
    const identity = identityKey(key);
    let group = groups.get(identity);
    if (!group) {
      memory.keep(key);
      group = { key, gathered: fields.map((field) => field.make()) };
      groups.set(identity, group);
    }
    for (const [i, field] of fields.entries()) group.gathered[i]?.add(field.evaluate(document));
  }
  for (const { key, gathered } of groups.values()) {
    const document: Doc = new Map([['_id', key]]);
    for (const [i, { name }] of fields.entries()) document.set(name, gathered[i]?.result() ?? null);
    yield checkWeight(document);
  }
}

/** Reads `$group`. */
export function readGroup(spec: Value): Run {
  if (!isDoc(spec)) throw new CommandError(15947, "a group's fields must be specified in an object");
  const id = spec.get('_id');
  if (id === undefined) throw new CommandError(15955, 'a group specification must include an _id');
  const keyOf = compileExpression(id);
  const fields = [...spec].filter(([name]) => name !== '_id').map(([name, each]) => readAccumulator(name, each));
  return (input) => gather(input, keyOf, fields);
}

/** Reads `$bucket` with all of its parts. */
export function readBucket(spec: Value): Run {
  const { groupBy, boundaries, default: otherwise, output } = isDoc(spec) ? Object.fromEntries(spec) : {};
  if (!isDoc(spec) || spec.size > 4 || groupBy === undefined || otherwise === undefined || !isDoc(output))
    throw notSupported('$bucket of anything but groupBy, boundaries, default and output');
  const limits = readBoundaries(boundaries);
  checkOutside(otherwise, limits);
  const groupedBy = compileExpression(groupBy);
  const fields = [...output].map(([name, accumulator]) => readAccumulator(name, accumulator));
  const keyOf: Expression = (root) => {
    const value = groupedBy(root);
    const upper = limits.findIndex((limit) => compare(value, limit) < 0);
    return upper > 0 && rankOf(value) === rankOf(limits[0]) ? limits[upper - 1] : otherwise;
  };
  return function* (input) {
    yield* [...gather(input, keyOf, fields)].sort((a, b) => compare(a.get('_id'), b.get('_id')));
  };
}

function readBoundaries(boundaries: Value | undefined): Value[] {
  if (!Array.isArray(boundaries) || boundaries.length < 2)
    throw new CommandError(40200, "The $bucket 'boundaries' field must be an array of at least 2 values");
  for (const [i, boundary] of boundaries.entries()) {
    checkConstant(boundary);
    const before = boundaries[i - 1];
    if (before === undefined) continue;
    if (rankOf(before) !== rankOf(boundary))
      throw new CommandError(40193, "All values in the 'boundaries' option to $bucket must have the same type.");
    if (compare(before, boundary) >= 0)
      throw new CommandError(40194, "The 'boundaries' option to $bucket must be sorted in ascending order.");
  }
  return boundaries;
}

function checkConstant(value: Value): void {
  const isExpression = typeof value === 'string' ? value.startsWith('$') : isDoc(value) && hasOperators(value);
  if (isExpression) throw notSupported(`a value of $bucket that is an expression, ${textOf(value)},`);
}

function checkOutside(value: Value, limits: Value[]): void {
  checkConstant(value);
  const isInside = compare(value, limits[0]) >= 0 && compare(value, limits.at(-1)) < 0;
  if (isInside && rankOf(value) === rankOf(limits[0]))
    throw new CommandError(40199, "The $bucket 'default' field must lie outside of the boundaries.");
}

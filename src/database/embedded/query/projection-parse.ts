import type { Evaluate } from '../aggregate/evaluation.ts';
import { CommandError } from '../errors.ts';
import { toDouble } from '../values/decimal.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber } from '../values/kinds.ts';
import { splitPath } from '../values/path.ts';
import { plant, type Shape, type Tree } from './projection-tree.ts';

/** Turns an expression into a computed field. */
type CompileField = (expression: Value) => Evaluate;

/** One entry of a specification that only `find` knows; gives true when it took the entry over. */
export type ReadSpecial = (path: string, value: Value, reading: Reading) => boolean;

/** What is known of a projection while it is read. */
interface Reading {
  tree: Tree;
  /** Undefined until a field other than `_id` decides. */
  mode: 'inclusion' | 'exclusion' | undefined;
  /** Whether `_id` is kept as a whole; undefined when the specification does not say. */
  keepsId: boolean | undefined;
}

/**
 * Reads an inclusion (`{ a: 1, b: '$x' }`) or an exclusion (`{ a: 0 }`).
 * @throws CommandError for the two mixed, colliding paths and wrong names
 */
export function parseProjection(spec: Doc, compile: CompileField, readSpecial: ReadSpecial = () => false): Shape {
  const reading: Reading = { tree: new Map(), mode: undefined, keepsId: undefined };
  for (const [path, value] of spec) readEntry(path, value, reading, compile, readSpecial);
  const mode = reading.mode ?? (reading.keepsId === true ? 'inclusion' : 'exclusion');
  const others = mode === 'inclusion' ? 'drop' : 'keep';
  if (!reading.tree.has('_id')) {
    if (mode === 'inclusion' && reading.keepsId !== false) reading.tree.set('_id', 'keep');
    if (mode === 'exclusion' && reading.keepsId === false) reading.tree.set('_id', 'drop');
  }
  return { tree: reading.tree, others };
}

function readEntry(
  path: string,
  value: Value,
  reading: Reading,
  compile: CompileField,
  readSpecial: ReadSpecial,
): void {
  if (readSpecial(path, value, reading)) return;
  const parts = readFieldPath(path);
  if (isFlag(value)) readFlag(path, parts, flagOf(value), reading);
  else if (isDoc(value) && !isExpression(value)) {
    if (value.size === 0)
      throw new CommandError(51270, `An empty sub-projection is not a valid value. Found empty object at path ${path}`);
    for (const [name, inner] of value) readEntry(`${path}.${name}`, inner, reading, compile, readSpecial);
  } else {
    decide('inclusion', path, reading);
    plant(reading.tree, parts, compile(value));
  }
}

function readFlag(path: string, parts: string[], keep: boolean, reading: Reading): void {
  if (path === '_id') {
    if (reading.keepsId !== undefined || reading.tree.has('_id'))
      throw new CommandError(31250, 'Path collision at _id');
    reading.keepsId = keep;
    return;
  }
  decide(keep ? 'inclusion' : 'exclusion', path, reading);
  plant(reading.tree, parts, keep ? 'keep' : 'drop');
}

/** The first field other than `_id` says what the projection is; the others must agree. */
export function decide(mode: 'inclusion' | 'exclusion', path: string, reading: Reading): void {
  reading.mode ??= mode;
  if (reading.mode === mode) return;
  throw mode === 'inclusion'
    ? new CommandError(31253, `Cannot do inclusion on field ${path} in exclusion projection`)
    : new CommandError(31254, `Cannot do exclusion on field ${path} in inclusion projection`);
}

/** Reads the fields of `$addFields`: every value is an expression, documents of names are looked into. */
export function parseAddedFields(spec: Doc, compile: CompileField): Shape {
  const tree: Tree = new Map();
  const add = (path: string, value: Value): void => {
    if (isDoc(value) && !isExpression(value) && value.size > 0)
      for (const [name, inner] of value) add(`${path}.${name}`, inner);
    else plant(tree, readFieldPath(path), compile(value));
  };
  for (const [path, value] of spec) add(path, value);
  return { tree, others: 'keep' };
}

/** The names of a path that a stage or a projection writes to. */
export function readFieldPath(path: string): string[] {
  const parts = splitPath(path);
  if (path === '') throw new CommandError(40352, 'FieldPath cannot be constructed with empty string');
  if (path.endsWith('.')) throw new CommandError(40353, "FieldPath must not end with a '.'.");
  for (const part of parts) {
    if (part === '') throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$'))
      throw new CommandError(
        16410,
        `FieldPath field names may not start with '$'. Consider using $getField or $setField: '${path}'`,
      );
  }
  return parts;
}

export function isFlag(value: Value): boolean {
  return typeof value === 'boolean' || isNumber(value);
}

export function flagOf(value: Value): boolean {
  return value === true || (isNumber(value) && toDouble(value) !== 0);
}

function isExpression(value: Doc): boolean {
  return [...value.keys()][0]?.startsWith('$') === true;
}

import { compileExpression, type Expression } from '../aggregate/expression.ts';
import { CommandError, notSupported } from '../errors.ts';
import { type Doc, hasOperators, isDoc, type Value } from '../values/document.ts';
import { isNumber, toDouble } from '../values/kinds.ts';
import { splitPath } from '../values/path.ts';
import { checkWeight } from '../values/weight.ts';

/** What becomes of one field: kept, computed, or looked into. */
type Tree = Map<string, 'keep' | Expression | Tree>;

/** Makes one document of another. */
export type Transform = (document: Doc) => Doc;

/**
 * Reads an inclusion such as `{ a: 1, b: '$x', _id: 0 }`.
 * @throws CommandError for colliding paths and wrong names, NotImplemented for fields that are left out other than `_id`
 */
export function compileProjection(spec: Doc): Transform {
  const tree: Tree = new Map();
  let keepsId = true;
  for (const [path, value] of leavesOf(spec)) {
    if (path === '_id' && isFlag(value)) keepsId = flagOf(value);
    else if (isFlag(value) && !flagOf(value)) throw notSupported(`a projection that leaves out the field ${path}`);
    else plant(tree, readFieldPath(path), isFlag(value) ? 'keep' : compileExpression(value));
  }
  if (keepsId && !tree.has('_id')) tree.set('_id', 'keep');
  if (tree.size === 0) throw notSupported('a projection that only leaves out the field _id');
  return (document) => checkWeight(computeFields(tree, keepFields(tree, document), document));
}

/** Reads the fields of `$set` as a stage: every value is an expression. */
export function compileAddedFields(spec: Doc): Transform {
  const tree: Tree = new Map();
  for (const [path, value] of leavesOf(spec)) plant(tree, readFieldPath(path), compileExpression(value));
  return (document) => checkWeight(computeFields(tree, new Map(document), document));
}

/** The fields that are no documents of further fields, by their dotted paths. */
function leavesOf(spec: Doc, before = ''): [string, Value][] {
  return [...spec].flatMap(([name, value]): [string, Value][] => {
    if (!isDoc(value) || hasOperators(value)) return [[before + name, value]];
    if (value.size === 0)
      throw new CommandError(51270, `An empty sub-projection is not a valid value: ${before}${name}`);
    return leavesOf(value, `${before}${name}.`);
  });
}

/** Puts a leaf at a path. @throws CommandError 31249, 31250 for two paths of which one leads through the other */
function plant(tree: Tree, parts: readonly string[], leaf: 'keep' | Expression): void {
  let branch = tree;
  for (const [i, part] of parts.entries()) {
    const next = branch.get(part);
    if (i === parts.length - 1) {
      if (next !== undefined) throw new CommandError(31250, `Path collision at ${parts.join('.')}`);
      branch.set(part, leaf);
    } else if (next instanceof Map) branch = next;
    else {
      if (next !== undefined) throw new CommandError(31249, `Path collision at ${parts.join('.')}`);
      const grown: Tree = new Map();
      branch.set(part, grown);
      branch = grown;
    }
  }
}

/** The kept fields in the order of the document. */
function keepFields(tree: Tree, document: Doc): Doc {
  const kept: Doc = new Map();
  for (const [name, value] of document) {
    const leaf = tree.get(name);
    const inner = leaf instanceof Map ? keepInside(leaf, value) : leaf === 'keep' ? value : undefined;
    if (inner !== undefined) kept.set(name, inner);
  }
  return kept;
}

/** A tree reaches through arrays; what is no document there is left out. */
function keepInside(tree: Tree, value: Value): Value | undefined {
  if (value instanceof Map) return keepFields(tree, value);
  if (!Array.isArray(value)) return undefined;
  return value.map((element) => keepInside(tree, element)).filter((element) => element !== undefined);
}

/** Adds what is computed from `root` to a document that may be changed. */
function computeFields(tree: Tree, document: Doc, root: Doc): Doc {
  for (const [name, leaf] of tree) {
    if (typeof leaf === 'function') {
      const value = leaf(root);
      if (value === undefined) document.delete(name);
      else document.set(name, value);
    } else if (leaf instanceof Map && computes(leaf)) {
      document.set(name, computeInside(leaf, document.get(name), root));
    }
  }
  return document;
}

/** Values that are no documents give way to one with the computed fields. */
function computeInside(tree: Tree, value: Value | undefined, root: Doc): Value {
  if (Array.isArray(value)) return value.map((element) => computeInside(tree, element, root));
  return computeFields(tree, value instanceof Map ? new Map(value) : new Map(), root);
}

function computes(tree: Tree): boolean {
  return [...tree.values()].some((leaf) => typeof leaf === 'function' || (leaf instanceof Map && computes(leaf)));
}

/** The names of a path that a stage or a projection writes to. */
function readFieldPath(path: string): string[] {
  const parts = splitPath(path);
  for (const part of parts) {
    if (part === '') throw new CommandError(15998, 'FieldPath field names may not be empty strings.');
    if (part.startsWith('$')) throw new CommandError(16410, `FieldPath field names may not start with '$': '${path}'`);
  }
  return parts;
}

function isFlag(value: Value): boolean {
  return typeof value === 'boolean' || isNumber(value);
}

function flagOf(value: Value): boolean {
  return value === true || (isNumber(value) && toDouble(value) !== 0);
}

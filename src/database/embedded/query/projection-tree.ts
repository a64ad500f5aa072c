import type { Environment, Evaluate } from '../aggregate/evaluation.ts';
import { CommandError } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';

/** What becomes of one field: kept, left out, computed, or looked into. */
type Leaf = 'keep' | 'drop' | Evaluate;
export type Tree = Map<string, Leaf | Tree>;

/** How a tree treats the fields that it does not name. */
export interface Shape {
  tree: Tree;
  others: 'keep' | 'drop';
}

/** Puts a leaf at a path. @throws CommandError 31249, 31250 for two paths of which one leads through the other */
export function plant(tree: Tree, parts: readonly string[], leaf: Leaf): void {
  let branch = tree;
  for (const [i, part] of parts.entries()) {
    const next = branch.get(part);
    if (i === parts.length - 1) {
      if (next !== undefined) throw new CommandError(31250, `Path collision at ${parts.join('.')}`);
      branch.set(part, leaf);
      return;
    }
    if (next instanceof Map) branch = next;
    else {
      if (next !== undefined)
        throw new CommandError(
          31249,
          `Path collision at ${parts.join('.')} remaining portion ${parts.slice(i + 1).join('.')}`,
        );
      const grown: Tree = new Map();
      branch.set(part, grown);
      branch = grown;
    }
  }
}

/** Applies a tree to a document: the kept fields in the order of the document, then the computed ones. */
export function applyShape(shape: Shape, document: Doc, environment: Environment): Doc {
  const kept = keepFields(shape.tree, shape.others, document);
  return computeFields(shape.tree, kept, environment);
}

function keepFields(tree: Tree, others: Shape['others'], document: Doc): Doc {
  const kept: Doc = new Map();
  for (const [name, value] of document) {
    const leaf = tree.get(name) ?? others;
    if (leaf === 'keep') kept.set(name, value);
    else if (leaf instanceof Map) {
      const inner = keepInside(leaf, others, value);
      if (inner !== undefined) kept.set(name, inner);
    } else if (typeof leaf === 'function' && others === 'keep') kept.set(name, value);
  }
  return kept;
}

/** A tree reaches through arrays; what is no document there is kept or left out like fields without a name. */
function keepInside(tree: Tree, others: Shape['others'], value: Value): Value | undefined {
  if (value instanceof Map) return keepFields(tree, others, value);
  if (Array.isArray(value))
    return value.map((element) => keepInside(tree, others, element)).filter((element) => element !== undefined);
  return others === 'keep' ? value : undefined;
}

function computeFields(tree: Tree, document: Doc, environment: Environment): Doc {
  for (const [name, leaf] of tree) {
    if (typeof leaf === 'function') {
      const value = leaf(environment);
      if (value === undefined) document.delete(name);
      else document.set(name, value);
    } else if (leaf instanceof Map && computes(leaf))
      document.set(name, computeInside(leaf, document.get(name), environment));
  }
  return document;
}

/** Values that are no documents give way to one with the computed fields. */
function computeInside(tree: Tree, value: Value | undefined, environment: Environment): Value {
  if (Array.isArray(value)) return value.map((element) => computeInside(tree, element, environment));
  return computeFields(tree, value instanceof Map ? new Map(value) : new Map(), environment);
}

function computes(tree: Tree): boolean {
  return [...tree.values()].some((leaf) => typeof leaf === 'function' || (leaf instanceof Map && computes(leaf)));
}

import { compileExpression, type ExpressionOptions } from '../aggregate/expression.ts';
import type { Doc, Value } from '../values/document.ts';
import { visit } from '../values/path.ts';
import type { Node, Test } from './node.ts';
import { parseElementMatch, parseFilter } from './parse.ts';
import { compileTest } from './tests.ts';

/** What a filter is asked with; variables, time and deadline are for `$expr`. */
export type FilterOptions = ExpressionOptions;

/** A filter made ready to be asked. */
export interface Filter {
  /** The filter as a tree, for planning. */
  readonly root: Node;
  matches(document: Doc): boolean;
  /**
   * Whether the document matches, and for the positional operator `$` the index of the array element that did:
   * undefined when no array was spread.
   */
  match(document: Doc): { matches: boolean; index: number | undefined };
}

/** Where a matching test leaves the position of the array element it found. */
interface Position {
  index: number | undefined;
}

/** Asks a document (or an array inside one, taken as a document of its positions). */
type Ask = (root: Doc, position: Position | undefined) => boolean;

/**
 * Makes a filter document ready.
 * @throws CommandError for what is wrong or refused in it
 */
export function compileFilter(filter: Doc, options: FilterOptions = {}): Filter {
  return compileTree(parseFilter(filter), options);
}

/** Makes a filter ready that was already read into a tree. */
export function compileTree(root: Node, options: FilterOptions = {}): Filter {
  const ask = compileNode(root, options);
  return {
    root,
    matches: (document) => ask(document, undefined),
    match(document) {
      const position: Position = { index: undefined };
      const matches = ask(document, position);
      return { matches, index: position.index };
    },
  };
}

/** Makes the argument of an `$elemMatch` ready, to ask single elements. */
export function compileElementMatch(argument: Value, options: FilterOptions): (element: Value) => boolean {
  const { node, onValue } = parseElementMatch(argument);
  return compileElement(node, onValue, options);
}

function compileNode(node: Node, options: FilterOptions): Ask {
  switch (node.kind) {
    case 'and': {
      const asks = node.nodes.map((child) => compileNode(child, options));
      return (root, position) => asks.every((ask) => ask(root, position));
    }
    case 'or': {
      const asks = node.nodes.map((child) => compileNode(child, options));
      return (root) => asks.some((ask) => ask(root, undefined));
    }
    case 'not': {
      const ask = compileNode(node.node, options);
      return (root) => !ask(root, undefined);
    }
    case 'expr':
      return compileExpr(node.expression, options);
    case 'test':
      return compilePathTest(node.path, node.test, options);
  }
}

function compileExpr(expression: Value, options: FilterOptions): Ask {
  const compiled = compileExpression(expression, options);
  return (root) => compiled.isTrue(root);
}

function compilePathTest(path: string, test: Test, options: FilterOptions): Ask {
  const parts = path.split('.');
  if (test.op === 'elemMatch') {
    const element = compileElement(test.node, test.onValue, options);
    return (root, position) =>
      visit(root, parts, false, (value, index) => {
        const found = Array.isArray(value) ? value.findIndex(element) : -1;
        if (found >= 0 && position) position.index = index ?? found;
        return found >= 0;
      });
  }
  const check = compileTest(test, options.collation);
  // Only for $size the array at the end is not spread.
  const spreadLast = test.op !== 'size';
  return (root, position) =>
    visit(root, parts, spreadLast, (value, index) => {
      const matches = check(value);
      if (matches && position && index !== undefined) position.index = index;
      return matches;
    });
}

/** Whether one element of an array matches. Arrays within the array count as documents of their positions. */
function compileElement(node: Node, onValue: boolean, options: FilterOptions): (element: Value) => boolean {
  if (onValue) return compileValueNode(node, options);
  const ask = compileNode(node, options);
  return (element) => {
    if (element instanceof Map) return ask(element, undefined);
    return Array.isArray(element) && ask(new Map(element.map((member, i) => [String(i), member])), undefined);
  };
}

/** Operators on the element itself: nothing is spread. */
function compileValueNode(node: Node, options: FilterOptions): (element: Value) => boolean {
  switch (node.kind) {
    case 'and': {
      const checks = node.nodes.map((child) => compileValueNode(child, options));
      return (element) => checks.every((check) => check(element));
    }
    case 'or': {
      const checks = node.nodes.map((child) => compileValueNode(child, options));
      return (element) => checks.some((check) => check(element));
    }
    case 'not': {
      const check = compileValueNode(node.node, options);
      return (element) => !check(element);
    }
    case 'expr':
      throw new TypeError('$expr cannot stand in a filter on values');
    case 'test': {
      const { test } = node;
      if (test.op !== 'elemMatch') return compileTest(test, options.collation);
      const check = compileElement(test.node, test.onValue, options);
      return (element) => Array.isArray(element) && element.some(check);
    }
  }
}

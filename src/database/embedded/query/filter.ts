import { Double } from 'bson';
import { compare } from '../values/compare.ts';
import type { Doc, Value } from '../values/document.ts';
import { identityKey } from '../values/identity.ts';
import { kindOf, rankOf } from '../values/kinds.ts';
import { splitPath, visit } from '../values/path.ts';
import type { Node, Test } from './node.ts';
import { parseFilter } from './parse.ts';

/** A filter made ready to be asked. */
export interface Filter {
  /** The filter as a tree, for planning. */
  readonly root: Node;
  matches(document: Doc): boolean;
}

/**
 * Makes a filter document ready.
 * @throws CommandError for what is wrong or refused in it
 */
export function compileFilter(filter: Doc): Filter {
  const root = parseFilter(filter);
  return { root, matches: compileNode(root) };
}

type Ask = (document: Doc) => boolean;

/** Makes a filter ready that was already read into a tree. */
export function compileNode(node: Node): Ask {
  switch (node.kind) {
    case 'and': {
      const asks = node.nodes.map(compileNode);
      return (document) => asks.every((ask) => ask(document));
    }
    case 'or': {
      const asks = node.nodes.map(compileNode);
      return (document) => asks.some((ask) => ask(document));
    }
    case 'not': {
      const ask = compileNode(node.node);
      return (document) => !ask(document);
    }
    case 'test': {
      const { test } = node;
      const parts = splitPath(node.path);
      const check = compileTest(test);
      // `$elemMatch` alone asks the array and not its elements one by one.
      return (document) => visit(document, parts, test.op !== 'elemMatch', check);
    }
  }
}

/** Asks one value; `undefined` is a missing field. */
type Check = (value: Value | undefined) => boolean;

function compileTest(test: Test): Check {
  switch (test.op) {
    case 'eq':
      return compileComparison(test.value, (order) => order === 0, true);
    case 'gt':
      return compileComparison(test.value, (order) => order > 0, false);
    case 'gte':
      return compileComparison(test.value, (order) => order >= 0, true);
    case 'lt':
      return compileComparison(test.value, (order) => order < 0, false);
    case 'lte':
      return compileComparison(test.value, (order) => order <= 0, true);
    case 'in': {
      const keys = new Set(test.values.map(identityKey));
      const hasNull = test.values.includes(null);
      return (value) => (value === undefined ? hasNull : keys.has(identityKey(value)));
    }
    case 'prefix':
      return (value) => typeof value === 'string' && value.startsWith(test.prefix);
    case 'exists':
      return (value) => value !== undefined;
    case 'type':
      return (value) => value !== undefined && kindOf(value) === test.type;
    case 'elemMatch':
      return compileElementMatch(test.node);
  }
}

/** Only values of the same rank are compared; null is equal to missing. */
function compileComparison(operand: Value, holds: (order: number) => boolean, withEqual: boolean): Check {
  if (operand === null) return (value) => withEqual && (value === null || value === undefined);
  // NaN is neither less nor greater than a number in a filter, although it sorts before all of them.
  if (isNaNValue(operand)) return (value) => withEqual && isNaNValue(value);
  const rank = rankOf(operand);
  return (value) => rankOf(value) === rank && !isNaNValue(value) && holds(compare(value, operand));
}

function isNaNValue(value: Value | undefined): boolean {
  return value instanceof Double && Number.isNaN(value.value);
}

/** Arrays within the array count as documents of their positions. */
function compileElementMatch(node: Node): Check {
  const ask = compileNode(node);
  const isMatch = (element: Value) => {
    if (element instanceof Map) return ask(element);
    return Array.isArray(element) && ask(new Map(element.map((member, i) => [String(i), member])));
  };
  return (value) => Array.isArray(value) && value.some(isMatch);
}

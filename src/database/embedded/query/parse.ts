import { BSONRegExp } from 'bson';
import { admit, type Word } from '../door.ts';
import { CommandError, notSupported } from '../errors.ts';
import { type Doc, hasOperators, isDoc, type Value } from '../values/document.ts';
import { isKind, isTruthy } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import type { Node, Test } from './node.ts';

const bad = (message: string) => new CommandError('BadValue', message);

/**
 * Reads a filter document into a tree.
 * @throws CommandError BadValue for what MongoDB calls wrong, NotImplemented for what is not on the allow-list
 */
export function parseFilter(filter: Doc): Node {
  return all(
    [...filter].flatMap(([name, value]) =>
      name.startsWith('$') ? parseTopLevel(name, value) : parseField(name, value),
    ),
  );
}

/** The tree of `$and` over nodes, flattened. */
function all(nodes: Node[]): Node {
  const flat = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]));
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: 'and', nodes: flat };
}

function parseTopLevel(name: string, value: Value): Node[] {
  const operator = admit('query operator', name);
  if (operator === '$and') return parseList(name, value);
  if (operator === '$or') return [{ kind: 'or', nodes: parseList(name, value) }];
  throw bad(`unknown top level operator: ${name}`);
}

function parseList(name: string, value: Value): Node[] {
  if (!Array.isArray(value)) throw bad(`${name} must be an array`);
  if (value.length === 0) throw bad('$and/$or must be a nonempty array');
  return value.map((entry) => {
    if (!isDoc(entry)) throw bad('$or/$and entries need to be full objects');
    return parseFilter(entry);
  });
}

/** What a filter asks of one path: a value to be equal to, a pattern, or a document of operators. */
function parseField(path: string, value: Value): Node[] {
  if (value instanceof BSONRegExp) return [{ kind: 'test', path, test: { op: 'prefix', prefix: prefixOf(value) } }];
  if (!isDoc(value) || !hasOperators(value)) return test(path, { op: 'eq', value });
  return [...value].flatMap(([name, operand]) => {
    const operator = admit('query operator', name);
    if (operator === '$and' || operator === '$or') throw bad(`unknown operator: ${name}`);
    return predicates[operator](path, operand);
  });
}

/** The literal of `/^literal/`, the one shape of pattern that is spoken. */
function prefixOf({ pattern, options }: BSONRegExp): string {
  const literal = /^\^((?:[^\\^$.|?*+()[\]{}]|\\[^\sA-Za-z0-9])*)$/.exec(pattern)?.[1];
  if (literal === undefined || options !== '')
    throw notSupported(`the pattern /${pattern.slice(0, 200)}/${options}, being none like /^literal/,`);
  return literal.replace(/\\(.)/gsu, '$1');
}

type ReadPredicate = (path: string, value: Value) => Node[];
const test = (path: string, test: Test): Node[] => [{ kind: 'test', path, test }];
const not = (path: string, test: Test): Node[] => [{ kind: 'not', node: { kind: 'test', path, test } }];

function comparison(op: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'): ReadPredicate {
  return (path, value) => test(path, { op, value: operandOf(value) });
}

/** The operators that stand under a path. */
const predicates: Record<Exclude<Word<'query operator'>, '$and' | '$or'>, ReadPredicate> = {
  $eq: comparison('eq'),
  $ne: (path, value) => not(path, { op: 'eq', value: operandOf(value) }),
  $gt: comparison('gt'),
  $gte: comparison('gte'),
  $lt: comparison('lt'),
  $lte: comparison('lte'),
  $in: (path, value) => test(path, { op: 'in', values: readList('$in', value) }),
  $nin: (path, value) => not(path, { op: 'in', values: readList('$nin', value) }),
  $exists: (path, value) => (isTruthy(value) ? test : not)(path, { op: 'exists' }),
  $type: (path, value) => {
    if (typeof value !== 'string' || !isKind(value)) throw notSupported(`the $type ${textOf(value)}`);
    return test(path, { op: 'type', type: value });
  },
  $elemMatch: (path, value) => {
    if (!isDoc(value)) throw bad(`$elemMatch needs an Object, but got ${textOf(value)}`);
    if (hasOperators(value)) throw notSupported(`$elemMatch with ${[...value.keys()][0]}`);
    return test(path, { op: 'elemMatch', node: parseFilter(value) });
  },
};

function operandOf(value: Value): Value {
  if (value instanceof BSONRegExp) throw notSupported('a pattern as the operand of a comparison');
  return value;
}

function readList(name: string, value: Value): Value[] {
  if (!Array.isArray(value)) throw bad(`${name} needs an array`);
  for (const member of value) {
    if (isDoc(member) && hasOperators(member)) throw bad(`cannot nest $ under ${name}`);
    if (member instanceof BSONRegExp) throw notSupported(`a pattern in ${name}`);
  }
  return value;
}

import { BSONRegExp } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { textOf } from '../values/text.ts';
import type { Node } from './node.ts';
import { compilePattern } from './pattern.ts';
import { predicates } from './predicates.ts';

/**
 * Reads a filter document into a tree.
 * @throws CommandError BadValue for what MongoDB calls wrong, NotImplemented for what only this database lacks
 */
export function parseFilter(filter: Doc): Node {
  const nodes: Node[] = [];
  for (const [name, value] of filter) {
    if (name.startsWith('$')) nodes.push(...parseTopLevel(name, value));
    else nodes.push(...parseField(name, value));
  }
  return all(nodes);
}

/** The tree of `$and` over nodes, flattened. */
function all(nodes: Node[]): Node {
  const flat = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]));
  const [only] = flat;
  return only && flat.length === 1 ? only : { kind: 'and', nodes: flat };
}

const topLevel: Record<string, (value: Value) => Node[]> = {
  $and: (value) => parseList('$and', value),
  $or: (value) => [{ kind: 'or', nodes: parseList('$or', value) }],
  $nor: (value) => [{ kind: 'not', node: { kind: 'or', nodes: parseList('$nor', value) } }],
  $expr: (value) => [{ kind: 'expr', expression: value }],
  $comment: () => [],
  $alwaysTrue: () => [],
  $alwaysFalse: () => [{ kind: 'or', nodes: [] }],
};

const refused = new Set([
  '$where',
  '$text',
  '$jsonSchema',
  '$near',
  '$nearSphere',
  '$geoWithin',
  '$geoIntersects',
  '$within',
  '$sampleRate',
  '$meta',
]);

function parseTopLevel(name: string, value: Value): Node[] {
  const parse = Object.hasOwn(topLevel, name) ? topLevel[name] : undefined;
  if (parse) return parse(value);
  if (refused.has(name)) throw notSupported(`the query operator ${name}`);
  throw new CommandError(
    'BadValue',
    `unknown top level operator: ${name}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
  );
}

function parseList(name: string, value: Value): Node[] {
  if (!Array.isArray(value)) throw new CommandError('BadValue', `${name} must be an array`);
  if (value.length === 0) throw new CommandError('BadValue', '$and/$or/$nor must be a nonempty array');
  return value.map((entry) => {
    if (!isDoc(entry)) throw new CommandError('BadValue', '$or/$and/$nor entries need to be full objects');
    return parseFilter(entry);
  });
}

/** What a filter asks of one path: a value to be equal to, a pattern, or a document of operators. */
function parseField(path: string, value: Value): Node[] {
  if (value instanceof BSONRegExp) {
    return [{ kind: 'test', path, test: { op: 'regex', pattern: compilePattern(value.pattern, value.options) } }];
  }
  if (isDoc(value) && isOperators(value)) return parseOperators(path, value);
  return [{ kind: 'test', path, test: { op: 'eq', value } }];
}

/** `{ $gt: 1 }` is made of operators, `{ a: 1 }`, `{}` and a DBRef are values. */
function isOperators(value: Doc): boolean {
  const [first] = value.keys();
  if (first === undefined || !first.startsWith('$')) return false;
  return !(first === '$ref' || first === '$id' || first === '$db');
}

function parseOperators(path: string, operators: Doc): Node[] {
  const nodes: Node[] = [];
  for (const [name, value] of operators) {
    const parse = Object.hasOwn(predicates, name) ? predicates[name] : undefined;
    if (parse) nodes.push(...parse(path, value, operators, nested));
    else if (refused.has(name)) throw notSupported(`the query operator ${name}`);
    else throw new CommandError('BadValue', `unknown operator: ${name}`);
  }
  return nodes;
}

/** What operators that hold filters need to read them. */
const nested = {
  /** `$not`: a pattern or operators. */
  operators(path: string, value: Value): Node {
    if (value instanceof BSONRegExp) return all(parseField(path, value));
    if (!isDoc(value)) throw new CommandError('BadValue', `$not needs a regex or a document`);
    if (value.size === 0) throw new CommandError('BadValue', '$not cannot be empty');
    if (!isOperators(value)) throw new CommandError('BadValue', `unknown operator: ${[...value.keys()][0]}`);
    return all(parseOperators(path, value));
  },
  element: parseElementMatch,
};

export type Nested = typeof nested;

/** `$elemMatch`: operators on the element itself, or a filter on its fields. */
export function parseElementMatch(value: Value): { node: Node; onValue: boolean } {
  if (!isDoc(value)) throw new CommandError('BadValue', `$elemMatch needs an Object, but got ${textOf(value)}`);
  const [first] = value.keys();
  const onValue = isOperators(value) && !['$and', '$or', '$nor', '$expr', '$where'].includes(first ?? '');
  const node = onValue ? all(parseOperators('', value)) : parseFilter(value);
  assertWithoutExpression(node);
  return { node, onValue };
}

/** An expression speaks of whole documents. @throws CommandError BadValue for one in a filter on elements of arrays */
export function assertWithoutExpression(node: Node): void {
  if (node.kind === 'expr') throw new CommandError('BadValue', '$expr can only be applied to the top-level document');
  if (node.kind === 'not') assertWithoutExpression(node.node);
  else if (node.kind !== 'test') node.nodes.forEach(assertWithoutExpression);
}

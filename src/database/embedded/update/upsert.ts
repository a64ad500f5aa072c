import { ObjectId } from 'bson';
import { CommandError } from '../errors.ts';
import type { Node } from '../query/node.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { splitPath } from '../values/path.ts';
import { edit } from './edit.ts';
import type { Update } from './update.ts';

/**
 * The document that an upsert inserts when nothing matched: the filter's equalities, then the update, and an `_id`.
 * @param filter the filter's tree (`Filter.root`)
 * @throws CommandError NotSingleValueField when the filter names a path twice, ImmutableField, and what the update throws
 */
export function buildUpsert(filter: Node, update: Update): Doc {
  const seed = seedFrom(filter, update.kind === 'replacement');
  const { document } = update.apply(seed, true);
  const id = document.get('_id');
  if (id === undefined) return new Map<string, Value>([['_id', new ObjectId()], ...document]);
  assertValidId(id);
  document.delete('_id');
  return new Map<string, Value>([['_id', id], ...document]);
}

/** @throws CommandError InvalidIdField or DollarPrefixedFieldName for an `_id` that MongoDB does not store */
function assertValidId(id: Value): void {
  if (Array.isArray(id)) throw new CommandError('InvalidIdField', "The '_id' value cannot be of type array");
  const [name] = isDoc(id) ? [...id.keys()].filter((key) => key.startsWith('$')) : [];
  if (name)
    throw new CommandError(
      'DollarPrefixedFieldName',
      `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
    );
}

function seedFrom(filter: Node, onlyId: boolean): Doc {
  const seed: Doc = new Map();
  const seen: string[] = [];
  for (const { path, value } of equalities(filter)) {
    if (onlyId && path !== '_id' && !path.startsWith('_id.')) continue;
    if (onlyId && path !== '_id')
      throw new CommandError(
        'InvalidIdField',
        `the _id of an upsert with a replacement must be given as a whole, not by '${path}'`,
      );
    for (const other of seen) assertDistinct(path, other);
    seen.push(path);
    edit(seed, splitPath(path), { creates: true, apply: () => value }, { isInsert: true, id: '' });
  }
  return seed;
}

/** The equalities that every matching document fulfils. */
function equalities(node: Node): { path: string; value: Value }[] {
  if (node.kind === 'and') return node.nodes.flatMap(equalities);
  if (node.kind === 'or') return node.nodes.length === 1 ? node.nodes.flatMap(equalities) : [];
  if (node.kind !== 'test') return [];
  const { path, test } = node;
  if (test.op === 'eq') return [{ path, value: test.value }];
  const [only] = test.op === 'in' ? test.values : [];
  return test.op === 'in' && test.values.length === 1 && only !== undefined ? [{ path, value: only }] : [];
}

function assertDistinct(path: string, other: string): void {
  if (path === other)
    throw new CommandError('NotSingleValueField', `cannot infer query fields to set, path '${path}' is matched twice`);
  if (path.startsWith(`${other}.`) || other.startsWith(`${path}.`)) {
    throw new CommandError(
      'NotSingleValueField',
      `cannot infer query fields to set, both paths '${path}' and '${other}' are matched`,
    );
  }
}

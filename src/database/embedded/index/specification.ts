import { Decimal128 } from 'bson';
import { CommandError, notSupported } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import { type IndexDefinition, type IndexField, idIndexName } from './definition.ts';

/** Options that change nothing here. */
const ignoredOptions = new Set(['v', 'background', 'ns']);

/**
 * Reads one element of `createIndexes`' `indexes`.
 * @throws CommandError NotImplemented for kinds and options that are not had, CannotCreateIndex for what no database would take
 */
export function readIndexSpecification(specification: Doc): IndexDefinition {
  const key = specification.get('key');
  if (!(key instanceof Map) || key.size === 0) throw cannotCreate('an index needs a key with at least one field');
  const fields = fieldsOfKey(key);
  const name = specification.get('name');
  if (typeof name !== 'string' || name === '') throw cannotCreate('an index needs a name');
  const definition: IndexDefinition = { name, key, fields, unique: false, sparse: false, hidden: false };
  for (const [option, value] of specification) {
    if (option !== 'key' && option !== 'name' && !ignoredOptions.has(option)) readOption(definition, option, value);
  }
  if (definition.sparse && definition.partialFilter) {
    throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options');
  }
  if (fields.length === 1 && fields[0]?.path === '_id') {
    return { name: idIndexName, key, fields, unique: true, sparse: false, hidden: false };
  }
  return definition;
}

function readOption(definition: IndexDefinition, option: string, value: Value): void {
  switch (option) {
    case 'unique':
    case 'sparse':
    case 'hidden':
      definition[option] = truth(option, value);
      return;
    case 'partialFilterExpression':
      if (!(value instanceof Map)) throw cannotCreate('"partialFilterExpression" must be an object');
      definition.partialFilter = value;
      return;
    case 'expireAfterSeconds':
      definition.expireAfterSeconds = seconds(definition, value);
      return;
    case 'collation':
      if (value instanceof Map && value.size === 1 && value.get('locale') === 'simple') return;
      throw notSupported('an index with a collation');
    default:
      throw notSupported(`the index option ${option}`);
  }
}

/** @throws CommandError for kinds of index other than ascending and descending */
export function fieldsOfKey(key: Doc): IndexField[] {
  return [...key].map(([path, value]) => {
    const parts = path.split('.');
    if (parts.some((part) => part === '' || part.startsWith('$'))) {
      if (path.endsWith('$**')) throw notSupported('a wildcard index');
      throw cannotCreate(`"${path}" cannot be indexed: names in a path are not empty and do not start with $`);
    }
    if (parts.some((part) => /^\d+$/.test(part))) throw notSupported(`an index on a position in an array (${path})`);
    return { path, parts, direction: directionOf(path, value) };
  });
}

function directionOf(path: string, value: Value): 1 | -1 {
  if (typeof value === 'string') throw notSupported(`the index kind "${value}" of ${path}`);
  const number = value instanceof Map || Array.isArray(value) || value === null ? Number.NaN : Number(value);
  if (Number.isNaN(number) || number === 0)
    throw cannotCreate(`values in an index key must be 1 or -1, not that of ${path}`);
  return number > 0 ? 1 : -1;
}

function truth(option: string, value: Value): boolean {
  if (typeof value === 'boolean') return value;
  if (value !== null && (typeof value === 'bigint' || (typeof value === 'object' && 'value' in value)))
    return Number(value) !== 0;
  throw new CommandError('TypeMismatch', `the index option ${option} must be a boolean`);
}

function seconds(definition: IndexDefinition, value: Value): number {
  const number = typeof value === 'object' && value !== null && !('value' in value) ? Number.NaN : Number(value);
  if (value instanceof Decimal128 || !(number >= 0 && number <= 0x7fffffff)) {
    throw cannotCreate('TTL index "expireAfterSeconds" option must be within 0 to 2147483647');
  }
  if (definition.fields.length > 1) throw cannotCreate('TTL indexes are single-field indexes');
  return Math.floor(number);
}

function cannotCreate(why: string): CommandError {
  return new CommandError('CannotCreateIndex', why);
}

import { admit, type Word } from '../door.ts';
import { CommandError, notSupported } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import { isNumber, isTruthy, toDouble } from '../values/kinds.ts';
import { type IndexDefinition, type IndexField, idIndexName } from './definition.ts';

/**
 * Reads one element of `createIndexes`' `indexes`.
 * @throws CommandError NotImplemented for kinds and options that are not on the allow-list, CannotCreateIndex for what no database would take
 */
export function readIndexSpecification(specification: Doc): IndexDefinition {
  const key = specification.get('key');
  if (!(key instanceof Map) || key.size === 0) throw cannotCreate('an index needs a key with at least one field');
  const fields = fieldsOfKey(key);
  const name = specification.get('name');
  if (typeof name !== 'string' || name === '') throw cannotCreate('an index needs a name');
  const definition: IndexDefinition = { name, key, fields, unique: false };
  for (const [option, value] of specification) readOption(definition, admit('index option', option), value);
  if (fields.length === 1 && fields[0]?.path === '_id') {
    return { name: idIndexName, key, fields, unique: true };
  }
  return definition;
}

function readOption(definition: IndexDefinition, option: Word<'index option'>, value: Value): void {
  switch (option) {
    case 'unique':
      definition.unique = isTruthy(value);
      return;
    case 'partialFilterExpression':
      if (!(value instanceof Map)) throw cannotCreate('"partialFilterExpression" must be an object');
      definition.partialFilter = value;
      return;
    case 'expireAfterSeconds':
      definition.expireAfterSeconds = seconds(definition, value);
      return;
    case 'key':
    case 'name':
    case 'v':
    case 'ns':
      return;
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
  const number = isNumber(value) ? toDouble(value) : 0;
  if (Number.isNaN(number) || number === 0)
    throw cannotCreate(`values in an index key must be 1 or -1, not that of ${path}`);
  return number > 0 ? 1 : -1;
}

function seconds(definition: IndexDefinition, value: Value): number {
  const number = isNumber(value) ? toDouble(value) : Number.NaN;
  if (!(number >= 0 && number <= 0x7fffffff)) {
    throw cannotCreate('TTL index "expireAfterSeconds" option must be within 0 to 2147483647');
  }
  if (definition.fields.length > 1) throw cannotCreate('TTL indexes are single-field indexes');
  return Math.floor(number);
}

function cannotCreate(why: string): CommandError {
  return new CommandError('CannotCreateIndex', why);
}

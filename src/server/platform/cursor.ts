import { EJSON } from 'bson';
import type { Model, QueryFilter, SortOrder } from 'mongoose';
import { Problem } from './problem.ts';

type Direction = 1 | -1;

/** The order of a list: the last field must be unique, so that no row is skipped or seen twice. */
export type ListOrder = readonly (readonly [field: string, direction: Direction])[];

interface ListOptions<Row> {
  filter: QueryFilter<Row>;
  order: ListOrder;
  limit: number;
  cursor: string | undefined;
  /** When it is known without counting. */
  total?: number;
  /** The index to read by, where the database can't know better; it must exist. */
  hint?: Record<string, 1> | undefined;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
  total: number;
}

/**
 * One page of a collection by keyset: later pages cost what the first one costs, and rows that come or go in between
 * shift nothing.
 * @param present turns a row into the item that goes out; fields that the row is too old to have are at their defaults.
 * @throws Problem `invalid_cursor`.
 */
export async function listPage<Row, Item>(
  model: Model<Row>,
  { filter, order, limit, cursor, total: known, hint }: ListOptions<Row>,
  present: (row: Row) => Item,
): Promise<Page<Item>> {
  const from = behind(model, order, cursor);
  const sort = Object.fromEntries(order) as Record<string, SortOrder>;
  const [rows, total] = await Promise.all([
    model
      .find({ $and: [filter, from] } as QueryFilter<Row>)
      .sort(sort)
      .limit(limit + 1)
      .setOptions(hint ? { hint } : {})
      .lean<Row[]>(),
    known ?? model.countDocuments(filter),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  const more = rows.length > limit && last;
  return {
    items: page.map((row) => present(model.applyDefaults(row) as Row)),
    nextCursor: more ? encodeCursor(order.map(([field]) => last[field as keyof Row])) : null,
    total,
  };
}

/**
 * The condition for the rows behind a cursor: `{ a > x } or { a = x, b > y }`, bounded by `a ≥ x` for the index; all of
 * them without one.
 * @throws Problem `invalid_cursor`, also where its values are not of the kinds that the model's fields are.
 */
export function behind<Row>(model: Model<Row>, order: ListOrder, cursor: string | undefined): Record<string, unknown> {
  if (cursor === undefined) return {};
  const values = decodeCursor(cursor, order.length);
  const compare = (direction: Direction) => (direction === 1 ? '$gt' : '$lt');
  const branches = order.map(([field, direction], depth) => ({
    ...Object.fromEntries(order.slice(0, depth).map(([earlier], index) => [earlier, values[index]])),
    [field]: { [compare(direction)]: values[depth] },
  }));
  const [first] = order;
  const from = first ? { [first[0]]: { [`${compare(first[1])}e`]: values[0] }, $or: branches } : {};
  try {
    return model.find().cast(model, from) as Record<string, unknown>;
  } catch (error) {
    throw invalidCursor(error);
  }
}

/** Where the next page begins: the sort values of the last row, of which at least one is unique. */
export function encodeCursor(values: unknown[]): string {
  return Buffer.from(EJSON.stringify(values)).toString('base64url');
}

/** @throws Problem `invalid_cursor`. */
export function decodeCursor(cursor: string, length: number): unknown[] {
  try {
    const values: unknown = EJSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(values) && values.length === length && values.every(isScalar)) return values;
  } catch {
    // Falls through to the refusal.
  }
  throw invalidCursor();
}

export function invalidCursor(cause?: unknown): Problem {
  return new Problem('invalid_cursor', {
    errors: [{ field: 'cursor', code: 'invalid_cursor', message: '' }],
    ...(cause !== undefined && { cause }),
  });
}

function isScalar(value: unknown): boolean {
  const isId = typeof value === 'object' && value !== null && '_bsontype' in value && value._bsontype === 'ObjectId';
  return typeof value === 'string' || typeof value === 'number' || value instanceof Date || isId;
}

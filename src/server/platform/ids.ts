import mongoose, { Schema, Types } from 'mongoose';

/**
 * The type of a path that holds an id: stored as an ObjectId, a string everywhere above the models. Filters and updates
 * are cast by mongoose; what is read is turned back below.
 */
export const ID = Schema.Types.ObjectId as unknown as StringConstructor;

/** An id that nothing else has: 24 hexadecimal digits. */
export function newId(): string {
  return new Types.ObjectId().toHexString();
}

/** An id as it is stored, where mongoose casts nothing: in the stages of an aggregation and in raw collections. */
export function storedId(id: string): Types.ObjectId {
  return new Types.ObjectId(id);
}

// Every model imports this file, so that its schema has the plugin before the model is made.
mongoose.plugin((schema: Schema) => {
  const turnBack = (result: unknown) => void toStrings(result);
  schema.post('find', turnBack);
  schema.post('findOne', turnBack);
  schema.post('findOneAndUpdate', turnBack);
  schema.post('findOneAndDelete', turnBack);
  schema.post('aggregate', turnBack);
  schema.pre('insertMany', function storeIds(rows: object | object[], options?: { lean?: boolean }) {
    // Rows that are inserted as they are (`lean`) are not cast by mongoose.
    if (options?.lean) for (const row of [rows].flat()) Object.assign(row, this.castObject(row));
  });
});

/** Turns the ids of plain objects into strings, in place; documents of mongoose stay as they are. */
function toStrings(value: unknown): unknown {
  if (value instanceof Types.ObjectId) return value.toHexString();
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) {
      if (inner !== null && typeof inner === 'object') value[at] = toStrings(inner);
    }
  } else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
    const object = value as Record<string, unknown>;
    for (const name of Object.keys(object)) {
      if (object[name] !== null && typeof object[name] === 'object') object[name] = toStrings(object[name]);
    }
  }
  return value;
}

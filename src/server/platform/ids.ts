import mongoose, { type HydratedDocument, type Model, Schema, type SchemaType, Types } from 'mongoose';

/**
 * The type of a path that holds an id: stored as an ObjectId, a string everywhere above the models. The plugin below
 * turns one into the other, so that nothing else has to.
 */
export const ID = Schema.Types.ObjectId as unknown as StringConstructor;

/** An id that nothing else has: 24 hexadecimal digits. */
export function newId(): string {
  return new Types.ObjectId().toHexString();
}

/** An id as it is stored, where no model is asked: in the driver's own collections and files. */
export function storedId(id: string): Types.ObjectId {
  return new Types.ObjectId(id);
}

/** The row of a document that was just created. */
export function rowOf<Row>(document: HydratedDocument<Row>): Row {
  return idsToStrings(document.toObject<Row>());
}

/** Turns the ids of a row, or of several, into strings, in place; for what comes from an aggregation's cursor. */
export function idsToStrings<Value>(value: Value): Value {
  return toStrings(value) as Value;
}

// Models import this file, so that their schemas have the plugin before the models are made.
mongoose.plugin((schema: Schema) => {
  schema.post(
    ['find', 'findOne', 'findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete', 'distinct'],
    (found: unknown) => {
      if ([found].flat().some((row) => row instanceof mongoose.Document)) throw new TypeError('Reads must be lean.');
      toStrings(found);
    },
  );
  schema.post('aggregate', (rows: unknown) => void toStrings(rows));
  // Filters, updates and documents are cast by mongoose; the stages of an aggregation and lean rows are not.
  schema.pre('aggregate', function () {
    for (const stage of this.pipeline()) {
      // What comes after is about documents that the stage before has made.
      if (!('$match' in stage)) return;
      const query = this.model().find(stage.$match);
      query.cast(this.model());
      stage.$match = query.getFilter();
    }
  });
  schema.pre('insertMany', function (this: Model<object>, rows: object | object[]): never {
    const stored = [rows].flat().map((row) => withStoredIds(this.schema, row));
    // Mongoose takes it, though its types do not say so.
    return mongoose.overwriteMiddlewareArguments(stored) as never;
  });
});

/** Turns ids into strings, in place, wherever they are in plain objects and arrays. */
function toStrings(value: unknown): unknown {
  if (value instanceof Types.ObjectId) return value.toHexString();
  if (Array.isArray(value)) {
    for (const [at, inner] of value.entries()) {
      if (inner !== null && typeof inner === 'object') value[at] = toStrings(inner);
    }
  } else if (isPlain(value)) {
    for (const [name, inner] of Object.entries(value)) {
      if (inner !== null && typeof inner === 'object') value[name] = toStrings(inner);
    }
  }
  return value;
}

/** A copy of a row with its ids as they are stored; `prefix` is where it stands within its document. */
function withStoredIds(schema: Schema, row: object, prefix = ''): object {
  const stored = (path: string, value: unknown): unknown => {
    const type: SchemaType | undefined = schema.path(path);
    if (Array.isArray(value)) return value.map((inner) => storedAs(type?.getEmbeddedSchemaType() ?? type, inner));
    // Paths such as `actor.accountId` have no type for `actor`.
    return !type && isPlain(value) ? withStoredIds(schema, value, `${path}.`) : storedAs(type, value);
  };
  return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, stored(prefix + name, value)]));
}

function storedAs(type: SchemaType | undefined, value: unknown): unknown {
  if (type?.instance === 'ObjectId' && typeof value === 'string') return storedId(value);
  return type?.schema && isPlain(value) ? withStoredIds(type.schema, value) : value;
}

function isPlain(value: unknown): value is Record<string, unknown> {
  return value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
}

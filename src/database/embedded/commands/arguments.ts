import { admitFields } from '../door.ts';
import { CommandError } from '../errors.ts';
import { type Doc, decode, encode, type Value } from '../values/document.ts';
import { isNumber, kindOf, toDouble } from '../values/kinds.ts';

/** The fields of a command, read with the type that each has to have. */
export class Arguments {
  readonly fields: Doc;
  readonly #sequences: ReadonlyMap<string, Uint8Array[]>;
  readonly #owner: string;

  constructor(owner: string, fields: Doc, sequences: ReadonlyMap<string, Uint8Array[]> = new Map()) {
    this.#owner = owner;
    this.fields = fields;
    this.#sequences = sequences;
  }

  value(name: string): Value | undefined {
    return this.fields.get(name);
  }

  text(name: string): string {
    return this.optionalText(name) ?? missing(this.#owner, name);
  }

  optionalText(name: string): string | undefined {
    const value = this.fields.get(name);
    if (value === undefined || typeof value === 'string') return value;
    throw this.#wrongType(name, value, 'string');
  }

  document(name: string): Doc {
    return this.optionalDocument(name) ?? missing(this.#owner, name);
  }

  optionalDocument(name: string): Doc | undefined {
    const value = this.fields.get(name);
    if (value === undefined || value instanceof Map) return value;
    if (value === null) return undefined;
    throw this.#wrongType(name, value, 'object');
  }

  optionalList(name: string): Value[] | undefined {
    const value = this.fields.get(name);
    if (value === undefined || Array.isArray(value)) return value;
    throw this.#wrongType(name, value, 'array');
  }

  /** Numbers and null count as booleans too, as they do in MongoDB. */
  flag(name: string, otherwise = false): boolean {
    const value = this.fields.get(name);
    if (value === undefined) return otherwise;
    if (typeof value === 'boolean') return value;
    if (value === null) return false;
    if (isNumber(value)) return toDouble(value) !== 0;
    throw this.#wrongType(name, value, 'bool');
  }

  optionalNumber(name: string): number | undefined {
    const value = this.fields.get(name);
    if (value === undefined || value === null) return undefined;
    if (isNumber(value)) return toDouble(value);
    throw this.#wrongType(name, value, 'number');
  }

  /** A whole number that is not negative. */
  optionalCount(name: string): number | undefined {
    const number = this.optionalNumber(name);
    if (number === undefined) return undefined;
    if (!Number.isFinite(number) || number < 0) {
      throw new CommandError(51024, `BSON field '${name}' value must be >= 0, actual value '${number}'`);
    }
    return Math.trunc(number);
  }

  /** A 64-bit integer, such as a cursor's id. */
  long(name: string): bigint {
    const value = this.fields.get(name);
    if (typeof value === 'bigint') return value;
    const number = isNumber(value) ? toDouble(value) : Number.NaN;
    if (Number.isInteger(number)) return BigInt(number);
    throw value === undefined ? missing(this.#owner, name) : this.#wrongType(name, value, 'long');
  }

  /** Documents that came as a sequence of their own, or as an array in the command. @throws CommandError for fields that are not on the allow-list */
  statements(name: string): Arguments[] {
    const owner = `${this.#owner}.${name}`;
    return this.#documents(name, decode, (document) => document).map((each) => {
      admitFields(owner, each.keys());
      return new Arguments(owner, each);
    });
  }

  /** The same, in BSON as well. */
  payload(name: string): { bytes: Uint8Array; document: Doc }[] {
    return this.#documents(
      name,
      (bytes) => ({ bytes, document: decode(bytes) }),
      (document) => ({ bytes: encode(document), document }),
    );
  }

  #documents<T>(name: string, fromBytes: (bytes: Uint8Array) => T, fromDocument: (document: Doc) => T): T[] {
    const sequence = this.#sequences.get(name);
    if (sequence) return sequence.map(fromBytes);
    const list = this.optionalList(name) ?? missing(this.#owner, name);
    return list.map((each) => {
      if (each instanceof Map) return fromDocument(each);
      throw this.#wrongType(name, each, 'object');
    });
  }

  #wrongType(name: string, value: Value, expected: string): CommandError {
    return new CommandError(
      'TypeMismatch',
      `BSON field '${this.#owner}.${name}' is the wrong type '${kindOf(value)}', expected type '${expected}'`,
    );
  }
}

function missing(owner: string, name: string): never {
  throw new CommandError(40414, `BSON field '${owner}.${name}' is missing but a required field`);
}

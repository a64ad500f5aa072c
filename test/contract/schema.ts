import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';

interface Slice {
  readonly $id: string;
  readonly $defs: Readonly<Record<string, unknown>>;
  readonly documented: {
    readonly userDefaultSelect: readonly string[];
    readonly usersTop: { readonly default: number; readonly max: number };
    readonly batchMax: number;
    readonly photoSizes: readonly string[];
    readonly deltaTokenDaysDirectory: number;
  };
}

/** What Microsoft publishes about the part of Graph that Foyer touches. */
const slice = JSON.parse(readFileSync(new URL('./graph-slice.json', import.meta.url), 'utf8')) as Slice;
/** Facts of Microsoft Learn that the schema itself does not hold. */
export const documented = slice.documented;

// The slice carries notes of its own beside JSON Schema's words.
const ajv = new Ajv2020({ strict: false, allErrors: true });
addFormats.default(ajv);
ajv.addSchema(slice, slice.$id);
const validators = new Map<string, ValidateFunction>();

/** Holds a value against a type of Graph's published schema. */
export function conforms(type: string, value: unknown): void {
  let validate = validators.get(type);
  if (validate === undefined) {
    validate = ajv.compile({ $ref: `${slice.$id}#/$defs/${type}` });
    validators.set(type, validate);
  }
  assert.ok(validate(value), `${type}: ${ajv.errorsText(validate.errors)}\n${JSON.stringify(value)?.slice(0, 600)}`);
}

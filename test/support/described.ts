import assert from 'node:assert/strict';
import { Ajv2020, type SchemaObject, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { describeRoutes } from '../../src/server/http/openapi.ts';
import { routes } from '../../src/server/routes.ts';
import type { Answer, CallOptions } from './client.ts';

interface Described {
  content?: Record<string, { schema: SchemaObject }>;
}

interface Parameter {
  name: string;
  in: 'path' | 'query' | 'header';
  required: boolean;
  schema: SchemaObject;
}

/** One call, as the API's description has it. */
export interface Operation {
  operationId: string;
  security: Record<string, string[]>[];
  parameters?: Parameter[];
  requestBody?: Described & { required: boolean };
  responses: Record<string, Described & { $ref?: string }>;
}

/** The API's description. */
export interface Description {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { responses: Record<string, Described> };
}

/** A call as it was made; its path is below `/api/v1`. */
export interface Sent extends CallOptions {
  method: string;
  path: string;
}

export const description = describeRoutes(routes, 'https://foyer.example') as Description;

/** Every call that is described, by `GET /members/{id}`. */
export const operations: ReadonlyMap<string, Operation> = new Map(
  Object.entries(description.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => [`${method.toUpperCase()} ${path}`, operation] as const),
  ),
);

/** The statuses that each of them was seen to answer with, and the last request that each of them accepted. */
export const seen = new Map<string, { statuses: Set<number>; accepted?: Sent }>();

const options = { strict: true, allowUnionTypes: true, allErrors: true } as const;
const ajv = new Ajv2020(options);
/** An address is text, whatever stands in it. */
const ajvOfText = new Ajv2020({ ...options, coerceTypes: true });
addFormats.default(ajv);
addFormats.default(ajvOfText);
// The words of the document that the schemas stand in.
ajv.addVocabulary(Object.keys(description));
ajv.addSchema(description, 'description');

const compiled = new Map<string, ValidateFunction>();

/** Compiles a schema of the description once, by where it stands. */
export function validatorAt(...place: string[]): ValidateFunction {
  const pointer = place.map((name) => encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/');
  const validator = compiled.get(pointer) ?? ajv.compile({ $ref: `description#/${pointer}` });
  compiled.set(pointer, validator);
  return validator;
}

/** Compiles the parameters of an operation as one object: `{ limit: '50' }`. */
export function parametersValidator(name: string, place: 'path' | 'query'): ValidateFunction {
  const key = `${name} ${place}`;
  const parameters = operations.get(name)?.parameters?.filter((each) => each.in === place) ?? [];
  const validator =
    compiled.get(key) ??
    ajvOfText.compile({
      type: 'object',
      properties: Object.fromEntries(parameters.map((each) => [each.name, each.schema])),
      required: parameters.filter(({ required }) => required).map((each) => each.name),
      additionalProperties: false,
    });
  compiled.set(key, validator);
  return validator;
}

/** Addresses as they are described; where two fit, the one with fewer parameters is meant. */
const addresses = Object.keys(description.paths)
  .map((path) => ({ path, pattern: new RegExp(`^${path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '([^/]+)')}$`) }))
  .toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);

/**
 * Holds a call and its answer against the API's description: the status is one that it names, the content of that
 * status's type and schema, and what was accepted is what it says may be sent. Calls that it doesn't have are passed over.
 */
export function checkDescribed(sent: Sent, answer: Answer): void {
  // As it travels: `.` and `..` are gone.
  const { pathname, searchParams } = new URL(sent.path, 'https://foyer.example');
  const address = addresses.find(({ pattern }) => pattern.test(pathname));
  const name = `${sent.method} ${address?.path}`;
  const operation = operations.get(name);
  if (!address || !operation) return;
  const calls = seen.get(name) ?? { statuses: new Set() };
  seen.set(name, calls);
  checkAnswer(name, operation, answer);
  calls.statuses.add(answer.status);
  if (answer.status >= 400) return;
  const values = address.pattern.exec(pathname)?.slice(1) ?? [];
  const names = [...address.path.matchAll(/\{(\w+)\}/g)].map(([, each]) => each ?? '');
  hold(name, parametersValidator(name, 'path'), Object.fromEntries(names.map((each, place) => [each, values[place]])));
  hold(name, parametersValidator(name, 'query'), readQuery(searchParams));
  checkBody(name, operation, sent);
  calls.accepted = sent;
}

function checkAnswer(name: string, operation: Operation, { status, headers, text }: Answer): void {
  const described = operation.responses[status];
  assert.ok(described, `${name} answered ${status}, which is not described: ${text.slice(0, 500)}`);
  const place = described.$ref
    ? described.$ref.slice(2).split('/')
    : ['paths', ...placeOf(name), 'responses', `${status}`];
  const content = described.$ref ? description.components.responses[place.at(-1) ?? '']?.content : described.content;
  if (!content) {
    assert.equal(text, '', `${name} answered ${status} with content that is not described`);
    return;
  }
  const type = headers.get('content-type')?.split(';')[0] ?? '';
  const found = [type, type.replace(/\/.*/, '/*')].find((each) => each in content);
  assert.ok(found, `${name} answered ${status} with ${type} instead of ${Object.keys(content)}`);
  if (/json$/.test(type))
    hold(`${name} ${status}`, validatorAt(...place, 'content', found, 'schema'), JSON.parse(text));
}

function checkBody(name: string, { requestBody }: Operation, { body, raw, headers }: Sent): void {
  if (body === undefined && raw === undefined) {
    assert.ok(!requestBody?.required, `${name} was accepted without its body`);
    return;
  }
  // A body that nobody asks for is not read.
  if (!requestBody) return;
  const type = headers?.['content-type']?.split(';')[0] ?? 'application/json';
  assert.ok(requestBody.content && type in requestBody.content, `${name} accepted ${type}`);
  if (type !== 'application/json') return;
  const place = ['paths', ...placeOf(name), 'requestBody', 'content', type, 'schema'];
  hold(name, validatorAt(...place), raw === undefined ? body : JSON.parse(String(raw)));
}

function hold(what: string, validator: ValidateFunction, value: unknown): void {
  if (validator(value)) return;
  const errors = validator.errors?.map(({ instancePath, message, params }) =>
    [instancePath, message, JSON.stringify(params)].join(' '),
  );
  assert.fail(`${what}: ${errors?.join('\n')}\n${JSON.stringify(value)?.slice(0, 1000)}`);
}

/** In `paths`. */
export function placeOf(name: string): [path: string, method: string] {
  const [method = '', path = ''] = name.split(' ');
  return [path, method.toLowerCase()];
}

function readQuery(query: URLSearchParams): Record<string, string | string[]> {
  return Object.fromEntries(
    [...new Set(query.keys())].map((key) => {
      const values = query.getAll(key);
      return [key, values.length === 1 ? (values[0] ?? '') : values];
    }),
  );
}

import fc from 'fast-check';
import type { Operation, Sent } from './described.ts';

/** Texts that have broken servers before. */
const TEXTS: readonly string[] = [
  ...[
    '',
    ' ',
    '\u0000',
    'a\u0000b',
    '\n',
    '\ud800',
    '\udc00x',
    '\u202e',
    '👩‍💻',
    'İ',
    'ﷺ'.repeat(300),
    'x'.repeat(5000),
  ],
  ...['%', '%00', '%E0%A4%A', '../..', '{', '[', '(?=', '\\', '$where', '__proto__', 'constructor', "'", '"', '*'],
  ...['https://', 'http://[', 'https://%', 'http://a:99999/', '//', 'javascript:alert(1)', 'mailto:', 'https://\ud800'],
  ...['NaN', 'Infinity', '-0', '1e400', '0x10', '9'.repeat(400), '1.5', 'true', 'null', '[object Object]'],
  ...['2024-02-30', '0000-00-00', '2024-13-01T00:00:00Z', '+275760-09-13T00:00:00.001Z', '9999-12-31T23:59:59.999Z'],
  ...[
    'ffffffffffffffffffffffff',
    '000000000000000000000000',
    'FFFFFFFFFFFFFFFFFFFFFFFF',
    'a@b',
    '@',
    'a@\u0000.example',
  ],
];

const text = fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 30 }));

const number = fc.oneof(
  fc.constantFrom(0, -0, -1, 0.5, 2 ** 31, 2 ** 53 - 1, 2 ** 53, -(2 ** 53), 1e21, 1e308, 5e-324),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);

const other = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    [],
    [[]],
    [null],
    {},
    { $gt: '' },
    { $where: '1' },
    { length: 3 },
    { toString: 1 },
  ),
  fc.constant(JSON.parse('{"__proto__":{"admin":true}}')),
  fc.jsonValue({ maxDepth: 2 }),
);

/** Mostly of the kind that stood there: what is of another kind is found out first. */
function junkLike(value: unknown): fc.Arbitrary<unknown> {
  const same = typeof value === 'number' ? number : text;
  return fc.oneof({ weight: 3, arbitrary: same }, { weight: 1, arbitrary: fc.oneof(text, number, other) });
}

/** What is no JSON, or no object. */
const rawBody = fc.constantFrom('{', '[]', 'null', '"x"', '{"a":1e400}', '\u0000', '['.repeat(5000), '{"a":1}{');

/** A cursor is opaque, and one that somebody has made up is text all the same. */
const cursor = fc
  .array(
    fc.constantFrom<unknown>(
      ...[null, true, 0, 1e308, '', 'z', {}, [], { $oid: 'f'.repeat(24) }, { $oid: 'x' }, { $date: 'x' }, { $gt: '' }],
      ...[{ $date: '2024-01-01T00:00:00Z' }, { $numberLong: '9'.repeat(30) }, { $numberDouble: 'NaN' }, { $minKey: 1 }],
      ...[{ $regularExpression: { pattern: '(', options: '' } }, { $binary: { base64: '', subType: '00' } }],
    ),
    { minLength: 1, maxLength: 4 },
  )
  .map((values) => Buffer.from(JSON.stringify(values)).toString('base64url'));

/** In a path as it is, not encoded. */
const segment = fc.oneof(
  text.map((value) => encodeURIComponent(Buffer.from(value).toString())),
  fc.constantFrom('%', '%00', '%E0%A4%A', '%ff', '..%2f..', ';a=b', "'", '$'),
);

/**
 * Calls that are right but for one thing, by what that is: each part of the body, each parameter of path and query, one
 * that nobody knows, and the bytes of the body.
 * @param path as it is described: `/members/{id}`
 * @param right a call that was accepted
 */
export function almostRight(
  path: string,
  { parameters = [], requestBody }: Operation,
  right: Sent,
): fc.Arbitrary<Sent>[] {
  const [pathname = '', search = ''] = right.path.split('?', 2);
  const names = [...parameters.filter((each) => each.in === 'query').map(({ name }) => name), 'unknown[$ne]'];
  const inQuery = names.map((name) =>
    fc.array(name === 'cursor' ? cursor : text, { minLength: 1, maxLength: 2 }).map((values) => {
      const query = new URLSearchParams(search);
      query.delete(name);
      for (const value of values) query.append(name, value);
      return { ...right, path: `${pathname}?${query}` };
    }),
  );
  const places = path.split('/').flatMap((each, place) => (each.startsWith('{') ? [place] : []));
  const inPath = places.map((place) =>
    segment.map((value) => ({
      ...right,
      path: pathname.split('/').with(place, value).join('/') + (search && `?${search}`),
    })),
  );
  const headers = { 'content-type': Object.keys(requestBody?.content ?? {})[0] ?? '' };
  const raw = requestBody ? [rawBody.map((each) => ({ ...right, body: undefined, raw: each, headers }))] : [];
  return [...inQuery, ...inPath, ...raw, ...(requestBody && right.raw === undefined ? inBody(requestBody, right) : [])];
}

function inBody(requestBody: NonNullable<Operation['requestBody']>, right: Sent): fc.Arbitrary<Sent>[] {
  const known = namesIn(requestBody.content?.['application/json']?.schema ?? {});
  const body = { ...(right.body as Record<string, unknown>) };
  const places = [...known.filter((name) => !(name in body)), 'unknown'].map((name) => [name]);
  return [...placesIn(body), ...places].map((place) =>
    junkLike(valueAt(body, place)).map((value) => ({ ...right, body: replaced(body, place, value) })),
  );
}

/** The names of an object's properties, whichever of its shapes it has. */
function namesIn(schema: object): string[] {
  const { properties = {}, anyOf = [] } = schema as { properties?: object; anyOf?: object[] };
  return [...Object.keys(properties), ...anyOf.flatMap(namesIn)];
}

/** Where something stands in a value: `['people', '0', 'loginId']`. */
function placesIn(value: unknown): string[][] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [[key], ...placesIn(inner).map((place) => [key, ...place])]);
}

function valueAt(value: unknown, place: readonly string[]): unknown {
  return place.reduce((each, key) => (each as Record<string, unknown> | undefined)?.[key], value);
}

function replaced(value: unknown, [key, ...rest]: readonly string[], by: unknown): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) return value.map((each, place) => (`${place}` === key ? replaced(each, rest, by) : each));
  return { ...(value as object), [key]: replaced((value as Record<string, unknown>)[key], rest, by) };
}

import { BSON, type Document } from 'mongodb';

const { EJSON } = BSON;

/**
 * Whether `actual` is what a unified test expects (unified test format, "Evaluating Matches"): root documents may have
 * more fields than expected, documents below may not; numbers match by value.
 */
export function matches(expected: unknown, actual: unknown, isRoot = true): boolean {
  if (isDocument(expected)) {
    const [operator] = Object.keys(expected);
    if (operator?.startsWith('$$')) return matchesOperator(operator, expected[operator], actual);
    if (!isDocument(actual)) return false;
    const extra = Object.keys(actual).filter((key) => !(key in expected));
    if (!isRoot && extra.length > 0) return false;
    return Object.entries(expected).every(([key, value]) => matchesField(value, actual, key));
  }
  if (Array.isArray(expected)) {
    return (
      Array.isArray(actual) &&
      expected.length === actual.length &&
      expected.every((value, index) => matches(value, actual[index], isRoot && isDocument(value)))
    );
  }
  return canonical(expected) === canonical(actual);
}

function matchesField(expected: unknown, actual: Document, key: string): boolean {
  if (isDocument(expected) && '$$exists' in expected) return expected.$$exists === key in actual;
  if (isDocument(expected) && '$$unsetOrMatches' in expected && !(key in actual)) return true;
  return key in actual && matches(expected, actual[key], false);
}

function matchesOperator(operator: string, argument: unknown, actual: unknown): boolean {
  if (operator === '$$unsetOrMatches') return actual === undefined || actual === null || matches(argument, actual);
  if (operator === '$$exists') return (actual !== undefined) === argument;
  if (operator === '$$type') return [argument].flat().some((type) => typesOf(actual).includes(String(type)));
  throw new Error(`unknown matching operator ${operator}`);
}

function typesOf(value: unknown): string[] {
  if (typeof value === 'string') return ['string'];
  if (typeof value === 'boolean') return ['bool'];
  if (typeof value === 'number') return Number.isInteger(value) ? ['int', 'long', 'number'] : ['double', 'number'];
  if (Array.isArray(value)) return ['array'];
  const name = (value as { _bsontype?: string } | null)?._bsontype;
  return name ? [name.charAt(0).toLowerCase() + name.slice(1)] : ['object'];
}

/** Extended JSON with the type of a number left out, for these compare by value. */
function canonical(value: unknown): string {
  return value === undefined ? 'undefined' : EJSON.stringify({ value }, { relaxed: true });
}

function isDocument(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date)
  );
}

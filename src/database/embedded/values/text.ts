import { BSONRegExp, Double, Int32, ObjectId } from 'bson';
import type { Value } from './document.ts';
import { kindOf } from './kinds.ts';

const LONGEST = 500;

/** A value as a person would write it in the shell, for error messages; long ones are cut. */
export function textOf(value: Value | undefined): string {
  const text = write(value, 0);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

function write(value: Value | undefined, depth: number): string {
  if (value === undefined) return 'missing';
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'string') return JSON.stringify(value.slice(0, LONGEST));
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Int32) return String(value.value);
  if (value instanceof Double) return Number.isInteger(value.value) ? value.value.toFixed(1) : String(value.value);
  if (value instanceof ObjectId) return `ObjectId('${value.toHexString()}')`;
  if (value instanceof Date) return `new Date(${value.getTime()})`;
  if (value instanceof BSONRegExp) return `/${value.pattern}/${value.options}`;
  if (depth > 5) return '…';
  if (Array.isArray(value))
    return `[ ${value
      .slice(0, 20)
      .map((member) => write(member, depth + 1))
      .join(', ')} ]`;
  if (value instanceof Map) {
    if (value.size === 0) return '{}';
    const fields = [...value].slice(0, 20).map(([name, member]) => `${name}: ${write(member, depth + 1)}`);
    return `{ ${fields.join(', ')} }`;
  }
  return kindOf(value);
}

import { toDouble } from './decimal.ts';
import type { Value } from './document.ts';
import { isNumber } from './kinds.ts';

/** What MongoDB takes for true: everything but missing, null, false and zero. */
export function isTruthy(value: Value | undefined): boolean {
  if (value === undefined || value === null || value === false) return false;
  return !isNumber(value) || toDouble(value) !== 0;
}

import { Double } from 'bson';
import type { NumberValue } from './document.ts';

/** A number as `$toString` writes it; doubles with 16 digits as C's `%.16g`. */
export function numberText(value: NumberValue): string {
  if (!(value instanceof Double)) return value.toString();
  const number = value.value;
  if (!Number.isFinite(number)) return String(number);
  if (number === 0) return Object.is(number, -0) ? '-0' : '0';
  const [mantissa = '', power = '0'] = number.toExponential(15).split('e');
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16) {
    const sign = exponent < 0 ? '-' : '+';
    return `${trimZeros(mantissa)}e${sign}${String(Math.abs(exponent)).padStart(2, '0')}`;
  }
  return trimZeros(number.toFixed(Math.min(100, 15 - exponent)));
}

function trimZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

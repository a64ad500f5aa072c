import type { Measured } from './load.ts';
import type { Cell } from './table.ts';

/** Columns of a table that compares Foyer with the bare server. Times in milliseconds; CPU is the server’s, its database included. */
export const comparedHead = [
  'call',
  'at once',
  'Foyer /s',
  'p50 ms',
  'p95 ms',
  'CPU ms',
  'bare /s',
  'p50 ms',
  'p95 ms',
  'CPU ms',
  'bare/Foyer /s',
  'Foyer/bare CPU',
] as const;

export function comparedRow(call: string, atOnce: number, foyer: Measured, bare: Measured | null): Cell[] {
  return [
    call,
    String(atOnce),
    foyer.perSecond,
    foyer.p50,
    foyer.p95,
    foyer.cpu,
    bare?.perSecond ?? null,
    bare?.p50 ?? null,
    bare?.p95 ?? null,
    bare?.cpu ?? null,
    bare && bare.perSecond / foyer.perSecond,
    bare?.cpu && foyer.cpu ? foyer.cpu / bare.cpu : null,
  ];
}

import type { Cell } from './table.ts';

/** Work on very many things at once, done by Foyer and by the bare server one after the other. */
interface Timed {
  seconds: number;
  cpuSeconds: number;
}

export const timedHead = ['what', 'Foyer s', '/s', 'CPU s', 'bare s', '/s', 'CPU s', 'Foyer ÷ bare'] as const;

/**
 * A row of the table: seconds, things per second, and seconds of the server's processor for either.
 * @param count of the things that each works on.
 * @param cpu milliseconds of processor time that the server has used so far.
 */
export async function timedRow(
  what: string,
  count: number,
  cpu: () => Promise<number>,
  own: () => Promise<unknown>,
  bare: () => Promise<unknown>,
): Promise<Cell[]> {
  const [ours, theirs] = [await timed(cpu, own), await timed(cpu, bare)];
  return [what, ...cellsOf(count, ours), ...cellsOf(count, theirs), ours.seconds / theirs.seconds];
}

async function timed(cpu: () => Promise<number>, work: () => Promise<unknown>): Promise<Timed> {
  const [cpuBefore, start] = [await cpu(), performance.now()];
  await work();
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: ((await cpu()) - cpuBefore) / 1000 };
}

function cellsOf(count: number, { seconds, cpuSeconds }: Timed): Cell[] {
  return [seconds, count / seconds, cpuSeconds];
}

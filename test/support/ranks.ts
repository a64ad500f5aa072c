/**
 * Whether two samples come from one distribution, by the ranks of their values (Mann and Whitney's U, as a normal
 * deviate): no limit of time is asked for, so a slow machine changes nothing.
 * @returns 0 when they are mixed evenly; beyond 4 chance does not explain it once in ten thousand times.
 */
export function rankDifference(a: readonly number[], b: readonly number[]): number {
  const all = [...a.map((value) => ({ value, ofA: true })), ...b.map((value) => ({ value, ofA: false }))];
  all.sort((one, other) => one.value - other.value);
  const rankSum = all.reduce((sum, { ofA }, index) => sum + (ofA ? index + 1 : 0), 0);
  const u = rankSum - (a.length * (a.length + 1)) / 2;
  const mean = (a.length * b.length) / 2;
  const deviation = Math.sqrt((a.length * b.length * (a.length + b.length + 1)) / 12);
  return Math.abs(u - mean) / deviation;
}

/**
 * Measures two kinds of call in a random order, so that what one leaves behind delays both alike.
 * @returns the milliseconds of each.
 */
export async function measureMixed(
  times: number,
  kinds: readonly [() => Promise<unknown>, () => Promise<unknown>],
  before: () => Promise<void> = async () => {},
): Promise<[number[], number[]]> {
  const order = Array.from({ length: 2 * times }, (_, index) => index % 2);
  for (let index = order.length - 1; index > 0; index--) {
    const other = Math.floor(Math.random() * (index + 1));
    [order[index], order[other]] = [order[other] as number, order[index] as number];
  }
  const found: [number[], number[]] = [[], []];
  for (const kind of order as (0 | 1)[]) {
    await before();
    const start = performance.now();
    await kinds[kind]();
    found[kind].push(performance.now() - start);
  }
  return found;
}

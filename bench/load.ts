/** What came out of a load: times in milliseconds. */
export interface Measured {
  count: number;
  perSecond: number;
  p50: number;
  p95: number;
  /** Processor time an attempt cost the process that was looked at; of use also while others disturb the machine. */
  cpu: number | null;
}

/** How long: so many attempts, or until the time is over. */
export type Amount = { total: number } | { seconds: number };

export interface Plan {
  atOnce: number;
  /** Processor time in milliseconds that the process of interest has used so far. */
  cpu?: () => Promise<number>;
}

/**
 * Keeps `atOnce` attempts going: whoever is done begins the next one. An attempt that fails ends the load with its error.
 * @param attempt is given its number, from 0.
 */
export async function load(amount: Amount & Plan, attempt: (number: number) => Promise<unknown>): Promise<Measured> {
  return await loadInTurn(amount, [attempt]).then(([measured]) => measured as Measured);
}

/**
 * The same for several that are compared: they take turns, a few rounds each, so that what disturbs the machine meanwhile
 * disturbs all of them.
 */
export async function loadInTurn(
  amount: Amount & Plan & { rounds?: number },
  attempts: readonly ((number: number) => Promise<unknown>)[],
): Promise<Measured[]> {
  const { atOnce, rounds = 1, cpu = async () => Number.NaN } = amount;
  const sides = attempts.map((attempt) => ({ attempt, times: [] as number[], seconds: 0, cpu: 0, begun: 0 }));
  for (let round = 1; round <= rounds; round++) {
    for (const side of sides) {
      const cpuBefore = await cpu();
      const start = performance.now();
      const isOver =
        'total' in amount
          ? () => side.begun >= Math.round((amount.total * round) / rounds)
          : () => performance.now() - start >= (amount.seconds * 1000) / rounds;
      const worker = async () => {
        while (!isOver()) {
          const begin = performance.now();
          await side.attempt(side.begun++);
          side.times.push(performance.now() - begin);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, worker));
      side.seconds += (performance.now() - start) / 1000;
      side.cpu += (await cpu()) - cpuBefore;
    }
  }
  return sides.map(({ times, seconds, cpu: used }) => {
    const perAttempt = used / times.length;
    return { ...summarize(times, seconds), cpu: Number.isNaN(perAttempt) ? null : perAttempt };
  });
}

function summarize(times: number[], seconds: number): Omit<Measured, 'cpu'> {
  const sorted = Float64Array.from(times).sort();
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))] ?? 0;
  return { count: times.length, perSecond: times.length / seconds, p50: at(0.5), p95: at(0.95) };
}

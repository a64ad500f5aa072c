/** Processor time in milliseconds of a fixed loop: it grows where others, or the host, take from this machine. */
export function fixedLoop(): number {
  const before = process.cpuUsage();
  let value = 1;
  for (let step = 0; step < 200_000_000; step++) value = Math.imul(value, 31) + (step & 7);
  const { user, system } = process.cpuUsage(before);
  // The value is used, so that nobody optimizes the loop away.
  return value === 0 ? 0 : (user + system) / 1000;
}

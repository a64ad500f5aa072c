import { pbkdf2Sync } from 'node:crypto';

/**
 * Processor time in milliseconds of a fixed piece of work: it grows where others, or the host, take from this machine.
 * The work is native code, for how fast a loop in JavaScript is depends on when the compiler gets to it.
 */
export function fixedWork(): number {
  const before = process.cpuUsage();
  pbkdf2Sync('password', 'salt', 500_000, 32, 'sha256');
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

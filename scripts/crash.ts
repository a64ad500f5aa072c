import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Acknowledged, crashRound } from '../test/database/engine/crash-campaign.ts';
import { auditCrashRound } from '../test/features/audit/crash/campaign.ts';

/**
 * `npm run test:crash [-- audit] [ROUNDS]`: kills a writing database that many times (200) and looks each time whether
 * anything is lost; with `audit`, a Foyer that writes its audit trail, every tenth time without its database.
 */
const args = process.argv.slice(2);
const isAudit = args[0] === 'audit';
const rounds = Number(args[isAudit ? 1 : 0] ?? 200);
const folder = await mkdtemp(path.join(tmpdir(), 'foyer-crash-'));
const often = () => 1 + Math.floor(Math.random() * 150);
const written: Acknowledged = new Map();
const changes = new Set<string>();
for (let round = 0; round < rounds; round++) {
  if (isAudit) {
    const dies = round % 10 === 9 ? 'foyer' : 'both';
    await auditCrashRound({ folder, round, changes: often(), dies }, changes);
  } else await crashRound(folder, round, often(), written);
  if ((round + 1) % 10 === 0) {
    const count = isAudit
      ? `${changes.size} acknowledged changes are there, sealed once`
      : `${written.size} acknowledged writes are there`;
    console.log(`${round + 1} rounds: all of ${count}`);
  }
}
await rm(folder, { recursive: true, force: true });
// A server that was closed may leave timers of its jobs.
process.exit();

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Acknowledged, crashRound } from '../test/database/engine/crash-campaign.ts';

/** `npm run test:crash [-- ROUNDS]`: kills a writing database that many times (200) and looks each time whether anything is lost. */
const rounds = Number(process.argv[2] ?? 200);
const folder = await mkdtemp(path.join(tmpdir(), 'foyer-crash-'));
const acknowledged: Acknowledged = new Map();
for (let round = 0; round < rounds; round++) {
  await crashRound(folder, round, 1 + Math.floor(Math.random() * 150), acknowledged);
  if ((round + 1) % 10 === 0)
    console.log(`${round + 1} rounds: all of ${acknowledged.size} acknowledged writes are there`);
}
await rm(folder, { recursive: true, force: true });

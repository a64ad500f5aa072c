import { parseArgs } from 'node:util';
import { fixedWork } from './fixed-work.ts';
import { changesPart } from './parts/changes.ts';
import { databasePart } from './parts/database.ts';
import { firstLoadPart } from './parts/first-load.ts';
import { idlePart } from './parts/idle.ts';
import { longTasksPart } from './parts/long-tasks.ts';
import { mailPart } from './parts/mail.ts';
import { membersPart } from './parts/members.ts';
import { memoryPart } from './parts/memory.ts';
import { peerPart } from './parts/peer.ts';
import { recordsPart } from './parts/records.ts';
import { searchPart } from './parts/search.ts';
import { sessionPart } from './parts/session.ts';
import { startUpPart } from './parts/start-up.ts';
import { syncPart } from './parts/sync.ts';
import { occasion } from './table.ts';
import { createBench, type Part } from './worlds.ts';

/**
 * `npm run bench -- [--quick] [part …]`: prints Markdown tables; all parts unless some are named. Those that share worlds
 * come last, so that no world idles beside the others.
 */
const parts: readonly Part[] = [
  startUpPart,
  firstLoadPart,
  longTasksPart,
  memoryPart,
  idlePart,
  databasePart,
  membersPart,
  recordsPart,
  mailPart,
  peerPart,
  sessionPart,
  changesPart,
  searchPart,
  syncPart,
];

const { values, positionals } = parseArgs({
  options: { quick: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const unknown = positionals.filter((name) => parts.every((part) => part.name !== name));
if (unknown.length > 0) {
  console.error(`There is no ${unknown.join(', ')}. Parts: ${parts.map(({ name }) => name).join(', ')}.`);
  process.exit(1);
}

const works = [fixedWork()];
console.log(`${occasion(new Date())}\n`);
const bench = createBench(values.quick);
for (const part of parts) {
  if (positionals.length > 0 && !positionals.includes(part.name)) continue;
  const start = performance.now();
  const text = await part.run(bench);
  console.log(`## ${part.title}\n\n${text}\n`);
  works.push(fixedWork());
  console.error(`(${part.name}: ${((performance.now() - start) / 1000).toFixed(1)} s)\n`);
}
await bench.close();
console.log(
  `A fixed piece of work took, before the first part and after each, ${works.map(Math.round).join(', ')} ms of processor time. Where these differ, something else took from the machine.`,
);

import { setTimeout as pause } from 'node:timers/promises';
import type { Transfer } from '../../src/server/features/records/schemas.ts';
import type { Caller } from '../http.ts';
import { type Cell, megabytes, table } from '../table.ts';
import { startWorld } from '../world.ts';
import type { Part } from '../worlds.ts';

/** Work with all records of somebody at once. */
export const recordsPart: Part = {
  name: 'records',
  title: 'Records: exported, and handed over',
  async run({ isQuick }) {
    const count = isQuick ? 2000 : 100_000;
    const world = await startWorld(200);
    try {
      const { foyer, caller, administrator: session } = world;
      await foyer.ask('members', 1);
      const { from, to } = await foyer.ask<{ from: string; to: string }>('leads', count);
      const bare = await world.bare();
      const before = await foyer.settledMemory();
      const rows: Cell[][] = [];
      const measure = async (name: string, work: () => Promise<void>, plain: () => Promise<void>) => {
        const [own, other] = [await timed(foyer.cpu, work), await timed(foyer.cpu, plain)];
        rows.push([name, ...cellsOf(count, own), ...cellsOf(count, other), own.seconds / other.seconds]);
      };
      const path = '/api/v1/records/leads.csv';
      await measure(
        'CSV export',
        () => read(caller, path, session, count),
        () => read(bare, path, session, count),
      );
      const afterExport = await foyer.memory();
      await measure(
        'transfer',
        () => transfer(caller, session, { from, to }),
        async () => void (await bare.call({ method: 'POST', path: '/transfer', body: { from: to, to: from } })),
      );
      const { peak } = await foyer.memory();
      return [
        `${count.toLocaleString('en-US')} leads of one owner. A transfer writes each record and a line of its history.`,
        table(['what', 'Foyer s', 'records /s', 'CPU s', 'bare s', 'records /s', 'CPU s', 'Foyer ÷ bare'], rows),
        `Memory: ${megabytes(before.now).toFixed(0)} MB before, at most ${megabytes(afterExport.peak).toFixed(0)} MB with the exports and ${megabytes(peak).toFixed(0)} MB with the transfers.`,
      ].join('\n\n');
    } finally {
      await world.close();
    }
  },
};

interface Timed {
  seconds: number;
  cpuSeconds: number;
}

async function timed(cpu: () => Promise<number>, work: () => Promise<void>): Promise<Timed> {
  const [cpuBefore, start] = [await cpu(), performance.now()];
  await work();
  return { seconds: (performance.now() - start) / 1000, cpuSeconds: ((await cpu()) - cpuBefore) / 1000 };
}

function cellsOf(count: number, { seconds, cpuSeconds }: Timed): Cell[] {
  return [seconds, count / seconds, cpuSeconds];
}

async function read(caller: Caller, path: string, session: string, count: number): Promise<void> {
  const lines = (await caller.call({ path, session })).split('\n').length;
  if (lines < count) throw new Error(`${path} has ${lines} lines of ${count}`);
}

async function transfer(caller: Caller, session: string, { from, to }: { from: string; to: string }): Promise<void> {
  const body = { fromMemberId: from, to: { all: to } };
  const { id } = await caller.json<Transfer>({ method: 'POST', path: '/api/v1/records/transfers', session, body });
  for (;;) {
    const { status } = await caller.json<Transfer>({ path: `/api/v1/records/transfers/${id}`, session });
    if (status === 'done') return;
    if (status === 'failed') throw new Error('the transfer failed');
    await pause(100);
  }
}

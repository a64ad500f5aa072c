import { setTimeout as pause } from 'node:timers/promises';
import type { Import } from '../../src/server/features/record-files/schemas.ts';
import type { Transfer } from '../../src/server/features/record-transfers/schemas.ts';
import { type Caller, readLines } from '../http.ts';
import { megabytes, table } from '../table.ts';
import { timedHead, timedRow } from '../timed.ts';
import { startWorld } from '../world.ts';
import type { Part } from '../worlds.ts';

/** Work with all records of somebody at once. */
export const recordsPart: Part = {
  name: 'records',
  title: 'Records: exported, reported, handed over, imported',
  async run({ isQuick }) {
    const count = isQuick ? 2000 : 100_000;
    const world = await startWorld(200);
    try {
      const { foyer, caller, administrator: session } = world;
      await foyer.ask('members', 1);
      const { from, to } = await foyer.ask<{ from: string; to: string }>('leads', count);
      const bare = await world.bare();
      const own: number[] = [];
      const watched = (work: () => Promise<unknown>) => async () => {
        await foyer.memory();
        await work();
        own.push((await foyer.memory()).own);
      };
      const before = await foyer.settledMemory();
      const csv = '/api/v1/records/leads.csv';
      const report = '/api/v1/reports/records';
      const rows = [
        await timedRow(
          'CSV export',
          count,
          foyer.cpu,
          watched(() => readLines(caller, csv, session, count)),
          () => readLines(bare, csv, session, count),
        ),
        await timedRow(
          'report by owner',
          count,
          foyer.cpu,
          watched(() => caller.call({ path: report, session })),
          () => bare.call({ path: report, session }),
        ),
      ];
      const lines = csvOf(count);
      rows.push(
        await timedRow(
          'transfer',
          count,
          foyer.cpu,
          watched(() => transfer(caller, session, { from, to })),
          () => bare.call({ method: 'POST', path: '/transfer', body: { from: to, to: from } }),
        ),
        await timedRow(
          'CSV import',
          count,
          foyer.cpu,
          watched(() => importLeads(caller, session, lines)),
          () => bare.call({ method: 'POST', path: '/import', body: lines, type: 'text/csv' }),
        ),
      );
      const { peak, files } = await foyer.memory();
      const mb = (bytes: number) => megabytes(bytes).toFixed(0);
      return [
        `${count.toLocaleString('en-US')} leads of one owner. A transfer writes each record and a line of its history; an import also keeps what came of each row, and the bare one does not.`,
        table(timedHead, rows),
        `Memory without the pages of the database’s file, which the system may take back: ${mb(before.now - (before.files ?? 0))} MB before; at most ${own.map(mb).join(', ')} MB while Foyer did each. With them, and with the bare server, which does its part in the same process, ${mb(peak)} MB at most, of which the file had ${mb(files ?? 0)} MB in the end.`,
      ].join('\n\n');
    } finally {
      await world.close();
    }
  },
};

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

/** A file of leads as people have them, with an address each. */
function csvOf(count: number): string {
  const rows = Array.from({ length: count }, (_, at) => `Lead ${at},Company ${at % 977},lead-${at}@example.com`);
  return `Full name,Company,E-mail\n${rows.join('\n')}\n`;
}

async function importLeads(caller: Caller, session: string, body: string): Promise<void> {
  const path = '/api/v1/records/leads/import?key=bench-import';
  const { id } = await caller.json<Import>({ method: 'POST', path, session, body, type: 'text/csv' });
  for (;;) {
    const { status } = await caller.json<Import>({ path: `/api/v1/records/imports/${id}`, session });
    if (status === 'done') return;
    await pause(100);
  }
}

import { comparedHead, comparedRow } from '../compare.ts';
import { readLines } from '../http.ts';
import { loadInTurn } from '../load.ts';
import { type Cell, megabytes, table } from '../table.ts';
import { timedHead, timedRow } from '../timed.ts';
import { startWorld } from '../world.ts';
import type { Part } from '../worlds.ts';

const queries: Record<string, string> = {
  'first page': '',
  'search: a name': '&search=amelie',
  'search: one person': '&search=dubois+45',
};

/** The Users page of an organization with very many members. */
export const membersPart: Part = {
  name: 'members',
  title: 'Members: `GET /members?limit=50`, and all of them as CSV',
  async run({ isQuick }) {
    const count = isQuick ? 2000 : 100_000;
    const world = await startWorld(200);
    try {
      const { foyer, caller, administrator } = world;
      await foyer.ask('members', count);
      const idle = await foyer.settledMemory();
      const bare = await world.bare();
      const callers = [caller, bare];
      const rows: Cell[][] = [];
      for (const [name, query] of Object.entries(queries)) {
        const path = `/api/v1/members?limit=50${query}`;
        const read = callers.map((each) => () => each.call({ path, session: administrator }));
        await loadInTurn({ atOnce: 1, seconds: isQuick ? 0.2 : 2 }, read);
        const [own, plain] = await loadInTurn(
          { atOnce: 1, seconds: isQuick ? 0.4 : 4, rounds: 2, cpu: foyer.cpu },
          read,
        );
        if (own && plain) rows.push(comparedRow(name, 1, own, plain));
      }
      const atWork = await foyer.memory();
      const csv = '/api/v1/members.csv';
      const exported = await timedRow(
        'CSV export',
        count,
        foyer.cpu,
        () => readLines(caller, csv, administrator, count),
        () => readLines(bare, csv, administrator, count),
      );
      const { peak } = await foyer.memory();
      return [
        `Among ${count.toLocaleString('en-US')} members. Each answer has the number of all that match.`,
        table(comparedHead, rows),
        table(timedHead, [exported]),
        `Memory: ${megabytes(idle.now).toFixed(0)} MB before, at most ${megabytes(atWork.peak).toFixed(0)} MB with the pages and ${megabytes(peak).toFixed(0)} MB with the exports.`,
      ].join('\n\n');
    } finally {
      await world.close();
    }
  },
};

import { comparedHead, comparedRow } from '../compare.ts';
import type { Caller } from '../http.ts';
import { loadInTurn } from '../load.ts';
import { type Cell, table } from '../table.ts';
import type { Bench, Part, Size } from '../worlds.ts';

/** What people type, from nothing to two words, with few matches and with very many. */
const searches: Record<string, string> = {
  'nothing typed': '',
  'one letter': 'a',
  'two letters': 'so',
  'a first name': 'amelia',
  'a whole name': 'olivia smith',
  'the beginnings of a name': 'cam mar',
  'a login ID': 'amelia.jones@',
  'a job title': 'engineer',
  'a department and a letter': 'finance b',
  'what nobody has': 'zzyzx',
};

export const searchPart: Part = {
  name: 'search',
  title: 'Directory search: `GET /directory/users?search=…&limit=50`',
  async run(bench) {
    const rows = [...(await mixed(bench, 'small')), ...(await mixed(bench, 'large'))];
    const { people } = await bench.world('large');
    const one = await each(bench, 'large');
    return [
      'Each call searches for one of ten things in turn.',
      table(comparedHead, rows),
      `Among ${people.toLocaleString('en-US')} people, one call at a time:`,
      table(['what is typed', 'text', 'Foyer p50 ms', 'p95 ms', 'CPU ms', 'bare p50 ms', 'p95 ms', 'CPU ms'], one),
    ].join('\n\n');
  },
};

function searching(caller: Caller, session: string, texts: readonly string[]) {
  return (number: number) => {
    const text = encodeURIComponent(texts[number % texts.length] ?? '');
    return caller.call({ path: `/api/v1/directory/users?limit=50${text && `&search=${text}`}`, session });
  };
}

async function mixed({ isQuick, world }: Bench, size: Size): Promise<Cell[][]> {
  const {
    people,
    caller,
    bare,
    administrator,
    foyer: { cpu },
  } = await world(size);
  const texts = Object.values(searches);
  const sides = [caller, await bare()].map((side) => searching(side, administrator, texts));
  await loadInTurn({ atOnce: 4, seconds: isQuick ? 0.2 : 2 }, sides);
  const rows: Cell[][] = [];
  for (const atOnce of [1, 16]) {
    const [foyer, plain] = await loadInTurn({ atOnce, seconds: isQuick ? 0.4 : 8, rounds: 2, cpu }, sides);
    const name = `search among ${people.toLocaleString('en-US')}`;
    if (foyer && plain) rows.push(comparedRow(name, atOnce, foyer, plain));
  }
  return rows;
}

async function each({ isQuick, world }: Bench, size: Size): Promise<Cell[][]> {
  const {
    caller,
    bare,
    administrator,
    foyer: { cpu },
  } = await world(size);
  const callers = [caller, await bare()];
  const rows: Cell[][] = [];
  for (const [name, text] of Object.entries(searches)) {
    const sides = callers.map((side) => searching(side, administrator, [text]));
    const [foyer, plain] = await loadInTurn({ atOnce: 1, seconds: isQuick ? 0.1 : 1, cpu }, sides);
    if (foyer && plain) {
      rows.push([name, text && `\`${text}\``, foyer.p50, foyer.p95, foyer.cpu, plain.p50, plain.p95, plain.cpu]);
    }
  }
  return rows;
}

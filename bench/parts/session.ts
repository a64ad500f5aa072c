import { comparedHead, comparedRow } from '../compare.ts';
import { loadInTurn } from '../load.ts';
import { table } from '../table.ts';
import type { Part } from '../worlds.ts';

export const sessionPart: Part = {
  name: 'session',
  title: 'Session: `GET /session` of a member',
  async run({ isQuick, world }) {
    const {
      caller,
      bare,
      administrator,
      foyer: { cpu },
    } = await world('small');
    const callers = [caller, await bare()];
    const read = callers.map((each) => () => each.call({ path: '/api/v1/session', session: administrator }));
    const rows = [];
    for (const atOnce of [1, 16]) {
      await loadInTurn({ atOnce, seconds: isQuick ? 0.2 : 2 }, read);
      const [foyer, plain] = await loadInTurn({ atOnce, seconds: isQuick ? 0.4 : 6, rounds: 3, cpu }, read);
      if (foyer && plain) rows.push(comparedRow('session', atOnce, foyer, plain));
    }
    return table(comparedHead, rows);
  },
};

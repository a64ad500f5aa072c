import { setTimeout as pause } from 'node:timers/promises';
import type { FoyerIdleness } from '../processes/foyer.ts';
import { table } from '../table.ts';
import { startWorld } from '../world.ts';
import { type Part, SIZES } from '../worlds.ts';

/** What follows the last call: mails, idle connections that are closed. */
const SETTLING = 15_000;

export const idlePart: Part = {
  name: 'idle',
  title: 'A server with nothing to do, with its embedded database in it',
  async run({ isQuick }) {
    const world = await startWorld(SIZES.small);
    await pause(isQuick ? 1000 : SETTLING);
    const idle = await world.foyer.ask<FoyerIdleness>('idle', isQuick ? 5 : 300);
    await world.close();
    return table(
      ['each minute', ''],
      [
        ['turns of the event loop', idle.turns],
        ['times that any of its threads slept and woke', idle.sleeps],
        ['commands to the database', idle.commands],
        ['heartbeats of its driver', idle.heartbeats],
        ['processor, % of one core', idle.cpuPercent],
      ],
    );
  },
};

import { load } from '../load.ts';
import { megabytes, table } from '../table.ts';
import { startWorld } from '../world.ts';
import { type Part, SIZES } from '../worlds.ts';

export const memoryPart: Part = {
  name: 'memory',
  title: 'Memory of the server with its embedded database in it',
  async run({ isQuick }) {
    const world = await startWorld(SIZES.small);
    const { caller, administrator: session } = world;
    const { idle } = world.sync;
    const names = ['', 'a', 'amelia', 'engineer'];
    await load({ atOnce: 32, seconds: isQuick ? 0.5 : 8 }, (number) =>
      number % 2 === 0
        ? caller.call({ path: '/api/v1/session', session })
        : caller.call({ path: `/api/v1/directory/users?search=${names[(number >> 1) % names.length]}`, session }),
    );
    const loaded = await world.foyer.settledMemory();
    await world.close();
    return [
      'Resident memory in MB; of it, pages of the database’s file that the system may take back.',
      table(
        ['', 'MB', 'of it the file'],
        [
          ['idle, right after the start', megabytes(idle.now), idle.files && megabytes(idle.files)],
          [
            'after 32 at once read session and directory',
            megabytes(loaded.now),
            loaded.files && megabytes(loaded.files),
          ],
          ['highest meanwhile', megabytes(loaded.peak), null],
        ],
      ),
    ].join('\n\n');
  },
};

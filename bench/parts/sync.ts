import type { Memory } from '../processes/child.ts';
import { megabytes, table } from '../table.ts';
import type { Part } from '../worlds.ts';

export const syncPart: Part = {
  name: 'sync',
  title: 'First reading of the directory',
  async run({ world }) {
    const rows = [];
    for (const size of ['small', 'large'] as const) {
      const { people, sync } = await world(size);
      const { seconds, idle, read, firstSearch, searched } = sync;
      const above = ({ now, peak }: Memory) => megabytes(Math.max(now, peak) - idle.now);
      const file = ({ files }: Memory) =>
        files === null || idle.files === null ? null : megabytes(files - idle.files);
      rows.push([
        people.toLocaleString('en-US'),
        seconds,
        people / seconds,
        megabytes(idle.now),
        above(read),
        file(read),
        firstSearch,
        above(searched),
        file(searched),
      ]);
    }
    return [
      'Memory in MB: the highest so far, above idle, when everybody was read and after the first search, which makes the index in memory. Pages of the database’s file count, though the system may take them back.',
      table(
        [
          'people',
          'seconds',
          'people /s',
          'idle MB',
          'read: above idle',
          'of it the file',
          'first search s',
          'searched: above idle',
          'of it the file',
        ],
        rows,
      ),
    ].join('\n\n');
  },
};

import { pino } from 'pino';
import { connectDatabase } from '../../src/database/consistency.ts';
import { createJobs } from '../../src/server/platform/jobs.ts';
import type { Services } from '../../src/server/platform/services.ts';

/** Queues a job and runs it without end, to be killed in the middle. */
const [, , databaseUri = '', lockMs = ''] = process.argv;
const jobs = createJobs(await connectDatabase(databaseUri), pino({ level: 'silent' }), {
  lookEvery: 200,
  lockMs: Number(lockMs),
});
const run = async () => {
  process.stdout.write('running');
  await new Promise(() => setInterval(() => {}, 1000));
};
await jobs.start({} as Services, [{ name: 'test.note', run }]);
await jobs.soon('test.note', 'endless', 'from a process that died');

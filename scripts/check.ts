import { availableParallelism } from 'node:os';
import { checkFolders } from './folders/check-folders.ts';
import { runAll, runCommand } from './run-command.ts';

/** Everything that reads the code without running it. `npm run check -- --fix` lets the formatter write. */
const fix = process.argv.includes('--fix');

const results = await runAll(
  [
    // Several checkers would each work out the types that all files share, on cores that the other commands need.
    () => runCommand('types', 'tsc', ['-p', 'tsconfig.json', '--singleThreaded']),
    () =>
      runCommand(
        'format, lint, import arrows',
        'biome',
        fix ? ['check', '--write', '--colors=off', '.'] : ['ci', '--colors=off', '--error-on-warnings', '.'],
      ),
    () => runCommand('unused exports', 'knip', ['--no-progress']),
    () => checkFolders('src'),
  ],
  availableParallelism(),
);

for (const { name, ok, output, seconds } of results) {
  console.log(`${ok ? 'ok    ' : 'FAILED'} ${name} (${seconds.toFixed(1)} s)`);
  if (!ok) console.log(output);
}
if (results.some((result) => !result.ok)) process.exit(1);

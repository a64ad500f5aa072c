import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildAddin } from '../src/start/build-addin.ts';
import { unpackBrowser } from '../test/support/browser.ts';
import { compile } from './compile.mjs';
import { runCommand } from './run-command.ts';
import { Sent } from './tests/allow-list.ts';
import { keepDurations, longestFirst } from './tests/durations.ts';
import type { FileResult } from './tests/lane.ts';
import { LANE, runFiles } from './tests/lanes.ts';

/**
 * All tests: `npm test`, or those below a path: `npm test -- test/features/invitations`, or those of them whose title
 * matches: `npm test -- test/features/invitations INV-5`. `--quick` leaves out what needs Chromium. `--alone` runs each test
 * with its file's hooks and without the others, which shows those that need what another one has done.
 * Each folder that holds test files is a suite; the check of the code is one too.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean' }, alone: { type: 'boolean' } },
});
const only = positionals[0]?.replace(/\/$/, '');
const grep = positionals[1];
if (values.quick) process.env.TEST_QUICK = 'true';
if (values.alone) process.env.TEST_ALONE = 'true';
const inChromium = (file: string) => /^test\/(browser|sandbox-home)\//.test(file);

const found = (await readdir('test', { recursive: true }))
  .map((file) => `test/${file}`)
  .filter((file) => /\.test\.tsx?$/.test(file) && (!only || file === only || file.startsWith(`${only}/`)))
  .filter((file) => !values.quick || !inChromium(file));
const files = await longestFirst(found, inChromium);
type Result = Omit<FileResult, 'sent'>;
const total: Result = { passed: 0, failed: 0, pending: 0, seconds: 0, output: '', longest: [] };
const sent = new Sent();

// Beside the suites, which have a process less meanwhile.
const checked = only ? undefined : runCheck().then((result) => print('check', result));
// What several processes would otherwise make at once, each in the way of the other.
await Promise.all([
  files.some(inChromium) && unpackBrowser(),
  files.some((file) => file.startsWith('test/browser/')) && buildAddin(resolve('dist/addin')),
]);
await mkdir('dist', { recursive: true });
const folder = await mkdtemp('dist/test-');
await compile([LANE, ...files], folder);
await runSuites();
await checked;
await rm(folder, { recursive: true });
// A run without the browser, or of some tests, sends less than the product does.
if (!process.env.MONGODB_URI) print('allow-list of the embedded database', evaluateSent());

console.log(
  `\nThe longest tests:\n${longestOf(total)
    .map(({ title, seconds }) => `${seconds.toFixed(1)} s  ${title}`)
    .join('\n')}`,
);
const skipped = total.pending ? `, ${total.pending} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runCheck(): Promise<Result> {
  const { ok, output, seconds } = await runCommand('check', 'node', ['scripts/run.mjs', 'scripts/check.ts']);
  return { passed: Number(ok), failed: Number(!ok), pending: 0, seconds, output, longest: [] };
}

async function runSuites(): Promise<void> {
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  const results = new Map<string, Result[]>();
  const durations = new Map<string, number>();
  // One more than cores: a journey waits now and then, for a browser or a clock.
  const width = availableParallelism() + 1;
  await runFiles(files, { folder, width, grep, meanwhile: checked }, (file, result) => {
    sent.add(result.sent);
    const suite = dirname(file);
    const ofSuite = [...(results.get(suite) ?? []), result];
    results.set(suite, ofSuite);
    durations.set(file, result.seconds);
    if (ofSuite.length === sizes.get(suite)) print(suite, sum(ofSuite));
  });
  if (!grep && !values.alone) await keepDurations(durations);
}

function evaluateSent(): Result {
  const verdicts = sent.evaluate(!only && !grep && !values.quick);
  const wrong = verdicts.filter(({ words }) => words.length > 0);
  const output = wrong.map(({ title, words }) => `✗ ${title}\n${words.map((word) => `  ${word}`).join('\n')}`);
  const [passed, failed] = [verdicts.length - wrong.length, wrong.length];
  return { passed, failed, pending: 0, seconds: 0, output: output.join('\n\n'), longest: [] };
}

function sum(results: readonly Result[]): Result {
  const of = (key: 'passed' | 'failed' | 'pending' | 'seconds') => results.reduce((so, result) => so + result[key], 0);
  const output = results.flatMap((result) => result.output || []).join('\n\n');
  const longest = longestOf({ longest: results.flatMap((result) => result.longest) });
  return {
    passed: of('passed'),
    failed: of('failed'),
    pending: of('pending'),
    seconds: of('seconds'),
    output,
    longest,
  };
}

function longestOf({ longest }: Pick<Result, 'longest'>): FileResult['longest'] {
  return longest.sort((a, b) => b.seconds - a.seconds).slice(0, 10);
}

function print(name: string, result: Result): void {
  const { passed, failed, pending, seconds, output, longest } = result;
  total.passed += passed;
  total.failed += failed;
  total.pending += pending;
  total.longest.push(...longest);
  console.log(`${failed ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  if (failed) console.log(`${output}\n`);
}

import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { unpackBrowser } from '../test/support/browser.ts';
import { type Finished, runAll, runCommand } from './run-command.ts';

/**
 * All tests: `npm test`, or those below a path: `npm test -- test/features/invitations`.
 * Each folder that holds test files is a suite with a process of its own; the check of the code is one too.
 */
interface SuiteResult extends Finished {
  passed: number;
  failed: number;
  pending: number;
}

interface MochaReport {
  stats: { passes: number; failures: number; pending: number };
  failures: { fullTitle: string; err: { message?: string; stack?: string } }[];
}

const only = process.argv[2];
const reports = await mkdtemp(join(tmpdir(), 'foyer-tests-'));
const suites = await findSuites('test');
const wanted = only ? suites.filter((suite) => `${suite}/`.startsWith(`${only.replace(/\/$/, '')}/`)) : suites;
const results: SuiteResult[] = [];

const unpacked = unpackBrowser();
if (!only) results.push(print(await runCheck()));
await unpacked;
// The browser's journeys take longest: begun first, they end with the others.
wanted.sort((a, b) => Number(b.includes('browser')) - Number(a.includes('browser')));
results.push(
  ...(await runAll(
    wanted.map((suite) => async () => print(await runSuite(suite))),
    availableParallelism(),
  )),
);
await rm(reports, { recursive: true });

const sum = (key: 'passed' | 'failed' | 'pending') => results.reduce((total, result) => total + result[key], 0);
const skipped = sum('pending') ? `, ${sum('pending')} skipped` : '';
console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped}`);
process.exit(sum('failed') > 0 || sum('passed') === 0 ? 1 : 0);

async function findSuites(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const here = entries.some((entry) => /\.test\.tsx?$/.test(entry.name)) ? [folder] : [];
  const below = await Promise.all(
    entries.filter((entry) => entry.isDirectory()).map((entry) => findSuites(join(folder, entry.name))),
  );
  return [...here, ...below.flat()].sort();
}

async function runCheck(): Promise<SuiteResult> {
  const check = await runCommand('check', 'node', ['--import', 'tsx', 'scripts/check.ts']);
  return { ...check, passed: Number(check.ok), failed: Number(!check.ok), pending: 0 };
}

async function runSuite(suite: string): Promise<SuiteResult> {
  const file = join(reports, `${suite.replaceAll('/', '-')}.json`);
  const finished = await runCommand(suite, 'mocha', [
    `${suite}/*.test.{ts,tsx}`,
    '--reporter=json',
    `--reporter-option=output=${file}`,
  ]);
  const report = await readFile(file, 'utf8').then(
    (text) => JSON.parse(text) as MochaReport,
    () => undefined,
  );
  // Without a report the process died: that is a failure of its own.
  if (!report) return { ...finished, ok: false, passed: 0, failed: 1, pending: 0 };
  const { passes, failures, pending } = report.stats;
  const output = report.failures
    .map(({ fullTitle, err }) => `✗ ${fullTitle}\n${err.stack ?? err.message}`)
    .join('\n\n');
  const died = !finished.ok && failures === 0;
  return {
    ...finished,
    output: died ? finished.output : output,
    passed: passes,
    failed: failures + Number(died),
    pending,
  };
}

function print(result: SuiteResult): SuiteResult {
  const { name, passed, failed, seconds } = result;
  console.log(`${failed ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  if (failed) console.log(`${result.output}\n`);
  return result;
}

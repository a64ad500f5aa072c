import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, resolve } from 'node:path';
import { buildAddin } from '../src/start/build-addin.ts';
import { unpackBrowser } from '../test/support/browser.ts';
import { compile } from './compile.mjs';
import { runCommand } from './run-command.ts';
import { Sent } from './tests/allow-list.ts';
import type { FileResult } from './tests/lane.ts';
import { LANE, runFiles } from './tests/lanes.ts';

/**
 * All tests: `npm test`, or those below a path: `npm test -- test/features/invitations`.
 * Each folder that holds test files is a suite; the check of the code is one too.
 */
const only = process.argv[2]?.replace(/\/$/, '');
const files = (await readdir('test', { recursive: true }))
  .map((file) => `test/${file}`)
  .filter((file) => /\.test\.tsx?$/.test(file) && (!only || file === only || file.startsWith(`${only}/`)))
  // The browser's journeys take longest: begun first, they end with the others.
  .sort((a, b) => Number(b.includes('browser')) - Number(a.includes('browser')) || a.localeCompare(b));
type Result = Omit<FileResult, 'sent'>;
const total: Result = { passed: 0, failed: 0, pending: 0, seconds: 0, output: '' };
const sent = new Sent();

// What several processes would otherwise make at once, each in the way of the other.
const prepared = Promise.all([
  unpackBrowser(),
  files.some((file) => file.includes('browser')) && buildAddin(resolve('dist/addin')),
]);
if (!only) print('check', await runCheck());
await prepared;
await mkdir('dist', { recursive: true });
const compiled = await mkdtemp('dist/test-');
await compile([LANE, ...files], compiled);
await runSuites();
await rm(compiled, { recursive: true });
if (!process.env.MONGODB_URI) print('allow-list of the embedded database', judgeSent());

const skipped = total.pending ? `, ${total.pending} skipped` : '';
console.log(`\n${total.passed} passed, ${total.failed} failed${skipped}`);
process.exit(total.failed > 0 || total.passed === 0 ? 1 : 0);

async function runCheck(): Promise<Result> {
  const { ok, output, seconds } = await runCommand('check', 'node', ['scripts/run.mjs', 'scripts/check.ts']);
  return { passed: Number(ok), failed: Number(!ok), pending: 0, seconds, output };
}

async function runSuites(): Promise<void> {
  const sizes = new Map<string, number>();
  for (const file of files) sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  const results = new Map<string, Result[]>();
  // One more than cores: a journey waits now and then, for a browser or a clock.
  await runFiles(compiled, files, availableParallelism() + 1, (file, result) => {
    sent.add(result.sent);
    const suite = dirname(file);
    const ofSuite = [...(results.get(suite) ?? []), result];
    results.set(suite, ofSuite);
    if (ofSuite.length === sizes.get(suite)) print(suite, sum(ofSuite));
  });
}

function judgeSent(): Result {
  const judgements = sent.judge(!only);
  const wrong = judgements.filter(({ words }) => words.length > 0);
  const output = wrong.map(({ title, words }) => `✗ ${title}\n${words.map((word) => `  ${word}`).join('\n')}`);
  const [passed, failed] = [judgements.length - wrong.length, wrong.length];
  return { passed, failed, pending: 0, seconds: 0, output: output.join('\n\n') };
}

function sum(results: readonly Result[]): Result {
  const of = (key: 'passed' | 'failed' | 'pending' | 'seconds') => results.reduce((so, result) => so + result[key], 0);
  const output = results.flatMap((result) => result.output || []).join('\n\n');
  return { passed: of('passed'), failed: of('failed'), pending: of('pending'), seconds: of('seconds'), output };
}

function print(name: string, result: Result): void {
  const { passed, failed, pending, seconds, output } = result;
  total.passed += passed;
  total.failed += failed;
  total.pending += pending;
  console.log(`${failed ? 'FAILED' : 'ok    '} ${name}: ${passed} passed, ${failed} failed (${seconds.toFixed(1)} s)`);
  if (failed) console.log(`${output}\n`);
}

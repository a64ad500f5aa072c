import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import Mocha from 'mocha';
import { letIn } from '../../src/database/embedded/door.ts';
import { refused } from '../../src/database/embedded/errors.ts';

/**
 * A process that runs the test files it is told, one after another, and answers with what came of each. What the files
 * share, the server's modules first of all, is loaded and compiled once.
 */
export interface FileResult {
  passed: number;
  failed: number;
  pending: number;
  seconds: number;
  /** Titles, errors and stacks of what failed. */
  output: string;
  /** The file's longest tests, longest first. */
  longest: { title: string; seconds: number }[];
  /** What the embedded database was sent and let in, as `kind word`, and how it said that it refused the rest. */
  sent: { letIn: string[]; refused: string[] };
}

/** What a lane is told: a compiled file, and which of its tests are meant; all unless given. */
export interface Order {
  file: string;
  grep?: string;
}

process.on('message', (order: Order) => {
  const sent = { letIn: new Set<string>(), refused: new Set<string>() };
  const onLetIn = (words: unknown) => sent.letIn.add((words as string[]).join(' '));
  const onRefused = (message: unknown) => sent.refused.add(message as string);
  // The tests of the database itself send what nobody else does.
  const isProduct = !order.file.includes('/test/database/');
  if (isProduct) {
    subscribe(letIn.name, onLetIn);
    subscribe(refused.name, onRefused);
  }
  void run(order).then((result) => {
    unsubscribe(letIn.name, onLetIn);
    unsubscribe(refused.name, onRefused);
    process.send?.({ ...result, sent: { letIn: [...sent.letIn], refused: [...sent.refused] } });
  });
});
process.on('disconnect', () => process.exit());

async function run({ file, grep }: Order): Promise<Omit<FileResult, 'sent'>> {
  const started = performance.now();
  const result = { passed: 0, failed: 0, pending: 0 };
  const failures: string[] = [];
  const longest: FileResult['longest'] = [];
  // The base of all reporters prints nothing: the process that asked prints.
  const mocha = new Mocha({ timeout: 20_000, reporter: Mocha.reporters.Base, ...(grep && { grep }) });
  mocha.cleanReferencesAfterRun(false);
  mocha.addFile(file);
  try {
    await mocha.loadFilesAsync();
  } catch (error) {
    return { passed: 0, failed: 1, pending: 0, seconds: 0, output: `✗ ${file}\n${textOf(error)}`, longest: [] };
  }
  const runOnce = () =>
    new Promise<void>((resolve) => {
      const runner = mocha.run(() => {
        const { passes = 0, pending = 0 } = runner.stats ?? {};
        result.passed += passes;
        result.pending += pending;
        resolve();
      });
      runner.on('pass', (test) => longest.push({ title: test.fullTitle(), seconds: (test.duration ?? 0) / 1000 }));
      runner.on('fail', (test, error) => failures.push(`✗ ${test.fullTitle()}\n${textOf(error)}`));
    });
  if (process.env.TEST_ALONE) {
    for (const title of titlesOf(mocha.suite).filter((each) => !grep || new RegExp(grep).test(each))) {
      mocha.grep(new RegExp(`^${title.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&')}$`));
      await runOnce();
    }
  } else await runOnce();
  mocha.dispose();
  return {
    ...result,
    failed: failures.length,
    seconds: (performance.now() - started) / 1000,
    output: failures.join('\n\n'),
    longest: longest.sort((a, b) => b.seconds - a.seconds).slice(0, 10),
  };
}

function titlesOf(suite: Mocha.Suite): string[] {
  return [...suite.tests.map((test) => test.fullTitle()), ...suite.suites.flatMap(titlesOf)];
}

function textOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

import { resolve } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { buildAddin } from '../../src/start/build-addin.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { table } from '../table.ts';
import { startWorld, type World } from '../world.ts';
import type { Part } from '../worlds.ts';

const addinFolder = resolve('dist/addin');

const SLOWDOWN = 4;
/** Milliseconds (https://www.w3.org/TR/longtasks-1). */
const LONG = 50;
const TIMES = 5;

/** What the administrator opens, and how one knows that it is complete. */
const visits = [
  {
    what: 'Home, nothing in the cache',
    path: '/',
    complete: (page: Page) => page.getByText(/ in use/).waitFor(),
  },
  {
    what: 'Users, after Home',
    path: '/users',
    complete: (page: Page) => page.getByRole('row').nth(1).waitFor(),
  },
] as const;

/**
 * Nothing that a person does is answered while a task runs. Taken is the processor time of the slowed down thread, for a
 * task lasts longer where other programs want the processor too.
 */
export const longTasksPart: Part = {
  name: 'long-tasks',
  title: 'Long tasks of the add-in',
  async run() {
    await buildAddin(addinFolder);
    const world = await startWorld(120, addinFolder);
    const browser = await launchBrowser();
    const runs: number[][][] = [];
    for (let time = 0; time < TIMES; time += 1) runs.push(await measure(browser, world));
    await browser.close();
    await world.close();
    const rows = visits.map(({ what }, visit) => {
      const ofVisit = runs.map((run) => run[visit] ?? []).sort((a, b) => longest(a) - longest(b));
      const tasks = ofVisit[Math.floor(TIMES / 2)] ?? [];
      const all = tasks.map((duration) => Math.round(duration)).join(', ');
      return [what, tasks.length, longest(ofVisit[0] ?? []), longest(tasks), longest(ofVisit.at(-1) ?? []), all || '–'];
    });
    return [
      `Tasks of at least ${LONG} ms in Chromium with a processor slowed down ${SLOWDOWN} times, in a window of its own with a session, until a second after the page is complete: the best, the median and the worst of ${TIMES} runs by their longest task. In processor time of the page’s main thread.`,
      table(['what', 'tasks', 'longest ms: best', 'median', 'worst', 'all of the median run, ms'], rows),
    ].join('\n\n');
  },
};

const longest = (tasks: readonly number[]) => Math.max(0, ...tasks);

async function measure(browser: Browser, world: World): Promise<number[][]> {
  const url = world.foyer.ready.url;
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addCookies([{ name: 'foyer', value: world.administrator, url, httpOnly: true }]);
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await devTools.send('Emulation.setCPUThrottlingRate', { rate: SLOWDOWN });
  const tasks: number[][] = [];
  for (const { path, complete } of visits) {
    await browser.startTracing(page, { categories: ['toplevel', 'devtools.timeline'] });
    if (path === '/') await page.goto(url + path);
    else await page.locator(`nav a[href="${path}"]`).click();
    await complete(page);
    // What is fetched once the page is there runs now.
    await page.waitForTimeout(1000);
    tasks.push(longTasksOf(JSON.parse((await browser.stopTracing()).toString())));
  }
  await context.close();
  return tasks;
}

/** As Chromium writes them (https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU). */
interface Trace {
  traceEvents: { name: string; ph: string; pid: number; tid: number; args: { name?: string }; tdur?: number }[];
}

/** Milliseconds of each long task of the pages' main threads, in the order in which they ended. */
function longTasksOf({ traceEvents }: Trace): number[] {
  const place = ({ pid, tid }: { pid: number; tid: number }) => `${pid}:${tid}`;
  const names = traceEvents.filter(({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain');
  const mains = new Set(names.map(place));
  return traceEvents
    .filter((event) => event.ph === 'X' && event.name.endsWith('RunTask') && mains.has(place(event)))
    .map(({ tdur = 0 }) => tdur / 1000)
    .filter((duration) => duration >= LONG);
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../../test/support/browser.ts';
import { table } from '../table.ts';
import type { Part } from '../worlds.ts';

/** What a newcomer has after `git clone` and `npm ci`, as far as a start needs it. */
const CLONE = ['src', 'scripts', 'manifest', 'package.json', 'package-lock.json', 'tsconfig.json', 'webpack.config.js'];

const TIMES = 5;

export const startUpPart: Part = {
  name: 'start',
  title: '`npm start`',
  async run() {
    const browser = await launchBrowser();
    const first: Start[] = [];
    const others: Start[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const clone = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
      await Promise.all(CLONE.map((name) => cp(name, join(clone, name), { recursive: true })));
      await symlink(resolve('node_modules'), join(clone, 'node_modules'));
      first.push(await start(browser, clone));
      others.push(await start(browser, clone));
      await rm(clone, { recursive: true, force: true });
    }
    await browser.close();
    return [
      `Seconds until the address is printed, until a running Chromium shows the launcher there, and until \`GET /app\` answers with Foyer itself. Medians of ${TIMES}, and from the fastest to the slowest.`,
      table(
        ['', 'address printed', 'first page shown', 'Foyer itself', 'fastest', 'slowest'],
        [row('first start of a fresh clone', first), row('every other start', others)],
      ),
    ].join('\n\n');
  },
};

interface Start {
  printed: number;
  shown: number;
  itself: number;
}

function row(what: string, starts: readonly Start[]) {
  const of = (key: keyof Start) => starts.map((one) => one[key]).sort((a, b) => a - b);
  const median = (key: keyof Start) => of(key)[Math.floor(starts.length / 2)] ?? 0;
  const all = of('itself');
  return [what, median('printed'), median('shown'), median('itself'), all[0] ?? 0, all.at(-1) ?? 0];
}

async function start(browser: Browser, clone: string): Promise<Start> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  // npm says where it is to what it runs; without it, what `npm start` would run.
  const { npm_execpath: npm } = process.env;
  const command = npm ? [npm, 'start'] : ['scripts/run.mjs', 'src/start.ts'];
  const child = spawn(process.execPath, command, {
    cwd: clone,
    env: { ...process.env, FOYER_PORT: '0', SANDBOX_PORT: '0', DATA_DIR: join(clone, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    const { address, foyer } = await printedAddresses(child.stdout);
    const printed = seconds();
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('heading').first().waitFor();
    const shown = seconds();
    await page.close();
    while (!(await (await fetch(`${foyer}/app`)).text()).includes('/assets/main.')) await sleep(50);
    return { printed, shown, itself: seconds() };
  } finally {
    const ended = once(child, 'exit');
    // As Ctrl-C does: everybody in the group hears it.
    if (child.pid) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}

/** The address that the start tells people to open, and where Foyer itself answers. */
async function printedAddresses(output: Readable): Promise<{ address: string; foyer: string }> {
  return await new Promise((resolveAddress, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk;
      const [, address, foyer] = /is ready[\s\S]*?(http:\S+\/)\n[\s\S]*?answers at (http:[^\s;]+);/.exec(text) ?? [];
      if (address && foyer) resolveAddress({ address, foyer });
    });
    output.once('end', () => reject(new Error(`npm start ended: ${text}`)));
  });
}

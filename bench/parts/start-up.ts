import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import type { Browser } from 'playwright-core';
import { buildAddin } from '../../src/start/build-addin.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { table } from '../table.ts';
import type { Part } from '../worlds.ts';

export const startUpPart: Part = {
  name: 'start',
  title: '`npm start` with the add-in built',
  async run() {
    await buildAddin(resolve('dist/addin'));
    const dataDir = await mkdtemp(join(tmpdir(), 'foyer-bench-'));
    const browser = await launchBrowser();
    const rows = [];
    for (const what of ['first start', 'second start, on the same data']) {
      const { printed, shown } = await start(browser, dataDir);
      rows.push([what, printed, shown]);
    }
    await browser.close();
    await rm(dataDir, { recursive: true, force: true });
    return [
      'Seconds until the address is printed, and until a running Chromium shows the launcher there.',
      table(['', 'address printed', 'first page shown'], rows),
    ].join('\n\n');
  },
};

async function start(browser: Browser, dataDir: string): Promise<{ printed: number; shown: number }> {
  const begin = performance.now();
  const seconds = () => (performance.now() - begin) / 1000;
  // npm says where it is to what it runs; without it, what `npm start` would run.
  const { npm_execpath: npm } = process.env;
  const command = npm ? [npm, 'start'] : ['scripts/run.mjs', 'src/start.ts'];
  const child = spawn(process.execPath, command, {
    env: { ...process.env, FOYER_PORT: '0', SANDBOX_PORT: '0', DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'inherit'],
    detached: true,
  });
  try {
    const address = await printedAddress(child.stdout);
    const printed = seconds();
    const page = await browser.newPage();
    await page.goto(address);
    await page.getByRole('heading').first().waitFor();
    const shown = seconds();
    await page.close();
    return { printed, shown };
  } finally {
    const ended = once(child, 'exit');
    // As Ctrl-C does: everybody in the group hears it.
    if (child.pid) process.kill(-child.pid, 'SIGINT');
    await ended;
  }
}

/** The address that the start tells people to open. */
async function printedAddress(output: Readable): Promise<string> {
  return await new Promise((resolveAddress, reject) => {
    let text = '';
    output.on('data', (chunk: Buffer) => {
      text += chunk;
      const address = /is ready[\s\S]*?(http:\/\/localhost:\d+\/)\n/.exec(text)?.[1];
      if (address) resolveAddress(address);
    });
    output.once('end', () => reject(new Error(`npm start ended: ${text}`)));
  });
}

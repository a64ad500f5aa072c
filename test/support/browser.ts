import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--font-render-hinting=none',
];

const usesPackage = process.platform === 'linux' && process.arch === 'x64';

/**
 * A real Chromium: on Linux the one inside an npm package, elsewhere an installed Chrome or Edge.
 * The caller closes it.
 */
export async function launchBrowser(): Promise<Browser> {
  if (usesPackage) {
    return chromium.launch({ executablePath: await packagedChromium(), args: FLAGS });
  }
  return chromium
    .launch({ channel: 'chrome', args: FLAGS })
    .catch(() => chromium.launch({ channel: 'msedge', args: FLAGS }));
}

/** One for all files of the process; it ends with it. */
let browser: Promise<Browser> | undefined;

/** @throws Error in `npm run test:quick`, which leaves out the folders of the tests that are for Chromium. */
export async function theBrowser(): Promise<Browser> {
  if (process.env.TEST_QUICK) throw new Error('A test that needs Chromium belongs into test/browser.');
  browser ??= launchBrowser();
  return await browser;
}

/**
 * Unpacks the packaged Chromium where it is not yet. To be called before several processes launch it at once: one would
 * start the file that another is still writing.
 */
export async function unpackBrowser(): Promise<void> {
  if (usesPackage) await packagedChromium();
}

/**
 * Where a machine lacks the system libraries that Chromium needs, the package brings those too, and takes
 * `AWS_LAMBDA_JS_RUNTIME` as the word to unpack and use them (its README, "Usage").
 */
async function packagedChromium(): Promise<string> {
  if (!hasLibrary('libnss3.so')) process.env.AWS_LAMBDA_JS_RUNTIME ??= 'nodejs20.x';
  if (!existsSync('/etc/fonts/fonts.conf')) process.env.FONTCONFIG_PATH ??= join(tmpdir(), 'fonts');
  const { default: packaged } = await import('@sparticuz/chromium');
  return packaged.executablePath();
}

function hasLibrary(name: string): boolean {
  try {
    return execFileSync('ldconfig', ['-p'], { encoding: 'utf8' }).includes(name);
  } catch {
    return false;
  }
}

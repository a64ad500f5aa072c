import { resolve } from 'node:path';
import type { Browser, FrameLocator, Page, Request } from 'playwright-core';
import { buildAddin } from '../../src/start/build-addin.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { kilobytes, table } from '../table.ts';
import { startWorld, type World } from '../world.ts';
import type { Part } from '../worlds.ts';

const addinFolder = resolve('dist/addin');

/** Who opens Foyer where, and what they can use once it is there. */
interface Visit {
  what: string;
  address(world: World): string;
  usable(page: Page): Promise<void>;
}

const hosted = (page: Page): FrameLocator => page.frameLocator('iframe[name="embedded-page-container"]');
const inHost = (login: string) => (world: World) =>
  `${world.sandbox.origin}/?${new URLSearchParams({ as: login, view: 'foyer' })}`;

const visits = (administrator: string, employee: string): Visit[] => [
  {
    what: 'an employee in Microsoft 365: *Request to join*',
    address: inHost(employee),
    usable: (page) => hosted(page).getByRole('button', { name: 'Request to join' }).waitFor(),
  },
  {
    what: 'a member in Microsoft 365: Home',
    address: inHost(administrator),
    usable: (page) => hosted(page).getByRole('heading', { level: 1 }).waitFor(),
  },
  {
    what: 'nobody yet, in a browser: sign-in',
    address: ({ foyer }) => foyer.ready.url,
    usable: (page) => page.getByRole('heading', { level: 1 }).waitFor(),
  },
];

export const firstLoadPart: Part = {
  name: 'first-load',
  title: 'First load of the add-in',
  async run() {
    await buildAddin(addinFolder);
    const world = await startWorld(120, addinFolder);
    const browser = await launchBrowser();
    const [employee] = await world.takePeople(1);
    const rows = [];
    for (const visit of visits(world.founder, employee?.loginId ?? '')) rows.push(await measure(browser, world, visit));
    await browser.close();
    await world.close();
    return [
      'What Chromium, with nothing in its cache, fetches from Foyer before the page can be used: kB as they come over the wire, compressed.',
      table(['who opens what', 'JavaScript', 'of it scripts', 'styles, pictures', 'pages', 'calls', 'ms'], rows),
    ].join('\n\n');
  },
};

async function measure(browser: Browser, world: World, { what, address, usable }: Visit) {
  const context = await browser.newContext({ locale: 'en-GB' });
  await context.addInitScript(noteFirstHeading);
  const page = await context.newPage();
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().startsWith(world.foyer.ready.url)) requests.push(request);
  });
  const start = performance.now();
  await page.goto(address(world));
  await usable(page);
  const milliseconds = performance.now() - start;
  const frame = page.frame({ name: 'embedded-page-container' }) ?? page.mainFrame();
  const usableAt = await frame.evaluate(() => (window as unknown as { headingAt: number }).headingAt);
  const bytes: Record<string, number> = {};
  const before = requests.filter((request) => request.timing().startTime <= usableAt);
  for (const request of before) {
    const kind = kinds[request.resourceType()] ?? 'assets';
    // Negative for what came from the cache of the page before.
    bytes[kind] = (bytes[kind] ?? 0) + Math.max(0, (await request.sizes()).responseBodySize);
  }
  const scripts = before.filter((request) => request.resourceType() === 'script').length;
  await context.close();
  const size = (kind: string) => kilobytes(bytes[kind] ?? 0);
  return [what, size('scripts'), String(scripts), size('assets'), size('pages'), size('calls'), milliseconds];
}

/** Runs in each page: when its first heading is there, in milliseconds since 1970. All that is asked for later delays nobody. */
function noteFirstHeading(): void {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('h1')) return;
    observer.disconnect();
    Object.assign(window, { headingAt: Date.now() });
  }).observe(document, { childList: true, subtree: true });
}

/** By Chromium's word for it; what is not here is a style, a font or a picture. */
const kinds: Record<string, string> = { script: 'scripts', document: 'pages', fetch: 'calls', xhr: 'calls' };

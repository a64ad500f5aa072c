import { resolve } from 'node:path';
import type { Browser, FrameLocator, Page } from 'playwright-core';
import { buildAddin } from '../../src/start/build-addin.ts';
import { launchBrowser } from '../../test/support/browser.ts';
import { measureFirstLoad } from '../../test/support/first-load.ts';
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
  const foyer = world.foyer.ready.url;
  const { bytes, scripts, milliseconds } = await measureFirstLoad(context, { foyer, address: address(world), usable });
  await context.close();
  const { scripts: script, assets, pages, calls } = bytes;
  return [what, kilobytes(script), String(scripts), ...[assets, pages, calls].map(kilobytes), milliseconds];
}

import { resolve } from 'node:path';
import { buildAddin } from '../src/start/build-addin.ts';
import { coveredControls } from '../test/support/covered.ts';
import { startWorld } from '../test/support/world.ts';
import { furnish } from './pictures/furnish.ts';
import { NotInstalled, WebKitWindow } from './webkit/driver.ts';

/**
 * `npm run test:webkit`: looks at Foyer's pages in WebKit, the engine of Safari and of Teams and Outlook on Mac and iOS,
 * for controls that something else covers. Chromium and WebKit place things differently; `npm test` knows Chromium only.
 */
const ROW = 'tbody tr a[data-row-link]';

/** Pages, with what is there once they are complete. */
const pages: readonly (readonly [path: string, complete: string])[] = [
  ['/', 'main h1'],
  ['/users', ROW],
  ['/users?view=active', ROW],
  ['/users?view=invited', 'tbody tr button'],
  ['/users?view=requests', ROW],
  ['/leads', ROW],
  ['/contacts', ROW],
  ['/deals', ROW],
  ['/tasks', ROW],
  ['/audit', ROW],
  ['/reports', 'svg'],
  ['/profiles', 'table input[role="switch"]'],
  ['/roles', '[role="treeitem"]'],
  ['/subscription', 'main h2'],
  ['/subscription/mail', 'tbody tr'],
  ['/setup/mail-users?status=inactive', 'main button'],
  ['/account/security', 'main h2'],
];

/** A desktop, and the width of a telephone or a task pane. */
const widths = [1280, 360];

let webkit: WebKitWindow;
try {
  webkit = await WebKitWindow.open();
} catch (error) {
  if (!(error instanceof NotInstalled)) throw error;
  console.log(`Nothing was tried in WebKit: ${error.message}.`);
  process.exit(0);
}
const addinFolder = resolve('dist/addin');
await buildAddin(addinFolder);
const world = await startWorld({ addinFolder, people: 1200, env: { SEATS_AT_START: '25' } });
const found: string[] = [];
try {
  await furnish(world);
  const administrator = await world.signIn(world.person('administrator').userPrincipalName);
  await administrator.post('/records/deals', { name: 'Renewal Orbital Foods' });
  const lead = await administrator.post<{ id: string }>('/records/leads', { name: 'Orbital Foods' });
  const related = { module: 'leads', id: lead.id };
  await administrator.post('/records/tasks', { subject: 'Call the buyer', related });
  await webkit.goTo(`${world.url}/healthz`);
  for (const [name, value] of administrator.cookies) await webkit.setCookie(name, value);
  for (const width of widths) {
    await webkit.resize(width, 800);
    for (const [path, complete] of pages) await examine(path, complete, width);
  }
  await webkit.resize(1280, 800);
  await press();
} finally {
  await webkit.close();
  await world.close();
}
for (const each of found) console.log(each);
console.log(
  found.length
    ? `WebKit: ${found.length} faults on ${pages.length} pages`
    : `WebKit: on ${pages.length} pages, at ${widths.join(' and ')} pixels, each control can be pressed`,
);
process.exit(found.length ? 1 : 0);

async function examine(path: string, complete: string, width: number): Promise<void> {
  try {
    await webkit.goTo(world.url + path);
    await webkit.waitFor(complete);
    for (const each of await webkit.evaluate(coveredControls)) found.push(`${path} (${width} px): ${each}`);
  } catch (error) {
    found.push(`${path} (${width} px): ${error instanceof Error ? error.message : error}`);
  }
}

/** A control of a row answers for itself; a click beside it opens the row. */
async function press(): Promise<void> {
  await webkit.goTo(`${world.url}/users`);
  await webkit.waitFor(ROW);
  await webkit.click('tbody tr:first-of-type input[type="checkbox"]');
  await webkit.waitFor('[role="toolbar"]');
  await webkit.goTo(`${world.url}/users`);
  await webkit.waitFor(ROW);
  await webkit.click('tbody tr:last-of-type td:last-of-type');
  await webkit.waitFor('main nav, main h1');
  const path = await webkit.evaluate(() => location.pathname);
  if (!path.startsWith('/members/')) found.push(`a click in a row leads to ${path}`);
}

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { BuildProgress } from '../../src/server/http/building-page.ts';
import { overflow, violations } from '../support/axe.ts';
import { theBrowser } from '../support/browser.ts';
import { openContext, openScreen } from '../support/screen.ts';
import { startWorld, type World } from '../support/world.ts';

/** With a small page in place of the add-in, so that nothing has to be built. */
describe('while the add-in is built', () => {
  let folder: string;
  let world: World;
  let progress: BuildProgress | null;
  const contexts: BrowserContext[] = [];
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-building-'));
    await writeFile(join(folder, 'index.html'), '<!doctype html><title>Foyer</title><h1>The add-in itself</h1>');
    world = await startWorld({ addinFolder: folder, addinReady: Promise.resolve(), addinProgress: () => progress });
  });
  beforeEach(() => {
    progress = { percent: 20, isFirst: true, hasFailed: false };
  });
  after(async () => {
    await Promise.all(contexts.map((context) => context.close()));
    await world.close();
    await rm(folder, { recursive: true });
  });

  const bar = (place: Page | FrameLocator, name: RegExp, percent: number) =>
    place
      .getByRole('progressbar', { name })
      .and(place.locator(`[value="${percent}"]`))
      .waitFor();

  it('a page of Foyer says how far that is, and goes on by itself', async function () {
    this.timeout(60_000);
    const context = await openContext(await theBrowser(), { width: 320, height: 640, theme: 'dark' });
    contexts.push(context);
    const page = await context.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
    await page.goto(`${world.url}/users?view=all`);
    await bar(page, /^The add-in is being built \(first start only\)$/, 20);
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0);
    const mark = await page.evaluateHandle(() => document.querySelector('progress'));
    progress = { percent: 55, isFirst: true, hasFailed: false };
    await bar(page, /being built/, 55);
    assert.equal(await mark.evaluate((element) => element?.isConnected), true, 'it changes in its place');
    progress = null;
    await page.getByRole('heading', { name: 'The add-in itself' }).waitFor();
    assert.equal(page.url(), `${world.url}/users?view=all`);
    assert.deepEqual(complaints, []);
  });

  it('a page of Foyer says that the build has failed', async () => {
    const page = await (contexts[0] as BrowserContext).newPage();
    await page.goto(world.url);
    await bar(page, /being built/, 20);
    progress = { percent: 55, isFirst: true, hasFailed: true };
    await page.getByRole('alert').getByText('The add-in could not be built').waitFor();
    assert.deepEqual(await violations(page), []);
  });

  it('the sandbox’s home says it too, in its language, and blames nobody for the time that it takes', async function () {
    this.timeout(60_000);
    const { page, foyer, context } = await openScreen(await theBrowser(), world, world.person('administrator'), {
      locale: 'fr',
      width: 320,
    });
    contexts.push(context);
    const name = /^Le complément est en cours de construction \(au premier démarrage seulement\)$/;
    await bar(page, name, 20);
    assert.deepEqual(await violations(page), []);
    assert.ok((await overflow(page)) <= 0);
    await page.clock.install();
    await page.getByRole('main').getByRole('link', { name: 'Foyer', exact: true }).click();
    await bar(foyer, name, 20);
    await page.clock.fastForward(15_000);
    progress = { percent: 80, isFirst: true, hasFailed: false };
    await page.clock.runFor(2_000);
    await bar(page, name, 80);
    await bar(foyer, name, 80);
    assert.equal(await page.getByText('ne répond pas encore').count(), 0);
    progress = null;
    await page.clock.runFor(2_000);
    await foyer.getByRole('heading', { name: 'The add-in itself' }).waitFor();
    await page.getByRole('progressbar', { name }).waitFor({ state: 'detached' });
    progress = { percent: 80, isFirst: true, hasFailed: true };
    await page.reload();
    await page.getByRole('alert').getByText('n’a pas pu être construit').waitFor();
  });
});

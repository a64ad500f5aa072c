import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { overflow, violations } from '../support/axe.ts';
import { appIn, type HomeWorld, startHomeWorld } from './world.ts';

describe('the sandbox home page is for everybody', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
    world.send(world.person('employee').userPrincipalName, 'First', '<p>One</p>');
    world.send(world.person('employee').userPrincipalName, 'Second', '<p>Two</p>');
  });
  after(() => world.close());

  /** Each place of the page, and what is there once it is complete. */
  const places = {
    picker: ['', (page: Page) => page.getByRole('heading', { level: 1 })],
    launcher: ['&view=launcher', (page: Page) => page.getByRole('navigation').getByText(/^2 (unread|non lus)/)],
    mail: ['&view=mail', (page: Page) => page.getByRole('link', { name: /Second/ })],
    foyer: ['&view=foyer', (page: Page) => appIn(page).locator('#context')],
    pane: ['&view=pane', (page: Page) => appIn(page).locator('#context')],
  } as const;

  for (const [name, [query, complete]] of Object.entries(places)) {
    for (const [theme, locale, width] of [
      ['default', 'en', 1280],
      ['dark', 'fr', 320],
      ['contrast', 'en', 320],
    ] as const) {
      it(`${name} in the theme ${theme} at ${width} px: axe finds nothing, and nothing is cut off`, async () => {
        const who = query ? `&as=${world.person('employee').userPrincipalName}` : '';
        const path = `/?theme=${theme}&locale=${locale}${who}${query}`;
        const page = await world.open(path, { viewport: { width, height: 720 } });
        await complete(page).first().waitFor({ state: 'attached' });
        assert.deepEqual(await violations(page), []);
        assert.ok((await overflow(page)) <= 0);
        await page.context().close();
      });
    }
  }

  it('moves the focus to a message when it is opened, and back works by keyboard at 320 px', async () => {
    const path = `/?as=${world.person('employee').userPrincipalName}&view=mail`;
    const page = await world.open(path, { viewport: { width: 320, height: 640 } });
    await page.getByRole('link', { name: /First/ }).focus();
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'First' }).waitFor();
    assert.equal(await page.locator(':focus').textContent(), 'First');
    await page.keyboard.press('Shift+Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await page.context().close();
  });
});

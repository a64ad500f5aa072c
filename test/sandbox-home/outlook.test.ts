import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import type { FrameLocator, Page } from 'playwright-core';
import { overflow, violations } from '../support/axe.ts';
import { type HomeWorld, startHomeWorld } from './world.ts';

describe('the sandbox mailbox hosts a task pane, as Outlook does', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
    world.send(employee(), 'First', '<p>One</p>');
    world.send(employee(), 'Second', '<p>Two</p>');
  });
  after(() => world.close());

  const employee = () => world.person('employee').userPrincipalName;
  const paneIn = (page: Page) => page.frameLocator('iframe[name="outlook-task-pane"]');

  async function open(rest = '', options?: Parameters<HomeWorld['open']>[1]) {
    const page = await world.open(`/?as=${employee()}&view=mail${rest}`, options);
    await page.getByRole('link', { name: /Second/ }).click();
    await page.getByRole('article').getByRole('button', { name: 'Foyer' }).click();
    return { page, pane: paneIn(page) };
  }

  const shown = async (pane: FrameLocator, id: string) =>
    JSON.parse((await pane.locator(`#${id}`).textContent()) ?? '') as Record<string, unknown>;

  it('in 320 pixels beside a message, with who is in it, the language and the colours', async () => {
    const { page, pane } = await open('&theme=dark&locale=en');
    assert.deepEqual(await shown(pane, 'surroundings'), {
      displayLanguage: 'en-us',
      officeTheme: {
        bodyBackgroundColor: '#1f1f1f',
        bodyForegroundColor: '#ffffff',
        controlBackgroundColor: '#1f1f1f',
        controlForegroundColor: '#ffffff',
      },
      reader: employee(),
    });
    assert.equal(await pane.locator('#host').textContent(), 'Outlook');
    assert.equal(await pane.locator('#history').textContent(), 'null', 'as the real one leaves it');
    const item = await shown(pane, 'item');
    assert.equal(item.subject, 'Second');
    assert.equal(item.itemType, 'message');
    assert.deepEqual(item.from, { displayName: 'Foyer', emailAddress: 'no-reply@aldervale.example' });
    assert.equal((await page.getByTitle('Foyer').boundingBox())?.width, 320);
    await page.getByLabel('Theme').selectOption('Light');
    await pane.locator('#theme', { hasText: '#ffffff' }).waitFor();
    await page.context().close();
  });

  it('closes it with the next message, unless it is pinned: then it hears of the message', async () => {
    const { page, pane } = await open();
    await pane.locator('#item', { hasText: 'Second' }).waitFor();
    await page.getByRole('link', { name: /First/ }).click();
    await page.getByTitle('Foyer').waitFor({ state: 'detached' });
    await page.getByRole('article').getByRole('button', { name: 'Foyer' }).click();
    await pane.locator('#item', { hasText: 'First' }).waitFor();
    await page.getByRole('button', { name: 'Keep open for the next message' }).click();
    await page.getByRole('link', { name: /Second/ }).click();
    await pane.locator('#item', { hasText: 'Second' }).waitFor();
    await pane.getByRole('button', { name: 'Stop listening' }).click();
    await page.getByRole('link', { name: /First/ }).click();
    await page.getByRole('heading', { name: 'First' }).waitFor();
    assert.equal((await shown(pane, 'item')).subject, 'Second');
    await page.getByRole('button', { name: 'Close the pane' }).click();
    await page.getByTitle('Foyer').waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('has a pinned pane hear that no message is open', async () => {
    const page = await world.open(`/?as=${employee()}&view=mail&pane=pinned`);
    await paneIn(page).locator('#item', { hasText: 'null' }).waitFor();
    await page.context().close();
  });

  it('hands over a token of the person, or the number of the reason why not', async () => {
    const { page, pane } = await open();
    await pane.getByRole('button', { name: 'Token' }).click();
    const claims = decodeJwt((await pane.locator('#token').textContent()) ?? '');
    assert.deepEqual([claims.oid, claims.scp], [world.person('employee').id, 'access_as_user']);
    world.started.sandbox.faults.add({ kind: 'host-consent' });
    await pane.getByRole('button', { name: 'Token' }).click();
    await pane.locator('#token', { hasText: '13005' }).waitFor();
    world.started.sandbox.faults.clear();
    await page.context().close();
  });

  it('opens a dialog of the own origin, and hears what it says or that it was closed', async () => {
    const { page, pane } = await open();
    const opening = page.context().waitForEvent('page');
    await pane.getByRole('button', { name: 'Dialog', exact: true }).click();
    const dialog = await opening;
    await dialog.getByRole('button', { name: 'Say' }).click();
    await pane.locator('#dialog', { hasText: 'one-time-code' }).waitFor();
    assert.ok(dialog.isClosed() || (await dialog.waitForEvent('close')));

    const again = page.context().waitForEvent('page');
    await pane.getByRole('button', { name: 'Dialog', exact: true }).click();
    await (await again).close();
    await pane.locator('#dialog', { hasText: '12006' }).waitFor();
    await pane.getByRole('button', { name: 'Dialog elsewhere' }).click();
    await pane.locator('#dialog', { hasText: '12004' }).waitFor();
    await page.context().close();
  });

  it('in the place of the message where there is no room beside it', async () => {
    const { page, pane } = await open('&theme=contrast', { viewport: { width: 320, height: 640 } });
    await pane.locator('#item', { hasText: 'Second' }).waitFor();
    assert.ok((await overflow(page)) <= 0);
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Close the pane' }).click();
    await page.getByRole('heading', { name: 'Second' }).waitFor();
    await page.context().close();
  });

  it('has none for a mailbox outside Microsoft 365', async () => {
    world.send('Nina@outside.example', 'Join us', '<p>Hello Nina</p>');
    const page = await world.open('/?view=mail&mailbox=nina@outside.example&pane=pinned');
    await page.getByRole('link', { name: /Join us/ }).click();
    await page.getByRole('heading', { name: 'Join us' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Foyer' }).count(), 0);
    assert.equal(await page.getByTitle('Foyer').count(), 0);
    await page.context().close();
  });
});

import assert from 'node:assert/strict';
import { decodeJwt } from 'jose';
import type { Page } from 'playwright-core';
import { appIn, type HomeWorld, startHomeWorld } from './world.ts';

describe('the sandbox hosts an app with the real teams-js', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
  });
  after(() => world.close());

  const openAs = (login: string, rest = '&view=foyer'): Promise<Page> =>
    world.open(`/?as=${encodeURIComponent(login)}${rest}`);
  const employee = (): string => world.person('employee').userPrincipalName;

  /** The context that the app in the frame was given. */
  async function contextIn(page: Page) {
    return JSON.parse((await appIn(page).locator('#context').textContent()) ?? '');
  }

  it('gives a tab its context: who, where, theme, language and page', async () => {
    const page = await openAs(employee(), '&view=foyer&theme=dark&locale=fr&subPage=%2Fusers%2F7');
    const { app, page: tab, user } = await contextIn(page);
    const { id, tenantId } = world.person('employee');
    assert.deepEqual([user.id, user.tenant.id, user.loginHint], [id, tenantId, employee()]);
    assert.deepEqual([app.theme, app.locale, app.host.name], ['dark', 'fr-fr', 'Teams']);
    assert.deepEqual([tab.id, tab.subPageId, tab.frameContext], ['foyer', '/users/7', 'content']);
    const address = await page.getByTitle('Foyer').getAttribute('src');
    assert.equal(address, `${world.app.url}/tab?locale=fr-fr&theme=dark`);
    await page.context().close();
  });

  it('gives a task pane 320 pixels and the context of Outlook', async () => {
    const page = await openAs(employee(), '&view=pane');
    const { app, page: pane } = await contextIn(page);
    assert.deepEqual([app.host.name, pane.frameContext], ['Outlook', 'sidePanel']);
    assert.equal((await page.getByTitle('Foyer').boundingBox())?.width, 320);
    assert.equal(await page.getByTitle('Foyer').getAttribute('src'), `${world.app.url}/pane`);
    await page.getByLabel('Width').selectOption('Full width');
    await page.waitForURL(/view=foyer/);
    await page.context().close();
  });

  it('hands over a token of the person that was picked', async () => {
    const page = await openAs(employee());
    await appIn(page).getByRole('button', { name: 'Token' }).click();
    const claims = decodeJwt((await appIn(page).locator('#token').textContent()) ?? '');
    assert.deepEqual(
      [claims.oid, claims.tid, claims.aud, claims.scp],
      [world.person('employee').id, world.started.tenantId, world.started.clientId, 'access_as_user'],
    );
    await page.context().close();
  });

  it('refuses a token for a disabled account', async () => {
    const page = await openAs(world.person('disabled').userPrincipalName);
    await appIn(page).getByRole('button', { name: 'Token' }).click();
    assert.equal(await appIn(page).locator('#token').textContent(), 'refused: tokenRevoked');
    await page.context().close();
  });

  it('hands no token over when somebody else has signed in meanwhile, and offers to come back', async () => {
    const page = await openAs(employee());
    await contextIn(page);
    const other = await page.context().newPage();
    await other.goto(`${world.origin}/?as=${world.person('administrator').userPrincipalName}`);
    await appIn(page).getByRole('button', { name: 'Token' }).click();
    assert.match((await appIn(page).locator('#token').textContent()) ?? '', /^refused/);
    await page.getByRole('button', { name: `Continue as ${world.person('employee').displayName}` }).click();
    await appIn(page).getByRole('button', { name: 'Token' }).click();
    assert.equal(decodeJwt((await appIn(page).locator('#token').textContent()) ?? '').oid, world.person('employee').id);
    await page.context().close();
  });

  it('tells of another theme without loading the app again, and loads it for another language', async () => {
    const page = await openAs(employee());
    await contextIn(page);
    await page.getByLabel('Theme').selectOption('Dark');
    assert.equal(await appIn(page).locator('#theme').textContent(), 'dark');
    await page.getByLabel('Theme').selectOption('Contrast');
    await appIn(page).locator('#theme', { hasText: 'contrast' }).waitFor();
    assert.match((await page.getByTitle('Foyer').getAttribute('src')) ?? '', /theme=default/);
    await page.getByLabel('Language').selectOption('Français');
    await page.locator('iframe[src*="locale=fr-fr"]').waitFor();
    assert.equal((await contextIn(page)).app.theme, 'contrast');
    await page.reload();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'contrast');
    await page.context().close();
  });

  for (const [how, end, result] of [
    ['succeeds', 'Succeed', 'one-time-code'],
    ['fails', 'Fail', 'refused: consent_declined'],
    ['is closed', null, 'refused: CancelledByUser'],
  ] as const) {
    it(`opens a popup to sign in, and says that it ${how}`, async () => {
      const page = await openAs(employee());
      const opening = page.waitForEvent('popup');
      await appIn(page).getByRole('button', { name: 'Sign in' }).click();
      const popup = await opening;
      assert.equal(popup.url(), `${world.app.url}/popup`, 'https is answered over http here');
      const context = JSON.parse((await popup.locator('#context').textContent()) ?? '');
      assert.equal(context.page.frameContext, 'authentication');
      if (end) await popup.getByRole('button', { name: end }).click();
      else await popup.close();
      assert.equal(await appIn(page).locator('#sign-in').textContent(), result);
      await page.context().close();
    });
  }

  it('leads to another page of the app, keeps that over a reload, and back', async () => {
    const page = await openAs(employee());
    await appIn(page).getByRole('button', { name: 'Other page' }).click();
    await page.waitForURL(/subPage=%2Fusers/);
    await page.reload();
    assert.equal((await contextIn(page)).page.subPageId, '/users');
    await page.goBack();
    await page.waitForURL((url) => !url.searchParams.has('subPage'));
    await page.context().close();
  });

  it('opens a link in a new tab, and no script', async () => {
    const page = await openAs(employee());
    const opening = page.context().waitForEvent('page');
    await appIn(page).getByRole('button', { name: 'Link', exact: true }).click();
    assert.equal((await opening).url(), `${world.app.url}/elsewhere`);
    await appIn(page).getByRole('button', { name: 'Bad link' }).click();
    assert.match((await appIn(page).locator('#bad-link').textContent()) ?? '', /^refused/);
    await page.context().close();
  });

  it('shows that the app starts, that it has, or why it could not', async () => {
    const page = await openAs(employee());
    await page.getByRole('progressbar', { name: 'Foyer is starting.' }).waitFor();
    await appIn(page).getByRole('button', { name: 'Loaded' }).click();
    await page.getByRole('progressbar').waitFor({ state: 'detached' });
    await appIn(page).getByRole('button', { name: 'Broken' }).click();
    await page.getByRole('alert').getByText('Foyer could not start: no database').waitFor();
    await page.getByRole('alert').getByRole('button', { name: 'Reload' }).click();
    await page.getByRole('progressbar').waitFor();
    await page.context().close();
  });

  it('keeps the app in its frame', async () => {
    const page = await openAs(employee());
    await appIn(page).getByRole('button', { name: 'Leave' }).click();
    assert.match((await appIn(page).locator('#leave').textContent()) ?? '', /^refused/);
    assert.ok(page.url().startsWith(world.origin));
    await page.context().close();
  });

  it('tells a frame of another origin nothing', async () => {
    const page = await openAs(employee());
    await contextIn(page);
    const heard = await page.evaluate(async () => {
      const stranger = document.createElement('iframe');
      document.body.append(stranger);
      const answers: unknown[] = [];
      stranger.contentWindow?.addEventListener('message', ({ data }) => answers.push(data));
      const ask = { id: 1, func: 'authentication.getAuthToken', args: [] };
      window.dispatchEvent(
        new MessageEvent('message', { data: ask, source: stranger.contentWindow, origin: location.origin }),
      );
      await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
      return answers;
    });
    assert.deepEqual(heard, []);
    await page.context().close();
  });
});

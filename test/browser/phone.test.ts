import assert from 'node:assert/strict';
import { isForEverybody } from '../support/axe.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('Teams on a telephone shows Foyer in no frame', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  before(() => foundOrganization(stage.world));

  it('signs in by the host’s token, keeps to its host on every page, and never asks to sign in', async () => {
    const { page, changeTheme } = await stage.hold(administrator(), { theme: 'dark', locale: 'fr' });
    const asked: string[] = [];
    page.on('request', (request) => request.url().includes('/auth/sign-in') && asked.push(request.url()));
    await page.getByRole('heading', { name: /^Bienvenue/ }).waitFor();
    assert.equal(await page.evaluate(() => window === window.parent), true);
    assert.equal(await page.evaluate(() => document.documentElement.dataset.theme), 'dark');
    await changeTheme('contrast');
    await page.locator('html[data-theme="contrast"]').waitFor();
    await page.getByRole('button', { name: 'Ouvrir la navigation' }).click();
    await page.getByRole('link', { name: 'Utilisateurs', exact: true }).click();
    await page.waitForURL('**/users');
    // The address no longer says that a host has opened it, and the cookie may be gone by the next time.
    await page.context().clearCookies();
    await page.reload();
    await page.getByRole('row').filter({ hasText: administrator().userPrincipalName }).waitFor();
    assert.deepEqual(asked, []);
  });

  it('is led to the page of a deep link, and shows why there is no token', async () => {
    const { page } = await stage.hold(administrator(), { subPage: 'subscription' });
    await page.getByRole('heading', { name: 'Subscription' }).waitFor();
    const disabled = await stage.hold(stage.world.person('disabled'));
    await disabled.page.getByRole('button', { name: /^Sign in/ }).waitFor();
  });

  it('a plain browser is a browser still: it signs in at Microsoft, and comes back', async () => {
    const page = await stage.browse('about:blank');
    const redirected = page.waitForRequest((request) => request.url().includes('/auth/sign-in?'));
    await page.goto(stage.world.url);
    await redirected;
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
  });

  it('who opens the address of the tab in a browser is told, and gets on from there', async () => {
    const page = await stage.browse(`${stage.world.url}/tab?locale=en-us&theme=default`);
    await page.getByRole('heading', { name: 'Open Foyer in your browser' }).waitFor();
    await isForEverybody(page);
    // Opened by another page, it takes that for its host, which never answers.
    const [opened] = await Promise.all([page.waitForEvent('popup'), page.evaluate(() => void window.open('/tab'))]);
    await opened.getByRole('heading', { name: 'Open Foyer in your browser' }).waitFor();
    await opened.getByRole('link', { name: 'Open in browser' }).click();
    await opened.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
  });
});

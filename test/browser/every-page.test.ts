import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Frame } from 'playwright-core';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import { isForEverybody, overflow, violations } from '../support/axe.ts';
import { coveredControls } from '../support/covered.ts';
import { notFrench, speak } from '../support/language.ts';
import { addExternal, external } from '../support/passwords.ts';
import type { Screen } from '../support/screen.ts';
import { type Cast, type FoyerPage, pages, prepare } from './foyer-pages.ts';
import { setStage } from './stage.ts';

describe('every page is for everybody: in light, dark and high contrast, from 320 px', () => {
  const stage = setStage({ screensStay: true });
  /** Each person's screen leads them from page to page: to open one costs as much as to look at two pages. */
  const screens = new Map<string, Screen>();
  let cast: Cast;
  before(async function () {
    this.timeout(120_000);
    cast = await prepare(stage.world);
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed') screens.clear();
  });

  for (const page of pages) {
    it(`${page.name}: axe finds nothing, and nothing is cut off in a task pane`, async () => {
      const screen = await show(page, 'pane');
      const frame = frameOf(screen);
      const found = await wrongWith(frame);
      if (page.inAllThemes) found.push(...(await wrongColours(screen)));
      await speak(frame, 'fr');
      found.push(...(await notFrench(frame)));
      if ((await overflow(frame)) > 0) found.push('in French it is wider than its room');
      assert.deepEqual(found, []);
    });
  }

  for (const page of pages.filter(({ growsWide }) => growsWide)) {
    it(`${page.name}: the same where there is room for more`, async () => {
      const frame = frameOf(await show(page, 'foyer'));
      const found = await wrongWith(frame);
      await speak(frame, 'fr');
      if ((await overflow(frame)) > 0) found.push('in French it is wider than its room');
      assert.deepEqual(found, []);
    });
  }

  it('ACC-8 the plain web: who comes without a session, and who has to sign in again', async () => {
    const { world } = stage;
    const nobody = await stage.browse(world.url);
    await nobody.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
    await isForEverybody(nobody);
    await nobody.goto(`${world.url}/sign-up/x`);
    await nobody.getByRole('heading', { name: 'We couldn’t create the account' }).waitFor();
    await isForEverybody(nobody);

    const person = external('sigrid');
    const client = await addExternal(world, await world.signIn(cast.administrator.userPrincipalName), person);
    await nobody.context().addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: world.url })));
    const { account } = await client.get<Session>('/session');
    const mine = { accountId: new Types.ObjectId(account.id) };
    await world.db.collection('sessions').updateMany(mine, { $set: { authenticatedAt: null } });
    await nobody.goto(`${world.url}/account/data`);
    await nobody.getByRole('button', { name: 'Close my account…' }).click();
    await nobody
      .getByRole('dialog')
      .getByText(/^For your security, sign in again/)
      .waitFor();
    await isForEverybody(nobody);
    await nobody.getByRole('button', { name: 'Sign in again' }).click();
    await nobody.getByText(/^Confirm that it’s you/).waitFor();
    // The dialog that was open has gone, and no longer hides the page from who can't see it.
    await nobody.locator('#root:not([aria-hidden])').waitFor();
    await isForEverybody(nobody);
    await nobody.getByRole('textbox', { name: 'Login ID' }).fill(person.loginId);
    await nobody.getByRole('button', { name: 'Continue' }).click();
    await nobody.getByLabel(/^Password/).fill(person.password);
    await nobody.getByRole('button', { name: 'Sign in', exact: true }).click();
    await nobody.getByRole('button', { name: 'Close my account…' }).click();
    await nobody.getByRole('dialog').getByRole('textbox').fill(person.loginId);
    await nobody.getByRole('button', { name: 'Close for good' }).click();
    await nobody.getByText(/^Your account is closed/).waitFor();
    await nobody.locator('#root:not([aria-hidden])').waitFor();
    await isForEverybody(nobody);
  });

  /** Leads whom a page is for to it, and waits until it is complete. */
  async function show(page: FoyerPage, view: 'pane' | 'foyer'): Promise<Screen> {
    const key = `${view} ${page.who}`;
    const screen = screens.get(key) ?? (await stage.sit(cast[page.who], { view, locale: 'fr' }));
    screens.set(key, screen);
    const { foyer } = screen;
    // There already, behind the panel of the page before; or still on its way.
    await foyer.locator('html[lang="fr"] main h1, html[lang="en"] main h1').first().waitFor();
    const frame = frameOf(screen);
    await speak(frame, 'en');
    // By way of a page without panels and dialogs: what the page before has opened is closed.
    for (const path of ['/privacy', page.path?.(cast) ?? '/']) await lead(frame, path);
    await page.open?.(foyer);
    await page.complete(foyer, cast).first().waitFor();
    return screen;
  }

  function frameOf({ page }: Screen): Frame {
    const frame = page.frame({ name: 'embedded-page-container' });
    assert.ok(frame);
    return frame;
  }

  async function wrongWith(frame: Frame): Promise<string[]> {
    const found = await violations(frame);
    if ((await overflow(frame)) > 0) found.push('it is wider than its room');
    // Last, for it scrolls.
    found.push(...(await frame.evaluate(coveredControls)));
    return found;
  }

  /** Colours in the other themes; the screen ends in the light one, for the page after this one. */
  async function wrongColours(screen: Screen): Promise<string[]> {
    const found: string[] = [];
    const choose = async (option: string, theme: string) => {
      await screen.page.getByRole('combobox', { name: 'Thème' }).selectOption(option);
      await screen.foyer.locator(`html[data-theme="${theme}"]`).waitFor();
    };
    for (const theme of ['dark', 'contrast']) {
      await choose(theme, theme);
      for (const each of await violations(frameOf(screen), ['color-contrast'])) found.push(`${theme}: ${each}`);
    }
    await choose('default', 'light');
    return found;
  }

  /** Goes to another page of Foyer without loading it anew. */
  async function lead(frame: Frame, path: string): Promise<void> {
    await frame.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    if (path === '/privacy') await frame.getByRole('heading', { name: 'Privacy' }).first().waitFor();
  }
});

import assert from 'node:assert/strict';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('signing in, from inside Microsoft 365 and from a browser', () => {
  const stage = setStage({ people: 60 });
  const administrator = () => stage.world.person('administrator');
  const home = 'Welcome, Ingrid Halvorsen';

  before(() => foundOrganization(stage.world));
  afterEach(() => stage.world.clearFaults());

  for (const [kind, sentence] of [
    ['mfa', 'Microsoft needs one more step'],
    ['consent', 'Foyer needs your permission'],
    ['host-mfa', 'Microsoft 365 couldn’t sign you in automatically'],
  ] as const) {
    it(`tries once without asking, then shows a button that opens a window (${kind})`, async () => {
      await stage.world.fault({ kind });
      const { foyer, context } = await stage.sit(administrator(), { view: 'foyer' });
      await foyer.getByText(sentence).waitFor();
      await stage.world.clearFaults();
      const popup = context.waitForEvent('page');
      await foyer.getByRole('button', { name: 'Sign in with Microsoft' }).click();
      await popup;
      await foyer.getByRole('heading', { name: home }).waitFor();
    });
  }

  it('gives the link that an administrator of Microsoft 365 needs, where consent is missing', async () => {
    await stage.world.fault({ kind: 'consent' });
    const { foyer } = await stage.sit(administrator(), { view: 'foyer' });
    const link = foyer.getByRole('link', { name: /adminconsent/ });
    assert.match((await link.getAttribute('href')) ?? '', /\/adminconsent\?.*client_id=/);
  });

  it('gets another token by itself when the host’s was too old', async () => {
    await stage.world.fault({ kind: 'assertion-expired', times: 1 });
    const { foyer } = await stage.sit(administrator(), { view: 'foyer' });
    await foyer.getByRole('heading', { name: home }).waitFor();
  });

  it('opens a lost session again by itself, where one was', async () => {
    const { foyer, context } = await stage.sit(administrator(), { view: 'foyer' });
    await foyer.getByRole('heading', { name: home }).waitFor();
    await context.clearCookies({ name: /foyer/ });
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    await foyer.getByRole('table').getByText('Ingrid Halvorsen').waitFor();
  });

  it('is in the theme and the language of the host, and changes theme with it', async () => {
    const { foyer, page } = await stage.sit(administrator(), { view: 'foyer', theme: 'dark', locale: 'fr' });
    await foyer.getByRole('heading', { name: 'Bienvenue, Ingrid Halvorsen' }).waitFor();
    const html = foyer.locator('html');
    assert.equal(await html.getAttribute('lang'), 'fr');
    assert.equal(await html.getAttribute('data-theme'), 'dark');
    await page.getByRole('combobox').first().selectOption('contrast');
    await foyer.locator('html[data-theme="contrast"]').waitFor({ state: 'attached' });
  });

  it('says so when the server can’t be reached, and goes on when it can', async () => {
    const { foyer, page } = await stage.sit(administrator(), { view: 'foyer' });
    await foyer.getByRole('heading', { name: home }).waitFor();
    await page.route('**/api/v1/members?*', (route) => route.abort());
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    await foyer.getByText('Foyer can’t be reached').waitFor();
    await page.unroute('**/api/v1/members?*');
    await foyer.getByRole('button', { name: 'Try again' }).click();
    await foyer.getByRole('table').getByText('Ingrid Halvorsen').waitFor();
  });

  it('goes through Microsoft’s page in a browser, back to where one wanted to go, and out again', async () => {
    const { page, context } = await stage.sit(administrator());
    await page.getByRole('main').waitFor();
    const tab = await context.newPage();
    await tab.goto(`${stage.world.url}/subscription`);
    await tab.getByRole('heading', { name: 'Subscription', level: 1 }).waitFor();
    await tab.getByRole('button', { name: 'Account of Ingrid Halvorsen' }).click();
    await tab.getByRole('menuitem', { name: 'Sign out' }).click();
    await tab.getByText('You’re signed out.').waitFor();
    await tab.reload();
    await tab.getByRole('heading', { name: 'Subscription', level: 1 }).waitFor();
  });

  it('says why a sign-in in a browser failed, with a button and no loop', async () => {
    const { page } = await stage.sit(administrator());
    await page.goto(`${stage.world.url}/?signInError=account_disabled`);
    await page.getByText('Your account is disabled in Microsoft 365.').waitFor();
    await page.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
  });
});

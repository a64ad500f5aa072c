import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { startSandbox } from '../../src/sandbox/start.ts';
import { type HomeWorld, startHomeWorld } from './world.ts';

describe('the sandbox home page', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
  });
  after(() => world.close());

  const asPerson = (persona: Parameters<HomeWorld['person']>[0], rest = ''): Promise<Page> =>
    world.open(`/?as=${encodeURIComponent(world.person(persona).userPrincipalName)}${rest}`);

  it('says what it is and who is there to be, and leads into the launcher by keyboard alone', async () => {
    const page = await world.open('/');
    await page.getByText('This is a sandbox: a small Microsoft 365 that runs on this computer.').waitFor();
    await page.getByRole('heading', { name: 'Who would you like to be?' }).waitFor();
    for (const persona of ['administrator', 'approver', 'employee', 'guest', 'disabled', 'renamed'] as const) {
      await page.getByRole('button', { name: world.person(persona).displayName, exact: true }).waitFor();
    }
    await page.getByRole('listitem').filter({ hasText: 'Vera Lindqvist' }).getByText('another company').waitFor();
    const administrator = world.person('administrator').displayName;
    await page.keyboard.press('Tab');
    while ((await page.locator(':focus').textContent()) !== administrator) await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: `Hello, ${administrator}` }).waitFor();
    assert.match(page.url(), /as=ingrid\.halvorsen%40aldervale\.example/);
    await page.context().close();
  });

  it('finds anybody by name or login ID, of every tenant', async () => {
    const page = await world.open('/');
    const search = page.getByRole('searchbox', { name: /^Search all \d+ people/ });
    await search.fill('elodie.guerin');
    const found = page.getByRole('search').getByRole('listitem');
    await found.filter({ hasText: 'Northquay' }).filter({ hasText: 'Élodie Guérin' }).waitFor();
    assert.equal(await found.count(), 1);
    await search.fill('nobody is called this');
    await page.getByText('No one has this name.').waitFor();
    await page.context().close();
  });

  it('stays who one is and where one is over a reload, and lets one switch to somebody else', async () => {
    const page = await asPerson('employee', '&view=mail&theme=dark&locale=fr');
    await page.reload();
    await page.getByRole('heading', { name: 'Boîte de réception' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('data-theme'), 'dark');
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr');
    await page.goto(`${world.origin}/`);
    await page.getByRole('heading', { name: 'Bonjour' }).waitFor();
    await page.getByRole('button', { name: 'Changer de personne' }).click();
    await page.getByRole('heading', { name: 'Qui voulez-vous être ?' }).waitFor();
    await page.goto(`${world.origin}/`);
    await page.getByRole('heading', { name: 'Qui voulez-vous être ?' }).waitFor();
    await page.context().close();
  });

  it('goes back in the browser to whom one was before', async () => {
    const page = await asPerson('employee');
    await page.getByRole('button', { name: 'Switch person' }).click();
    await page.getByRole('button', { name: world.person('guest').displayName }).click();
    await page.getByRole('heading', { name: /^Hello, Camille/ }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: 'Who would you like to be?' }).waitFor();
    await page.goBack();
    await page.getByRole('heading', { name: /^Hello, Siobhán/ }).waitFor();
    await page.context().close();
  });

  it('says so when nobody has the login ID in the address', async () => {
    const page = await world.open('/?as=nobody@aldervale.example');
    await page.getByRole('alert').getByText('nobody@aldervale.example').waitFor();
    await page.context().close();
  });

  it('opens each app from the launcher', async () => {
    const page = await asPerson('employee');
    const apps = page.getByRole('main');
    await apps.getByRole('link', { name: 'Foyer', exact: true }).click();
    await page.getByTitle('Foyer').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Apps' }).click();
    await apps.getByRole('link', { name: 'Foyer in a task pane' }).click();
    await page.waitForURL(/view=pane/);
    await page.getByRole('navigation').getByRole('link', { name: 'Mail' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
    await page.context().close();
  });

  it('lets the renamed person have another login ID, and the old one again', async () => {
    const page = await asPerson('renamed');
    const { id, userPrincipalName: before } = world.person('renamed');
    await page
      .getByRole('button', { name: 'Change the login ID to hannah.whitfield-ashworth@aldervale.example' })
      .click();
    const back = page.getByRole('button', { name: `Change the login ID to ${before}` });
    await back.waitFor();
    const login = () => world.started.sandbox.findPerson(id)?.userPrincipalName;
    assert.equal(login(), 'hannah.whitfield-ashworth@aldervale.example');
    await page.reload();
    await back.click();
    await page.getByRole('button', { name: /-ashworth@/ }).waitFor();
    assert.equal(login(), before);
    await page.context().close();
  });

  for (const [what, address] of [
    [
      'a deep link of Teams',
      (id: string) =>
        `https://teams.microsoft.com/l/entity/${id}/foyer?context=${encodeURIComponent('{"subEntityId":"/users/requests/7"}')}`,
    ],
    [
      'the web address in a deep link of Teams',
      (id: string, app: string) =>
        `https://teams.microsoft.com/l/entity/${id}/foyer?webUrl=${encodeURIComponent(`${app}/users/requests/7`)}`,
    ],
    ['an address of Foyer', (_id: string, app: string) => `${app}/users/requests/7`],
  ] as const) {
    it(`opens the page inside Foyer that ${what} names`, async () => {
      const page = await asPerson('employee');
      const url = address(world.started.clientId, world.app.url);
      await page.goto(`${world.origin}/open?url=${encodeURIComponent(url)}`);
      const context = await page.frameLocator('iframe[title="Foyer"]').locator('#context').textContent();
      assert.equal(JSON.parse(context ?? '').page.subPageId, '/users/requests/7');
      await page.context().close();
    });
  }

  for (const url of [
    'https://attacker.example/',
    'https://teams.microsoft.com/l/entity/another-app/x',
    'javascript:alert(1)',
    '',
  ]) {
    it(`opens nothing for "${url}"`, async () => {
      const response = await fetch(`${world.origin}/open?url=${encodeURIComponent(url)}`, { redirect: 'manual' });
      assert.equal(response.status, 400);
    });
  }
});

describe('the sandbox home page, from outside', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
  });
  after(() => world.close());

  const post = (path: string, body: unknown, headers: Record<string, string>): Promise<Response> =>
    fetch(`${world.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });

  for (const path of ['/home/sign-in', '/home/sign-out', '/home/token', '/home/mail/x/read']) {
    it(`lets no other page, Foyer's own included, post to ${path}`, async () => {
      const body = { person: world.person('administrator').id };
      const cookie = `sandbox-person=${body.person}`;
      for (const origin of [world.app.url, 'https://attacker.example', 'null']) {
        const response = await post(path, body, { origin, cookie });
        assert.deepEqual([response.status, response.headers.get('set-cookie')], [403, null], origin);
      }
      assert.equal((await post(path, body, { cookie })).status, 403, 'without an origin');
    });
  }

  it('hands out no token but that of the person who is signed in', async () => {
    const origin = world.origin;
    const person = world.person('administrator').id;
    const cookie = `sandbox-person=${world.person('employee').id}`;
    for (const headers of [{ origin }, { origin, cookie }]) {
      assert.deepEqual(await (await post('/home/token', { person }, headers)).json(), { refused: 'anotherPerson' });
    }
  });

  it('says, in the words of teams-js, that consent or a second factor is needed', async () => {
    const person = world.person('employee').id;
    const headers = { origin: world.origin, cookie: `sandbox-person=${person}` };
    for (const [kind, refused] of [
      ['host-consent', 'resourceRequiresConsent'],
      ['host-mfa', 'resourceRequiresMfa'],
    ] as const) {
      world.started.sandbox.faults.add({ kind, times: 1 });
      assert.deepEqual(await (await post('/home/token', { person }, headers)).json(), { refused });
    }
  });

  it('allows scripts of its own only, and frames of Foyer only', async () => {
    const policy = (await fetch(world.origin)).headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'; script-src 'self';/);
    assert.ok(policy.includes(`frame-src 'self' ${world.app.url};`));
    assert.match(policy, /frame-ancestors 'none'/);
  });

  it('says that Foyer is starting until it answers somewhere, and then goes on', async () => {
    let appUrl = '';
    const early = await startSandbox({ port: 0, appUrl: () => appUrl, people: 50 });
    const page = await (await world.context()).newPage();
    assert.equal((await page.goto(early.origin))?.status(), 503);
    await page.getByText('Foyer is starting.').waitFor();
    appUrl = world.app.url;
    await page.getByRole('heading', { name: 'Who would you like to be?' }).waitFor();
    await page.context().close();
    await early.close();
  });

  it('leads from 127.0.0.1 to localhost', async () => {
    const { port } = new URL(world.origin);
    const response = await fetch(`http://127.0.0.1:${port}/?view=mail`, { redirect: 'manual' });
    assert.deepEqual([response.status, response.headers.get('location')], [307, `${world.origin}/?view=mail`]);
  });

  it('answers what is not there with 404, and a broken body with 400', async () => {
    const headers = { origin: world.origin };
    assert.equal((await fetch(`${world.origin}/home/mail/none`)).status, 404);
    assert.equal((await post('/home/sign-in', { person: 'none' }, headers)).status, 404);
    const broken = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{' };
    assert.equal((await fetch(`${world.origin}/home/sign-in`, broken)).status, 400);
  });
});

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type HomeWorld, startHomeWorld } from './world.ts';

describe('the sandbox mailbox', () => {
  let world: HomeWorld;
  before(async () => {
    world = await startHomeWorld();
  });
  after(() => world.close());

  const login = (): string => world.person('employee').userPrincipalName;
  const message = 'iframe[title="Message"]';

  it('shows mail as it comes, and counts what is unread', async () => {
    const page = await world.open(`/?as=${login()}&view=mail`);
    await page.getByRole('link', { name: /Trade Weekly/ }).waitFor();
    world.send(login(), 'You are invited', '<p>Welcome <b>in</b></p>');
    await page.getByRole('status').getByText('New message: You are invited').waitFor({ state: 'attached' });
    await page.getByRole('navigation').getByRole('link', { name: '1 unread, Mail' }).waitFor();
    await page.getByRole('link', { name: /^Unread Foyer .*You are invited/ }).click();
    await page.getByRole('heading', { name: 'You are invited' }).waitFor();
    await page.frameLocator(message).getByText('Welcome in').waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Mail', exact: true }).waitFor();
    await page.reload();
    await page.getByRole('heading', { name: 'You are invited' }).waitFor();
    assert.equal(world.started.sandbox.mailboxes.inbox(login())[0]?.isRead, true);
    await page.context().close();
  });

  it('opens a link to Foyer in a new tab, as Outlook does', async () => {
    world.send(login(), 'A link', `<a href="${world.app.url}/invitations/abc">See the invitation</a>`);
    const page = await world.open(`/?as=${login()}&view=mail`);
    await page.getByRole('link', { name: /A link/ }).click();
    const opening = page.context().waitForEvent('page');
    await page.frameLocator(message).getByRole('link', { name: 'See the invitation' }).click();
    const tab = await opening;
    await tab.getByRole('heading', { name: 'App /invitations/abc' }).waitFor();
    assert.equal(await tab.evaluate(() => window.opener), null);
    await page.context().close();
  });

  it('opens a deep link of Teams inside the sandbox', async () => {
    const context = encodeURIComponent('{"subEntityId":"/invitations/mine"}');
    const link = `https://teams.microsoft.com/l/entity/${world.started.clientId}/foyer?label=x&amp;context=${context}`;
    world.send(
      login(),
      'A deep link',
      `<html><head><title>t</title></head><body><a href="${link}">Open</a></body></html>`,
    );
    const page = await world.open(`/?as=${login()}&view=mail`);
    await page.getByRole('link', { name: /A deep link/ }).click();
    await page.frameLocator(message).getByRole('link', { name: 'Open' }).click();
    const shown = await page.frameLocator('iframe[title="Foyer"]').locator('#context').textContent();
    assert.equal(JSON.parse(shown ?? '').page.subPageId, '/invitations/mine');
    await page.context().close();
  });

  it('runs nothing and fetches nothing that a message brings along', async () => {
    const called: (string | undefined)[] = [];
    const stranger = createServer((request, response) => {
      called.push(request.url);
      response.end();
    }).listen(0, '127.0.0.1');
    await once(stranger, 'listening');
    const elsewhere = `http://localhost:${(stranger.address() as AddressInfo).port}`;
    const hostile = `<script>parent.postMessage("ran", "*"); document.title = "ran"</script>
      <img src="x" onerror="document.title = 'ran'"><img src="${elsewhere}/pixel.png">
      <link rel="stylesheet" href="${elsewhere}/style.css"><style>@import "${elsewhere}/more.css";</style>
      <base href="https://attacker.example/"><form action="${elsewhere}" method="post"><button>Win</button></form>
      <iframe src="${elsewhere}"></iframe><a href="javascript:document.title='ran'">Script</a>
      <meta http-equiv="refresh" content="0;url=${elsewhere}"><p>The end</p>`;
    world.send(login(), 'Hostile <b>"subject"</b>', hostile);
    const page = await world.open(`/?as=${login()}&view=mail`);
    await page.getByRole('link', { name: /Hostile <b>"subject"<\/b>/ }).click();
    const body = page.frameLocator(message);
    await body.getByText('The end').waitFor();
    await body.getByRole('link', { name: 'Script' }).click();
    await body.getByRole('button', { name: 'Win' }).click();
    await page.reload();
    await body.getByText('The end').waitFor();
    assert.deepEqual(called, []);
    stranger.close();
    assert.equal(await body.locator('html').evaluate(() => document.title), 'Hostile <b>"subject"</b>');
    await page.context().close();
  });

  it('makes the addresses in plain text links, and shows its marks as they are', async () => {
    world.started.sandbox.mailboxes.send(
      {
        ...{ internetMessageId: '<plain@test.example>', subject: 'Plain', importance: 'normal' },
        from: { name: '', address: 'no-reply@aldervale.example' },
        to: [{ name: '', address: login() }],
        ...{ cc: [], bcc: [], replyTo: [], headers: [], attachments: [] },
        body: { contentType: 'text', content: `a < b & c\nSee ${world.app.url}/elsewhere?a=1&b=2.` },
      },
      { mailbox: 'sender', saveToSentItems: false },
      new Date(),
    );
    const page = await world.open(`/?as=${login()}&view=mail`);
    await page.getByRole('link', { name: /Plain/ }).click();
    await page.frameLocator(message).getByText('a < b & c').waitFor();
    const link = page.frameLocator(message).getByRole('link');
    assert.equal(await link.getAttribute('href'), `${world.app.url}/elsewhere?a=1&b=2`);
    await page.context().close();
  });

  it('INV-2 shows the mailbox of somebody outside Microsoft 365', async () => {
    const page = await world.open('/');
    await page.getByLabel('E-mail address').fill('nina@outside.example');
    await page.getByRole('button', { name: 'Open mailbox' }).click();
    await page.getByText('No mail yet.').waitFor();
    world.send('Nina@outside.example', 'Join us', '<p>Hello Nina</p>');
    await page.getByRole('link', { name: /Join us/ }).click();
    await page.frameLocator(message).getByText('Hello Nina').waitFor();
    await page.getByRole('button', { name: 'Switch person' }).click();
    await page.getByRole('heading', { name: 'Who would you like to be?' }).waitFor();
    await page.context().close();
  });
});

import assert from 'node:assert/strict';
import { overflow, violations } from '../support/axe.ts';
import type { Client } from '../support/client.ts';
import { activate } from '../support/mailboxes.ts';
import { foundOrganization } from '../support/organization.ts';
import { memberId } from '../support/records.ts';
import type { Screen } from '../support/screen.ts';
import { setStage } from './stage.ts';

describe('the task pane beside a message in Outlook', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  let admin: Client;
  before(async function () {
    this.timeout(60_000);
    admin = await foundOrganization(stage.world);
    await admin.patch('/subscription', { extensions: { outlook: { bought: 1 } } });
  });
  afterEach(() => stage.world.clearFaults());

  /** Two people who have written to the administrator, and a message of each. */
  function correspondents() {
    const { sandbox } = stage.world.sandbox;
    const person = sandbox.findPerson(administrator().id);
    assert.ok(person);
    const messages = sandbox.writtenBefore(person).filter(({ subject }) => !/Trade Weekly/.test(subject));
    const [first] = messages;
    const second = messages.find(({ from }) => from.address !== first?.from.address);
    assert.ok(first && second);
    return [first, second] as const;
  }

  async function openPane(place: Parameters<typeof stage.sit>[1] = {}): Promise<Screen> {
    const screen = await stage.sit(administrator(), { view: 'mail', ...place });
    const [{ from }] = correspondents();
    await screen.page
      .getByRole('link', { name: new RegExp(from.name) })
      .first()
      .click();
    await screen.page.getByRole('article').getByRole('button', { name: 'Foyer' }).click();
    return screen;
  }

  /** Nothing of the pane lies outside its 320 pixels, and axe finds nothing in it in any theme. */
  async function isForEverybody({ page, outlook }: Screen): Promise<void> {
    const frame = page.frame({ name: 'outlook-task-pane' });
    assert.ok(frame);
    assert.equal(await frame.evaluate(() => window.innerWidth), 320);
    assert.ok((await overflow(frame)) <= 0);
    assert.deepEqual(await violations(frame), []);
    const theme = page.getByRole('combobox', { name: 'Theme' });
    await theme.selectOption('dark');
    await outlook.locator('html[data-theme="dark"]').waitFor();
    assert.deepEqual(await violations(frame, ['color-contrast']), [], 'dark');
    await theme.selectOption('default');
    await outlook.locator('html[data-theme="light"]').waitFor();
  }

  it('EXT-3 explains that the extension is not activated, and goes on once it is', async () => {
    const screen = await openPane();
    const { outlook } = screen;
    await outlook.getByText('Outlook plug-in is not activated for you').waitFor();
    await isForEverybody(screen);
    await activate(admin, 'outlook', await memberId(admin));
    await outlook.getByRole('button', { name: 'Try again' }).click();
    await outlook.getByRole('button', { name: /^Add contact: / }).waitFor();
  });

  it('EXT-4 REC-4 adds the sender as a contact by keyboard, shows the history, follows the next message', async () => {
    const [first, second] = correspondents();
    const screen = await openPane();
    const { page, outlook } = screen;
    await outlook.getByRole('heading', { name: 'Open message' }).waitFor();
    await outlook.getByText(first.subject).first().waitFor();
    await isForEverybody(screen);

    await outlook.getByRole('button', { name: `Add contact: ${first.from.name}` }).focus();
    await page.keyboard.press('Enter');
    await outlook.getByRole('link', { name: first.from.name }).waitFor();
    await outlook.locator('ul:focus').waitFor();
    await outlook.getByText(`Owner: ${administrator().displayName}`).waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await outlook.getByText('Created', { exact: true }).waitFor();
    await outlook.locator('[id^=toast-title]').waitFor({ state: 'detached' });
    await isForEverybody(screen);

    await page.getByRole('button', { name: 'Keep open for the next message' }).click();
    await page
      .getByRole('link', { name: new RegExp(second.from.name) })
      .first()
      .click();
    await outlook.getByRole('button', { name: `Add contact: ${second.from.name}` }).waitFor();
    await outlook.getByRole('link', { name: first.from.name }).waitFor({ state: 'detached' });
    await page.reload();
    await outlook.getByRole('button', { name: `Add contact: ${second.from.name}` }).waitFor();
    await page.goto(page.url().replace(/&message=[^&]*/, ''));
    await outlook.getByText('No message is open').waitFor();
  });

  it('EXT-4 leads to the record and back to the message, in French', async () => {
    const [first] = correspondents();
    const { outlook } = await openPane({ locale: 'fr' });
    await outlook.getByRole('link', { name: first.from.name }).click();
    await outlook.getByRole('heading', { name: first.from.name, level: 1 }).waitFor();
    await outlook.getByRole('button', { name: 'Ouvrir la navigation' }).click();
    await outlook.getByRole('dialog').getByRole('link', { name: 'Message ouvert' }).click();
    await outlook.getByRole('heading', { name: 'Message ouvert', level: 1 }).waitFor();
    await outlook.getByRole('link', { name: first.from.name }).waitFor();
  });

  it('EXT-4 signs in with a dialog where Outlook gives no token by itself', async () => {
    await stage.world.fault({ kind: 'host-mfa' });
    const { outlook, context } = await openPane();
    await outlook.getByText('Microsoft 365 couldn’t sign you in automatically').waitFor();
    await stage.world.clearFaults();
    const dialog = context.waitForEvent('page');
    await outlook.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await dialog;
    await outlook.getByRole('heading', { name: 'Open message' }).waitFor();
  });

  it('leaves a tab of the same window what it is: no task pane', async () => {
    const { page, outlook, foyer } = await openPane();
    await outlook.getByRole('heading', { name: 'Open message' }).waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Foyer' }).click();
    await foyer.getByRole('heading', { name: /^Welcome, / }).waitFor();
  });
});

import assert from 'node:assert/strict';
import type { FrameLocator } from 'playwright-core';
import { overflow } from '../support/axe.ts';
import { at } from '../support/door.ts';
import type { Screen } from '../support/screen.ts';
import { setStage } from './stage.ts';

describe('the main path in the dark theme, in a task pane of 320 px', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const martha = () => at(stage.world.people('approver'), 2);
  const olivia = () => at(stage.world.people('employee'), 8);

  async function sit(person: { userPrincipalName: string }): Promise<Screen> {
    const screen = await stage.sit(person, { view: 'pane', theme: 'dark' });
    await screen.foyer.locator('html[data-theme="dark"]').waitFor();
    return screen;
  }

  /** Nothing of the pane may lie outside it. */
  async function fits({ page }: Screen): Promise<void> {
    const frame = page.frame({ name: 'embedded-page-container' });
    assert.ok(frame);
    assert.equal(await frame.evaluate(() => window.innerWidth), 320);
    assert.ok((await overflow(frame)) <= 0);
  }

  async function goTo(foyer: FrameLocator, name: string): Promise<void> {
    await foyer.getByRole('button', { name: 'Open navigation' }).click();
    await foyer.getByRole('dialog').getByRole('link', { name, exact: true }).click();
    await foyer.getByRole('dialog').waitFor({ state: 'detached' });
    await foyer.getByRole('heading', { name, level: 1 }).waitFor();
  }

  it('ORG-1 SUB-1 INV-1 founds the organization, sets its seats and invites', async () => {
    const screen = await sit(administrator());
    const { foyer } = screen;
    await foyer.getByRole('button', { name: 'Found the organization' }).click();
    await foyer.getByText('1 of 5 in use').waitFor();
    await fits(screen);
    await goTo(foyer, 'Subscription');
    await foyer.getByRole('button', { name: 'Change' }).click();
    await foyer.getByRole('spinbutton', { name: 'Seats' }).fill('9');
    await fits(screen);
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('1 of 9 in use').waitFor();
    await goTo(foyer, 'Users');
    await foyer.getByRole('link', { name: 'Office 365 user' }).click();
    const window = foyer.getByRole('dialog', { name: 'Add Office 365 users' });
    await window.getByRole('searchbox').fill('okonkwo mar');
    await window.getByRole('listitem').filter({ hasText: 'Martha Okonkwo' }).getByRole('checkbox').check();
    await fits(screen);
    await window.getByRole('button', { name: 'Save' }).click();
    await window.getByText('1 person invited.').waitFor();
    await window.getByRole('button', { name: 'Done' }).click();
    await foyer.getByRole('row').filter({ hasText: 'Martha Okonkwo' }).getByText('Sent').waitFor();
    await fits(screen);
  });

  it('INV-3 INV-4 joins by the invitation', async () => {
    const screen = await sit(martha());
    await screen.foyer.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await fits(screen);
    await screen.foyer.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await screen.foyer.getByRole('heading', { name: 'Welcome, Martha Okonkwo' }).waitFor();
    await fits(screen);
  });

  it('JOIN-1 JOIN-5 asks, and is approved', async () => {
    const asking = await sit(olivia());
    await asking.foyer.getByRole('textbox', { name: /^Message/ }).fill('I draw the new brochure.');
    await fits(asking);
    await asking.foyer.getByRole('button', { name: 'Request to join' }).click();
    await asking.foyer.getByRole('heading', { name: 'Your request is waiting' }).waitFor();
    await fits(asking);

    const screen = await sit(administrator());
    await screen.foyer.getByRole('link', { name: 'Review the request of Olivia Smith-Jones' }).click();
    const window = screen.foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByText('I draw the new brochure.').waitFor();
    await window.getByText(/^Takes one seat/).waitFor();
    await fits(screen);
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await screen.foyer.getByText('Olivia Smith-Jones is now a member').last().waitFor();
    const { foyer } = await sit(olivia());
    await foyer.getByRole('heading', { name: 'Welcome, Olivia Smith-Jones' }).waitFor();
  });
});

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { at, invite } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { follow, openFoyer, openMessage } from '../support/screen.ts';
import { setStage } from './stage.ts';

describe('an invited person joins', () => {
  const stage = setStage();
  const employee = (index: number) => at(stage.world.people('employee'), index);
  let administrator: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
  });

  it('INV-3 INV-4 INV-5 INV-6 follows the link in the mail, reads what joining means, accepts the terms, is in', async () => {
    const invited = employee(0);
    await invite(administrator, invited);
    await stage.world.waitForMail(invited.userPrincipalName, /invites you/);
    const screen = await stage.sit(invited, { view: 'mail' });
    const mail = await openMessage(screen.page, /Ingrid Halvorsen invites you to Alder & Vale/);
    await mail.getByText(/you take one of its seats/).waitFor();
    const tab = await follow(screen, mail.getByRole('link', { name: 'See the invitation' }));

    await tab.getByRole('heading', { name: 'Join Alder & Vale' }).waitFor();
    await tab.getByText(/As a member, you work with the records/).waitFor();
    await tab.getByRole('button', { name: 'Sign in to join' }).click();
    await readTerms(tab);
    const join = tab.getByRole('button', { name: 'Join Alder & Vale' });
    assert.equal(await join.isDisabled(), true);
    await tab.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await join.click();
    await tab.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();

    await screen.page.goto(stage.world.sandbox.origin);
    const foyer = await openFoyer(screen);
    await foyer.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
  });

  it('INV-3 opens Foyer from the launcher and is offered the invitation', async () => {
    const invited = employee(2);
    await invite(administrator, invited);
    const foyer = await openFoyer(await stage.sit(invited));
    await foyer.getByRole('heading', { name: 'Join Alder & Vale' }).waitFor();
    await foyer.getByText('Ingrid Halvorsen invites you.').waitFor();
    await foyer.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await foyer.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await foyer.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
    await foyer.getByText('Your profile lets you work with records.').waitFor();
    assert.equal(await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).count(), 0);
  });

  it('JOIN-9 somebody invited while their page still offers to ask gets the invitation instead', async () => {
    const invited = employee(8);
    const foyer = await stage.open(invited);
    await foyer.getByRole('button', { name: 'Request to join' }).waitFor();
    await invite(administrator, invited);
    await foyer.getByRole('button', { name: 'Request to join' }).click();
    await foyer.getByRole('heading', { name: 'Join Alder & Vale' }).waitFor();
  });

  async function readTerms(tab: Page): Promise<void> {
    await tab.getByRole('button', { name: /^Read the terms of use \(version/ }).click();
    const terms = tab.getByRole('dialog', { name: 'Terms of use' });
    await terms.getByRole('heading', { name: 'What Foyer keeps about you' }).waitFor();
    await terms.getByRole('button', { name: 'Close' }).click();
    await terms.waitFor({ state: 'detached' });
  }
});

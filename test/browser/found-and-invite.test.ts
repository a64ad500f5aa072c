import assert from 'node:assert/strict';
import type { Subscription } from '../../src/server/features/subscription/schemas.ts';
import type { Client } from '../support/client.ts';
import { at, invite } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { openFoyer } from '../support/screen.ts';
import { setStage } from './stage.ts';

describe('the administrator founds the organization and invites colleagues', () => {
  const stage = setStage();
  let administrator: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
  });

  it('ORG-1 opens Foyer from the app launcher and founds the organization', async () => {
    const screen = await stage.sit({ userPrincipalName: 'vera.lindqvist@northquay.example' });
    const foyer = await openFoyer(screen);
    await foyer.getByRole('heading', { name: 'Found your organization' }).waitFor();
    assert.equal(await foyer.getByRole('textbox', { name: 'Name of the organization' }).inputValue(), 'Northquay');
    await foyer.getByRole('button', { name: 'Found the organization' }).click();
    await foyer.getByRole('heading', { name: 'Welcome, Vera Lindqvist' }).waitFor();
    await foyer.getByText('You’re a member of Northquay.').waitFor();
    await foyer.getByText('1 of 5 in use').waitFor();
  });

  it('SUB-1 sets the seats, never below what is in use', async () => {
    const foyer = await stage.open(administrator);
    await foyer.getByRole('navigation').getByRole('link', { name: 'Subscription' }).click();
    const setSeats = async (seats: string) => {
      await foyer.getByRole('button', { name: 'Change' }).click();
      await foyer.getByRole('spinbutton', { name: 'Seats' }).fill(seats);
      await foyer.getByRole('button', { name: 'Save' }).click();
    };
    await setSeats('12');
    await foyer.getByText('1 of 12 in use').waitFor();
    await setSeats('0');
    await foyer.getByRole('dialog').getByText('This is too short or too small.').first().waitFor();
    await foyer.getByRole('button', { name: 'Cancel' }).click();
    await foyer.getByText('1 of 12 in use').waitFor();
  });

  it('INV-1 searches the directory, picks three people, chooses profile and role, and sees them invited and sent', async () => {
    await administrator.patch('/subscription', { seats: 12 });
    const { seats, pendingInvitations } = await administrator.get<Subscription>('/subscription');
    const foyer = await stage.open(administrator);
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    await foyer.getByRole('link', { name: 'Office 365 user' }).click();
    const window = foyer.getByRole('dialog', { name: 'Add Office 365 users' });
    const search = window.getByRole('searchbox');
    const people = window.getByRole('list', { name: 'People in your Microsoft 365' }).getByRole('listitem');

    for (const [typed, name] of [
      ['fournier ren', 'Renée Fournier'],
      ['juergen.gross', 'Jürgen Groß'],
      ['zolk', 'Łukasz Żółkiewski'],
    ] as const) {
      await search.fill(typed);
      await people.filter({ hasText: name }).getByRole('checkbox').check();
    }
    await window.getByText('3 people selected', { exact: true }).waitFor();
    await window.getByRole('button', { name: 'Remove Łukasz Żółkiewski' }).waitFor();
    await window.getByRole('combobox', { name: 'Profile' }).selectOption('Standard');
    await window.getByRole('combobox', { name: 'Role' }).selectOption('Team');
    await window.getByText(new RegExp(`^After saving, ${seats.free - pendingInvitations - 3} .* free`)).waitFor();
    await window.getByRole('button', { name: 'Save' }).click();
    // The buttons stand still once the bar that says so is there.
    await window.locator('.fui-MessageBar').getByText('3 people invited.').waitFor();
    await window.getByRole('button', { name: 'Done' }).click();

    const rows = foyer.getByRole('table', { name: 'Invited' }).getByRole('row');
    for (const name of ['Renée Fournier', 'Jürgen Groß', 'Łukasz Żółkiewski']) {
      await rows.filter({ hasText: name }).getByText('Sent').waitFor();
    }
    await foyer
      .getByRole('tab', { name: new RegExp(`^Invited\\s*${pendingInvitations + 3}$`), selected: true })
      .waitFor();
    for (const login of ['renee.fournier', 'juergen.gross', 'lukasz.zolkiewski']) {
      await stage.world.waitForMail(`${login}@aldervale.example`, /Alder & Vale/);
    }
  });

  it('INV-1 members and invited people are marked and can not be picked', async () => {
    const invited = at(stage.world.people('approver'), 0);
    await invite(administrator, invited);
    const foyer = await stage.open(administrator, '/users/add');
    const window = foyer.getByRole('dialog', { name: 'Add Office 365 users' });
    for (const [login, mark] of [
      ['ingrid.halvorsen', 'Member'],
      [invited.userPrincipalName, 'Invited'],
      ['otto.brandt', 'Disabled'],
    ] as const) {
      await window.getByRole('searchbox').fill(login);
      const row = window.getByRole('listitem').filter({ hasText: login });
      await row.getByText(mark, { exact: true }).waitFor();
      assert.equal(await row.getByRole('checkbox').isDisabled(), true);
    }
  });

  it('INV-2 invites somebody who does not use Microsoft 365, whose mailbox is elsewhere', async () => {
    const foyer = await stage.open(administrator, '/users');
    await foyer.getByRole('link', { name: 'New user' }).click();
    const window = foyer.getByRole('dialog', { name: 'New user' });
    await window.getByRole('textbox', { name: 'Full name' }).fill('Nina Outside');
    await window.getByRole('textbox', { name: 'E-mail address' }).fill('nina@outside');
    await window.getByRole('button', { name: 'Send invitation' }).click();
    await window.getByText('This isn’t an e-mail address.').waitFor();
    await window.getByRole('textbox', { name: 'E-mail address' }).fill('nina@outside.example');
    await window.getByRole('button', { name: 'Send invitation' }).click();
    await window.getByText('1 person invited.').waitFor();
    await window.getByRole('button', { name: 'Done' }).click();
    await foyer.getByRole('row').filter({ hasText: 'nina@outside.example' }).getByText('Sent').waitFor();
    await stage.world.waitForMail('nina@outside.example', /Ingrid Halvorsen invites you to Alder & Vale/);
  });
});

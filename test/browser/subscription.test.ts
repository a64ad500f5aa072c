import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { violations } from '../support/axe.ts';
import type { Client } from '../support/client.ts';
import { at } from '../support/door.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { memberId } from '../support/records.ts';
import { setStage } from './stage.ts';

const MEMBERS = 4;

describe('the administrator buys licences and says whom they are for', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const open = (path: string, who = administrator()) => stage.open(who, path);
  const box = (foyer: Page, index: number) =>
    foyer.getByRole('checkbox', { name: `Activate for ${employee(index).displayName}` });
  const row = (foyer: Page, index: number) => foyer.getByRole('row').filter({ hasText: employee(index).displayName });
  let admin: Client;
  const ids: string[] = [];

  before(async function () {
    this.timeout(60_000);
    admin = await foundOrganization(stage.world);
    const { id } = await admin.post<{ id: string }>('/profiles', { name: 'Managers', permissions: ['manageUsers'] });
    for (let index = 0; index < MEMBERS; index += 1) {
      ids.push(await memberId(await makeMember(stage.world, employee(index), index === 0 ? id : undefined)));
    }
  });
  beforeEach(async () => {
    await admin.patch('/subscription', { extensions: { mail: { mode: 'user', bought: 2 } } });
    await admin.put('/extensions/mail/members', { ids: [] });
  });

  it('SUB-1 shows bars, changes the numbers, and says beside each field why it is refused', async () => {
    const foyer = await open('/subscription');
    await foyer.getByRole('progressbar', { name: 'Mail licences' }).waitFor();
    await foyer.getByRole('progressbar', { name: 'Outlook plug-in licences' }).waitFor();
    await foyer.getByRole('button', { name: 'Change' }).click();
    const dialog = foyer.getByRole('dialog', { name: 'Change the subscription' });
    await dialog.getByRole('spinbutton', { name: 'Seats' }).fill('2');
    await dialog.getByRole('spinbutton', { name: 'Mail licences' }).fill('3');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText(/^You can’t have fewer seats than are in use/).waitFor();
    assert.equal(await dialog.getByRole('spinbutton', { name: 'Seats' }).getAttribute('aria-invalid'), 'true');
    await dialog.getByRole('spinbutton', { name: 'Seats' }).fill('12');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('Subscription changed').last().waitFor();
    await foyer.getByText(`${MEMBERS + 1} of 12 in use`).waitFor();
    await foyer.getByText('0 of 3 in use').waitFor();
  });

  it('EXT-1 activates users in an editable table, never more than bought, all or nothing', async () => {
    const foyer = await open('/subscription');
    await foyer.getByRole('link', { name: 'Activate users: Mail' }).click();
    await foyer.getByRole('heading', { name: 'Users of Mail' }).waitFor();
    await foyer.getByRole('button', { name: 'Edit' }).click();
    await foyer.getByText('2 of 2 licences are left').waitFor();
    await box(foyer, 1).check();
    await foyer.getByText('1 of 2 licences is left').waitFor();
    await box(foyer, 2).check();
    await foyer.getByText('0 of 2 licences are left').waitFor();
    assert.ok(await box(foyer, 3).isDisabled());
    await foyer.getByRole('searchbox').fill('nobody is called that');
    await foyer.getByText('No one found').waitFor();
    await foyer.getByRole('searchbox').fill('');
    await box(foyer, 2).uncheck();
    await box(foyer, 3).check();
    assert.deepEqual(await violations(foyer), []);
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('Activated for 2 users').last().waitFor();
    await row(foyer, 3).getByText('Activated', { exact: true }).waitFor();
    await row(foyer, 2).getByText('Not activated').waitFor();
    await foyer.getByRole('combobox', { name: 'Show' }).selectOption('Activated');
    await row(foyer, 2).waitFor({ state: 'detached' });
    await row(foyer, 1).waitFor();
  });

  it('EXT-1 an edit that somebody else has overtaken is not saved, and begins again with what is there', async () => {
    await admin.put('/extensions/mail/members', { ids: [ids[1], ids[3]] });
    const foyer = await open('/subscription/mail');
    await foyer.getByRole('button', { name: 'Edit' }).click();
    await box(foyer, 3).uncheck();
    await admin.put('/extensions/mail/members', { ids: [] });
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText(/Someone else changed these licences/).waitFor();
    await foyer.getByRole('button', { name: 'Review' }).click();
    await foyer.getByText('2 of 2 licences are left').waitFor();
    assert.equal(await box(foyer, 1).isChecked(), false);
    await foyer.getByRole('button', { name: 'Cancel' }).click();
    await foyer.getByRole('button', { name: 'Edit' }).waitFor();
  });

  it('EXT-1 EXT-2 who may not change the subscription only looks; by profile nobody is picked', async () => {
    const foyer = await open('/subscription/mail', employee(0));
    await row(foyer, 1).getByText('Not activated').waitFor();
    assert.equal(await foyer.getByRole('button', { name: 'Edit' }).count(), 0);
    const mine = await open('/subscription');
    await mine.getByRole('button', { name: 'Change' }).click();
    await mine.getByRole('combobox', { name: 'How Mail is licensed' }).selectOption('By profile');
    await mine.getByRole('button', { name: 'Save' }).click();
    await mine.getByRole('link', { name: 'See users: Mail' }).click();
    await mine.getByText(/This extension is licensed by profile/).waitFor();
    assert.equal(await mine.getByRole('button', { name: 'Edit' }).count(), 0);
  });
});

import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Page } from 'playwright-core';
import { violations } from '../support/axe.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { at, syncedDirectory } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { memberId } from '../support/records.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

describe('the administrator keeps the members in order', () => {
  const stage = setStage({ env: { SEATS_AT_START: '30' } });
  const administrator = () => stage.world.person('administrator');
  const open = (path: string) => stage.open(administrator(), path);
  const row = (foyer: Page, { displayName }: SandboxPerson) => foyer.getByRole('row').filter({ hasText: displayName });
  let admin: Client;

  before(async () => {
    admin = await foundOrganization(stage.world);
    await syncedDirectory(admin);
  });

  const count = async (status: 'active' | 'inactive') =>
    (await admin.get<{ total: number }>(`/members?status=${status}`)).total;

  /** A member who has left already. */
  async function leaver(): Promise<{ person: SandboxPerson; id: string }> {
    const person = stage.world.somebody();
    const id = await memberId(await makeMember(stage.world, person));
    await admin.post('/members/deactivate', { ids: [id] });
    return { person, id };
  }

  it('MEM-1 MEM-4 MEM-5 deactivates somebody from their page, is told what it means, and hands the records over', async () => {
    const person = stage.world.somebody();
    const leaving = await makeMember(stage.world, person);
    for (const name of ['Ada Lovelace', 'Grace Hopper']) await leaving.post('/records/leads', { name });
    const foyer = await open('/users?view=active');
    await foyer.getByRole('link', { name: person.displayName }).click();
    await foyer.getByText('Can work with records.').waitFor();
    await foyer.getByRole('button', { name: 'Deactivate' }).click();
    const dialog = foyer.getByRole('dialog', { name: `Deactivate ${person.displayName}?` });
    await dialog.getByText('1 active user is signed out right away').waitFor();
    await dialog.getByText(/^2 records stay with an inactive owner/).waitFor();
    await dialog.getByRole('combobox', { name: 'New owner' }).click();
    await foyer.getByRole('option', { name: administrator().displayName }).click();
    await dialog.getByRole('button', { name: 'Deactivate' }).click();
    await foyer.getByText('1 user deactivated').last().waitFor();
    await foyer.getByRole('button', { name: 'Reactivate' }).waitFor();
    await foyer.getByText('2 transferred').waitFor({ timeout: 30_000 });
    assert.equal((await leaving.get<{ standing: string }>('/session').catch(() => null))?.standing ?? 'out', 'out');
    await stage.world.waitForMail(person.userPrincipalName, /deactivated/i);
  });

  it('MEM-5 MEM-6 MEM-9 picks everybody who matches, and the consequences name who is left out and why', async () => {
    const people = [stage.world.somebody(), stage.world.somebody(), stage.world.somebody()] as const;
    for (const person of people) await makeMember(stage.world, person);
    const active = await count('active');
    const foyer = await open('/users');
    await foyer.getByRole('tab', { name: /^Active users/ }).click();
    await foyer.getByRole('combobox', { name: 'Profile' }).selectOption('Standard');
    await foyer.getByRole('checkbox', { name: 'Select everyone shown' }).check();
    await foyer.getByText(`${active - 1} selected`).waitFor();
    await row(foyer, people[0]).getByRole('checkbox').uncheck();
    await foyer.getByText(`${active - 2} selected`).waitFor();
    await foyer.getByRole('combobox', { name: 'Profile' }).selectOption('All profiles');
    await row(foyer, people[1]).getByRole('checkbox').check();
    await foyer.getByRole('button', { name: `Select all ${active} that match` }).click();
    await foyer.getByRole('toolbar').getByRole('button', { name: 'Deactivate' }).click();
    const dialog = foyer.getByRole('dialog');
    await dialog.getByText('1 person is left out').waitFor();
    await dialog.getByText(/You can.t deactivate yourself/).waitFor();
    assert.deepEqual(await violations(foyer), []);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await foyer.getByRole('toolbar').getByRole('button', { name: 'Clear selection' }).click();
    await foyer.getByRole('toolbar').waitFor({ state: 'detached' });
  });

  it('MEM-9 keeps view, search, profile and order in the address, and *back* leads through the views', async () => {
    const [person, other] = [stage.world.somebody(), stage.world.somebody()];
    for (const each of [person, other]) await makeMember(stage.world, each);
    const foyer = await open('/users');
    await foyer.getByRole('combobox', { name: 'Profile' }).selectOption('Standard');
    await foyer.getByRole('button', { name: 'Name' }).click();
    await foyer.getByRole('tab', { name: /^Active users/ }).click();
    await foyer.getByRole('searchbox').fill(person.displayName);
    await foyer.waitForURL(/search=/);
    await row(foyer, other).waitFor({ state: 'detached' });
    await foyer.getByRole('link', { name: person.displayName }).click();
    await foyer.getByText('Can work with records.').waitFor();
    await foyer.goBack();
    await row(foyer, person).waitFor();
    assert.equal(await foyer.getByRole('searchbox').inputValue(), person.displayName);
    assert.equal(await foyer.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
    assert.notEqual(await foyer.getByRole('combobox', { name: 'Profile' }).inputValue(), '');
    await foyer.getByRole('tab', { name: /^Active users/, selected: true }).waitFor();
    await foyer.goBack();
    await foyer.getByRole('tab', { name: /^All/, selected: true }).waitFor();
    await row(foyer, other).waitFor();
    assert.equal(await foyer.getByRole('searchbox').inputValue(), '');

    const wrong = await open('/users?view=nobody&sort=size&profileId=x');
    await row(wrong, person).waitFor();
    await wrong.getByRole('tab', { name: /^All/, selected: true }).waitFor();
  });

  it('MEM-9 sorts, chooses columns and takes the list along as CSV', async () => {
    const foyer = await open('/users');
    const names = foyer.getByRole('columnheader', { name: 'Name' });
    await foyer.getByRole('button', { name: 'Name' }).click();
    await eventually(async () => assert.equal(await names.getAttribute('aria-sort'), 'descending'));
    await foyer.getByRole('columnheader', { name: 'Role' }).waitFor();
    await foyer.getByRole('button', { name: 'Columns' }).click();
    await foyer.getByRole('menuitemcheckbox', { name: 'Role' }).click();
    await foyer.keyboard.press('Escape');
    await foyer.getByRole('columnheader', { name: 'Role' }).waitFor({ state: 'detached' });
    const download = foyer.waitForEvent('download');
    await foyer.getByRole('link', { name: 'Export' }).click();
    assert.equal((await download).suggestedFilename(), 'members.csv');
  });

  it('MEM-7 at the seat limit Reactivate does nothing and says why; with a seat the person comes back', async () => {
    const { person } = await leaver();
    const seats = await count('active');
    await admin.patch('/subscription', { seats });
    const foyer = await open('/users?view=inactive');
    await row(foyer, person).getByRole('checkbox').check();
    const reactivate = foyer.getByRole('toolbar').getByRole('button', { name: 'Reactivate' });
    await reactivate.focus();
    await foyer.getByText('All seats are taken. Deactivate someone or add seats first.').waitFor();
    assert.equal(await reactivate.getAttribute('aria-disabled'), 'true');
    await admin.patch('/subscription', { seats: seats + 1 });
    await row(foyer, person).getByRole('link').click();
    await foyer.getByRole('button', { name: 'Reactivate' }).click();
    await foyer.getByRole('dialog').getByText('Uses 1 of 1 free seats.').waitFor();
    await foyer.getByRole('dialog').getByRole('button', { name: 'Reactivate' }).click();
    await foyer.getByText('1 user reactivated').last().waitFor();
    await stage.world.waitForMail(
      person.userPrincipalName,
      /reactivated|active again|welcome back|de retour|réactivé/i,
    );
    await admin.patch('/subscription', { seats: 30 });
  });

  it('MEM-8 deletes an inactive person for good, who owns nothing any more', async () => {
    const { person, id } = await leaver();
    const foyer = await open(`/members/${id}`);
    await foyer.getByRole('button', { name: 'Delete' }).click();
    const dialog = foyer.getByRole('dialog', { name: `Delete ${person.displayName} for good?` });
    await dialog.getByText('You can invite the login ID again.').waitFor();
    await dialog.getByRole('button', { name: 'Delete for good' }).click();
    await foyer.getByRole('heading', { name: 'Users' }).waitFor();
    await foyer.getByText('1 user deleted').last().waitFor();
    await row(foyer, person).waitFor({ state: 'detached' });
  });

  it('MEM-5 with more than 1,000 picked nothing can be done, and the buttons say why; with fewer it can', async () => {
    await seedFormerMembers(1001);
    const former = (await count('inactive')).toLocaleString('en-GB');
    const body = { matching: { status: 'inactive' } };
    const { errors } = expectProblem(await admin.call('POST', '/members/delete', { body }), 'validation_failed', 400);
    assert.deepEqual(
      errors?.map(({ field, code }) => [field, code]),
      [['matching', 'too_many_members']],
    );
    const foyer = await open('/users?view=inactive');
    await foyer.getByRole('checkbox', { name: 'Select everyone shown' }).check();
    const toolbar = foyer.getByRole('toolbar');
    const actions = ['Reactivate', 'Delete'].map((name) => toolbar.getByRole('button', { name }));
    for (const button of actions) assert.equal(await button.getAttribute('aria-disabled'), null);
    await toolbar.getByRole('button', { name: `Select all ${former} that match` }).click();
    await toolbar.getByText(`${former} selected`).waitFor();
    for (const button of actions) {
      await button.focus();
      await foyer.getByRole('tooltip', { name: /^You’ve selected more than 1,000 people/ }).waitFor();
      assert.equal(await button.getAttribute('aria-disabled'), 'true');
    }
    await foyer.getByRole('link', { name: 'former1', exact: true }).waitFor();
    await foyer.getByRole('searchbox').fill('former7');
    await foyer.getByRole('link', { name: 'former1', exact: true }).waitFor({ state: 'detached' });
    await foyer.getByRole('link', { name: 'former7', exact: true }).waitFor();
    await foyer.getByRole('checkbox', { name: 'Select everyone shown' }).check();
    await toolbar.getByRole('button', { name: 'Select all 111 that match' }).click();
    await at(actions, 1).click();
    await foyer.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
  });

  /** Puts people who have left into the database: to have that many join first would take minutes. */
  async function seedFormerMembers(count: number): Promise<void> {
    const [members, accounts] = ['members', 'accounts'].map((name) => stage.world.db.collection(name));
    const member = await members?.findOne({ status: 'active' });
    const account = await accounts?.findOne({ _id: member?.accountId });
    assert.ok(members && accounts && member && account);
    const people = Array.from({ length: count }, (_, index) => ({ name: `former${index}`, id: new Types.ObjectId() }));
    await accounts.insertMany(
      people.map(({ name, id }) => ({
        ...account,
        _id: id,
        loginId: `${name}@outside.example`,
        firstName: '',
        lastName: name,
        identities: [],
      })),
    );
    const left = { objectId: null, status: 'inactive', deactivatedAt: new Date() };
    await members.insertMany(
      people.map(({ name, id }) => ({
        ...member,
        ...left,
        _id: new Types.ObjectId(),
        accountId: id,
        nameKey: name,
        words: [name],
      })),
    );
  }
});

import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { FrameLocator } from 'playwright-core';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { ManagedProfile } from '../../src/server/features/profiles/schemas.ts';
import type { ManagedRole } from '../../src/server/features/roles/schemas.ts';
import type { Page } from '../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { addMember, at } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('the administrator says what profiles may do, and who sees whose records', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const open = (subPage: string) => stage.sit(administrator(), { view: 'foyer', subPage });
  const act = async (foyer: FrameLocator, name: string, what: string) => {
    await foyer.getByRole('button', { name: `Actions for ${name}` }).click();
    await foyer.getByRole('menuitem', { name: what, exact: true }).click();
  };
  const nameIt = async (foyer: FrameLocator, name: string, verb: string) => {
    await foyer.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name);
    await foyer.getByRole('dialog').getByRole('button', { name: verb }).click();
  };
  let admin: Client;
  let member: Client;

  before(async function () {
    this.timeout(60_000);
    admin = await foundOrganization(stage.world);
    member = await addMember(stage.world, admin, employee(0));
  });

  const profiles = async () => (await admin.get<Page<ManagedProfile>>('/profiles')).items;
  /** Each role with the name of the one that it is below. */
  const tree = async () => {
    const { items } = await admin.get<Page<ManagedRole>>('/roles');
    return Object.fromEntries(
      items.map(({ name, parentId }) => [name, items.find(({ id }) => id === parentId)?.name ?? null]),
    );
  };

  it('EXT-2 MEM-11 a profile is created, copied, switched, renamed and deleted, its members moved first', async () => {
    const { foyer } = await open('profiles');
    await foyer.getByRole('button', { name: 'New profile' }).click();
    await nameIt(foyer, 'STANDARD', 'Create');
    await foyer.getByText('This name is already taken.').waitFor();
    await nameIt(foyer, 'Team leads', 'Create');
    await foyer.getByRole('columnheader', { name: /^Team leads/ }).waitFor();
    for (const name of ['Team leads: Manage users', 'Team leads: Mail']) {
      const turned = foyer.getByRole('switch', { name });
      await turned.click();
      await eventually(async () => assert.ok(await turned.isChecked()));
    }
    await eventually(async () => {
      const made = (await profiles()).find(({ name }) => name === 'Team leads');
      assert.deepEqual([made?.permissions, made?.extensions], [['manageUsers'], ['mail']]);
    });
    assert.ok(await foyer.getByRole('switch', { name: 'Administrator: Manage users' }).isDisabled());

    await act(foyer, 'Team leads', 'Copy');
    await nameIt(foyer, 'Field leads', 'Create');
    await act(foyer, 'Field leads', 'Rename');
    await nameIt(foyer, 'Regional leads', 'Rename');
    await foyer.getByRole('columnheader', { name: /^Regional leads/ }).waitFor();
    const regional = (await profiles()).find(({ name }) => name === 'Regional leads');
    assert.deepEqual(regional?.permissions, ['manageUsers']);
    const { member: self } = await member.get<Session>('/session');
    await admin.patch(`/members/${self?.id}`, { profileId: regional?.id });
    assert.deepEqual((await member.get<Session>('/session')).permissions, ['manageUsers']);

    await act(foyer, 'Regional leads', 'Delete');
    await foyer.getByRole('dialog').getByRole('combobox', { name: 'Replacement profile' }).selectOption('Standard');
    await foyer.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await foyer.getByText('Regional leads deleted').last().waitFor();
    assert.deepEqual((await member.get<Session>('/session')).permissions, []);
  });

  it('MEM-6 the last who manages users can’t lose it by a switch, and the page says so', async () => {
    const permissions = ['manageUsers', 'manageProfiles'];
    const { id } = await admin.post<{ id: string }>('/profiles', { name: 'Boss', permissions });
    const self = (await admin.get<Session>('/session')).member?.id;
    const before = (await profiles()).find(({ builtIn }) => builtIn === 'administrator')?.id;
    const give = (profileId: string | undefined) =>
      stage.world.db
        .collection('members')
        .updateOne({ _id: new Types.ObjectId(self) }, { $set: { profileId: new Types.ObjectId(profileId) } });
    // As in an organization that is older than MEM-13: nobody may do everything.
    await give(id);
    const { foyer } = await open('profiles');
    const last = foyer.getByRole('switch', { name: 'Boss: Manage users' });
    await last.focus();
    await last.press('Space');
    await foyer.getByText('At least one active member must be able to manage users.').first().waitFor();
    await eventually(async () => assert.ok(await last.isChecked()));
    // Nobody gives what they don't have, to themselves neither.
    assert.ok(await foyer.getByRole('switch', { name: 'Boss: Export data' }).isDisabled());
    const back = { body: { profileId: before } };
    expectProblem(await admin.call('PATCH', `/members/${self}`, back), 'permission_required', 403);
    await give(before);
  });

  it('REC-2 roles are made, dragged below another one, moved by a menu, renamed and deleted', async () => {
    const { foyer } = await open('roles');
    for (const name of ['Sales', 'Support']) {
      await foyer.getByRole('button', { name: 'New role' }).click();
      await nameIt(foyer, name, 'Create');
      await foyer.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor();
    }
    await act(foyer, 'Sales', 'New role below');
    await nameIt(foyer, 'North', 'Create');
    await eventually(async () => assert.equal((await tree()).North, 'Sales'));
    await foyer.getByText('North', { exact: true }).dragTo(foyer.getByText('Support', { exact: true }));
    await foyer.getByText('North is now below Support').last().waitFor();
    assert.equal((await tree()).North, 'Support');
    await act(foyer, 'Support', 'Move');
    const moving = foyer.getByRole('dialog', { name: 'Move Support' });
    assert.deepEqual(await moving.getByRole('option').allTextContents(), ['Management', 'Sales', 'Team']);
    await moving.getByRole('combobox', { name: 'Below' }).selectOption('Sales');
    await moving.getByRole('button', { name: 'Move' }).click();
    await foyer.getByText('Support is now below Sales').last().waitFor();
    await act(foyer, 'North', 'Rename');
    await nameIt(foyer, 'Far north', 'Rename');
    await foyer.getByText('Far north', { exact: true }).waitFor();
    await act(foyer, 'Support', 'Delete');
    await foyer.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await foyer.getByText('Support deleted').last().waitFor();
    assert.deepEqual(await tree(), {
      Management: null,
      Sales: 'Management',
      'Far north': 'Sales',
      Team: 'Management',
    });
  });

  it('ROLE-1 the role of new members is chosen among the roles or for the organization', async () => {
    const { foyer } = await open('roles');
    await act(foyer, 'Far north', 'Give to new members');
    await foyer.getByText('New members now get Far north').last().waitFor();
    await foyer
      .getByRole('treeitem', { name: /^Far north/ })
      .getByText(/for new members/)
      .waitFor();
    await act(foyer, 'Far north', 'Delete');
    const dialog = foyer.getByRole('dialog', { name: 'Delete Far north?' });
    await dialog.getByText(/New members will get the other role/).waitFor();
    await dialog.getByRole('button', { name: 'Cancel' }).click();

    const organization = (await open('setup/organization')).foyer;
    const choice = organization
      .getByRole('region', { name: 'Role of new members' })
      .getByRole('combobox', { name: 'Role' });
    await eventually(async () => assert.equal(await choice.locator('option:checked').textContent(), 'Far north'));
    await choice.selectOption('Team');
    await organization.getByText('New members now get Team').last().waitFor();
    const { items } = await admin.get<Page<ManagedRole>>('/roles');
    assert.equal(items.find(({ forNewcomers }) => forNewcomers)?.name, 'Team');
  });

  it('MEM-13 ROLE-2 a manager of users is offered only what they may give and do', async () => {
    const manager = employee(1);
    const team = (await profiles()).find(({ name }) => name === 'Team leads')?.id;
    await addMember(stage.world, admin, manager, team);
    const self = (await admin.get<Session>('/session')).member?.id ?? '';
    const { foyer } = await stage.sit(manager, { view: 'foyer', subPage: `members/${self}` });
    const deactivate = foyer.getByRole('button', { name: 'Deactivate' });
    await deactivate.waitFor();
    assert.equal(await deactivate.getAttribute('aria-disabled'), 'true');
    await foyer
      .getByText(/^Only someone with at least the same permissions can do this/)
      .first()
      .waitFor();
    assert.equal(await foyer.getByRole('combobox', { name: 'Role' }).count(), 0);
    assert.equal(await foyer.getByRole('button', { name: 'Transfer records' }).count(), 0);

    const adding = (await stage.sit(manager, { view: 'foyer', subPage: 'users/add' })).foyer.getByRole('dialog');
    const options = (name: string) => adding.getByRole('combobox', { name }).getByRole('option').allTextContents();
    await adding.getByRole('combobox', { name: 'Role' }).getByRole('option').first().waitFor({ state: 'attached' });
    assert.deepEqual(await options('Role'), ['Team']);
    assert.deepEqual(await options('Profile'), ['Standard', 'Team leads']);
  });

  it('REC-2 by keyboard alone a role is picked up and put below another one', async () => {
    const { foyer, page } = await open('roles');
    await foyer.getByText('Far north', { exact: true }).waitFor();
    const keyboard = keyboardOf(page);
    await keyboard.to(/^Management/);
    for (const key of ['ArrowDown', 'ArrowDown', 'Control+x']) await page.keyboard.press(key);
    await foyer.getByText(/“Far north” is cut/).waitFor();
    for (const key of ['Home', 'Control+v']) await page.keyboard.press(key);
    await foyer.getByText('Far north is now below Management').last().waitFor();
    assert.equal((await tree())['Far north'], 'Management');
  });
});

import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Page } from 'playwright-core';
import type { ManagedProfile } from '../../src/server/features/profiles/schemas.ts';
import type { ManagedRole } from '../../src/server/features/roles/schemas.ts';
import type { Session } from '../../src/server/features/sessions/schemas.ts';
import type { Page as ListPage } from '../../src/server/platform/cursor.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { at } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { keyboardOf } from '../support/keyboard.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('the administrator says what profiles may do, and who sees whose records', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const open = (path: string) => stage.open(administrator(), path);
  const act = async (foyer: Page, name: string, what: string) => {
    await foyer.getByRole('button', { name: `Actions for ${name}` }).click();
    await foyer.getByRole('menuitem', { name: what, exact: true }).click();
  };
  const nameIt = async (foyer: Page, name: string, verb: string) => {
    await foyer.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill(name);
    await foyer.getByRole('dialog').getByRole('button', { name: verb }).click();
  };
  let admin: Client;
  let member: Client;

  before(async function () {
    this.timeout(60_000);
    admin = await foundOrganization(stage.world);
    member = await makeMember(stage.world, employee(0));
  });

  const profiles = async () => (await admin.get<ListPage<ManagedProfile>>('/profiles')).items;
  /** Each role with the name of the one that it is below. */
  const tree = async () => {
    const { items } = await admin.get<ListPage<ManagedRole>>('/roles');
    return Object.fromEntries(
      items.map(({ name, parentId }) => [name, items.find(({ id }) => id === parentId)?.name ?? null]),
    );
  };

  it('EXT-2 MEM-11 a profile is created, copied, switched, renamed and deleted, its members moved first', async () => {
    const foyer = await open('/profiles');
    await foyer.getByRole('button', { name: 'New profile' }).click();
    await nameIt(foyer, 'STANDARD', 'Create');
    await foyer.getByText('There is one of that name already.').waitFor();
    await nameIt(foyer, 'Team leads', 'Create');
    await foyer.getByRole('columnheader', { name: /^Team leads/ }).waitFor();
    await foyer.getByRole('switch', { name: 'Team leads: Manage users' }).check();
    await foyer.getByRole('switch', { name: 'Team leads: Mail' }).check();
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
    await foyer
      .getByRole('dialog')
      .getByRole('combobox', { name: 'Profile they get instead' })
      .selectOption('Standard');
    await foyer.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await foyer.getByText('Regional leads is deleted').last().waitFor();
    assert.deepEqual((await member.get<Session>('/session')).permissions, []);
  });

  it('MEM-6 the last who manages users can’t lose it by a switch, and the page says so', async () => {
    const permissions = ['manageUsers', 'manageProfiles'];
    const { id } = await admin.post<{ id: string }>('/profiles', { name: 'Boss', permissions });
    const self = (await admin.get<Session>('/session')).member?.id;
    const before = (await profiles()).find(({ builtIn }) => builtIn === 'administrator')?.id;
    await admin.patch(`/members/${self}`, { profileId: id });
    const foyer = await open('/profiles');
    const last = foyer.getByRole('switch', { name: 'Boss: Manage users' });
    await last.focus();
    await last.press('Space');
    await foyer.getByText('At least one active member must be able to manage users.').first().waitFor();
    await eventually(async () => assert.ok(await last.isChecked()));
    // Nobody gives what they don't have, to themselves neither.
    assert.ok(await foyer.getByRole('switch', { name: 'Boss: Export data' }).isDisabled());
    const back = { body: { profileId: before } };
    expectProblem(await admin.call('PATCH', `/members/${self}`, back), 'permission_required', 403);
    await stage.world.db
      .collection('members')
      .updateOne({ _id: new Types.ObjectId(self) }, { $set: { profileId: new Types.ObjectId(before) } });
  });

  it('REC-2 roles are made, dragged below another one, moved by a menu, renamed and deleted', async () => {
    const foyer = await open('/roles');
    for (const name of ['Sales', 'Support']) {
      await foyer.getByRole('button', { name: 'New role' }).click();
      await nameIt(foyer, name, 'Create');
      await foyer.getByRole('treeitem', { name: new RegExp(`^${name}`) }).waitFor();
    }
    await act(foyer, 'Sales', 'New role below');
    await nameIt(foyer, 'North', 'Create');
    await eventually(async () => assert.equal((await tree()).North, 'Sales'));
    await foyer.getByText('North', { exact: true }).dragTo(foyer.getByText('Support', { exact: true }));
    await foyer.getByText('North is below Support now').last().waitFor();
    assert.equal((await tree()).North, 'Support');
    await act(foyer, 'Support', 'Move');
    const moving = foyer.getByRole('dialog', { name: 'Move Support' });
    const places = await moving.getByRole('option').allTextContents();
    assert.deepEqual(
      ['Everyone', 'Sales', 'Support', 'North'].filter((name) => places.includes(name)),
      ['Everyone', 'Sales'],
    );
    await moving.getByRole('combobox', { name: 'Below' }).selectOption('Sales');
    await moving.getByRole('button', { name: 'Move' }).click();
    await foyer.getByText('Support is below Sales now').last().waitFor();
    await act(foyer, 'North', 'Rename');
    await nameIt(foyer, 'Far north', 'Rename');
    await foyer.getByText('Far north', { exact: true }).waitFor();
    await act(foyer, 'Support', 'Delete');
    await foyer.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await foyer.getByText('Support is deleted').last().waitFor();
    const left = await tree();
    assert.deepEqual([left.Sales, left['Far north'], left.Support], ['Everyone', 'Sales', undefined]);
  });

  it('REC-2 by keyboard alone a role is picked up and put below another one', async () => {
    const { items } = await admin.get<ListPage<ManagedRole>>('/roles');
    const top = items.find(({ parentId }) => parentId === null)?.id;
    const { id: parentId } = await admin.post<{ id: string }>('/roles', { name: 'West', parentId: top });
    await admin.post('/roles', { name: 'Wild west', parentId });
    const foyer = await open('/roles');
    await foyer.getByText('Wild west', { exact: true }).waitFor();
    const keyboard = keyboardOf(foyer);
    await keyboard.to(/^Everyone/);
    for (const key of ['End', 'Control+x']) await foyer.keyboard.press(key);
    await foyer.getByText(/“Wild west” is picked up/).waitFor();
    for (const key of ['Home', 'Control+v']) await foyer.keyboard.press(key);
    await foyer.getByText('Wild west is below Everyone now').last().waitFor();
    assert.equal((await tree())['Wild west'], 'Everyone');
  });
});

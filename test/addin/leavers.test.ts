import assert from 'node:assert/strict';
import { setStage } from '../browser/stage.ts';
import { addMember, at } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { foundOrganization } from '../support/organization.ts';

describe('people who have left Microsoft 365', () => {
  const stage = setStage({ people: 60 });

  it('GONE-2 read why their session has ended, and may sign in as somebody else', async () => {
    const administrator = await foundOrganization(stage.world);
    const person = at(stage.world.people('employee'), 0);
    const elsewhere = await addMember(stage.world, administrator, person);
    const { page, context } = await stage.sit(person);
    await page.getByRole('main').waitFor();
    const tab = await context.newPage();
    await tab.goto(stage.world.url);
    await tab.getByRole('heading', { name: `Welcome, ${person.displayName}` }).waitFor();
    await stage.world.changePerson(person.id, { accountEnabled: false });
    await administrator.post('/directory/sync');
    await eventually(async () => assert.equal((await elsewhere.call('GET', '/session')).status, 401));
    await tab.getByRole('navigation').getByRole('link', { name: 'Leads', exact: true }).click();
    await tab.getByText('Your Microsoft 365 account is disabled or was deleted.').waitFor();
    await tab.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
  });

  it('GONE-6 keep their access when they are many at once, until an administrator has confirmed it', async () => {
    // As a reading leaves it that tells of so many.
    await stage.world.db.collection('directory-syncs').updateMany({}, { $set: { heldLeavers: 12 } });
    const { foyer } = await stage.sit(stage.world.person('administrator'), { view: 'foyer' });
    await foyer.getByRole('navigation').getByRole('link', { name: 'Users', exact: true }).click();
    const title = foyer
      .locator('.fui-MessageBar')
      .getByText('12 users seem to have left Microsoft 365 at the same time');
    await title.waitFor();
    await foyer.getByRole('button', { name: 'End their access' }).click();
    await title.waitFor({ state: 'detached' });
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { addMember, ask, at } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

describe('looking at what is, and at what was done', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const open = (path: string) => stage.open(administrator(), path);

  before(async () => {
    const admin = await foundOrganization(stage.world);
    const leaver = await addMember(stage.world, admin, employee(0));
    for (const name of ['Ada Lovelace', 'Grace Hopper']) await leaver.post('/records/leads', { name });
    await admin.post('/records/leads', { name: 'Alan Turing' });
    const { id } = await ask(await stage.world.signIn(employee(1).userPrincipalName));
    await admin.post(`/join-requests/${id}/approve`, {});
    const { items } = await admin.get<{ items: { id: string; loginId: string }[] }>('/members');
    const member = items.find(({ loginId }) => loginId === employee(0).userPrincipalName);
    await admin.post('/members/deactivate', { ids: [member?.id] });
  });

  it('RPT-1 MEM-3 shows four charts, the same as tables, and each as a file', async () => {
    const foyer = await open('/users');
    await foyer.getByRole('link', { name: 'Reports' }).click();
    const card = (name: string) => foyer.getByRole('region', { name, exact: true }).first();
    await card('Records by owner').getByText('1 inactive user still owns 2 of 3 records.').waitFor();
    await card('Time from request to answer')
      .getByText(/^Half of the requests were answered within/)
      .waitFor();
    await card('Users by status').getByText('3 users').waitFor();
    for (const name of ['Users by status', 'Seats over time', 'Time from request to answer', 'Records by owner']) {
      await card(name).locator('svg:not([aria-hidden]) :is(path, rect, circle)').first().waitFor({ state: 'attached' });
      // For those who can't see the chart.
      await card(name).getByRole('table', { name }).waitFor({ state: 'attached' });
    }
    await foyer.getByRole('switch', { name: 'Show as tables' }).check();
    const owner = card('Records by owner').getByRole('row', { name: `${employee(0).displayName} (inactive)` });
    assert.deepEqual(await owner.getByRole('cell').allTextContents(), ['2', '0', '0', '0', '2']);
    const seats = card('Seats over time').getByRole('row').nth(1);
    assert.equal((await seats.getByRole('cell').allTextContents()).at(1), '2');

    const download = foyer.waitForEvent('download');
    await foyer.getByRole('link', { name: 'Download “Records by owner” as CSV' }).click();
    const file = await readFile(await (await download).path(), 'utf8');
    assert.match(file, new RegExp(`^${employee(0).displayName},.+,inactive,2,0,0,0,2$`, 'm'));
  });

  it('AUD-1 filters the trail, looks at an entry, and follows a person', async () => {
    const foyer = await open('/audit');
    await foyer.getByRole('combobox', { name: 'What' }).selectOption('Deactivate a user');
    const rows = foyer.getByRole('table', { name: 'Audit' }).getByRole('row');
    await rows.nth(2).waitFor({ state: 'detached' });
    await rows.nth(1).getByText(employee(0).userPrincipalName).waitFor();
    await rows.nth(1).getByRole('link').click();
    const entry = foyer.getByRole('dialog', { name: /^Entry \d+$/ });
    await entry.getByText(administrator().userPrincipalName.toLowerCase()).waitFor();
    await entry.getByText(/^[0-9a-f]{64}$/).waitFor();
    await entry.getByRole('button', { name: 'Close' }).click();
    await entry.waitFor({ state: 'detached' });
    await rows.nth(1).waitFor();
    assert.equal(await rows.count(), 2, 'the filter stays');
    await rows.nth(1).getByRole('link').click();
    await entry.getByRole('button', { name: 'Everything done to this' }).click();
    await entry.waitFor({ state: 'detached' });
    assert.equal(await foyer.getByRole('combobox', { name: 'What' }).inputValue(), '');
    await rows.filter({ hasText: 'Deactivate a user' }).waitFor();
    await foyer.getByRole('button', { name: 'Clear filters' }).click();
    await rows.filter({ hasText: 'Approve a request to join' }).waitFor();

    await foyer.getByRole('combobox', { name: 'Affected person' }).fill(employee(1).displayName.slice(0, 4));
    await foyer.getByRole('option', { name: employee(1).displayName }).click();
    await rows.filter({ hasText: 'Deactivate a user' }).first().waitFor({ state: 'detached' });
    await rows.filter({ hasText: 'Request to join' }).first().waitFor();

    const download = foyer.waitForEvent('download');
    await foyer.getByRole('link', { name: 'Export' }).click();
    const lines = (await readFile(await (await download).path(), 'utf8')).trim().split('\n');
    assert.ok(lines.length > 1 && lines.slice(1).every((line) => line.includes(employee(1).userPrincipalName)));

    await foyer.getByLabel('From', { exact: true }).fill('2001-01-01');
    await foyer.getByLabel('To', { exact: true }).fill('2001-01-02');
    await foyer.getByText('No entry matches').waitFor();
  });

  it('AUD-1 a person’s page says what they did and what was done to them', async () => {
    const foyer = await open('/users?view=inactive');
    await foyer.getByRole('link', { name: employee(0).displayName }).click();
    const history = foyer.getByRole('region', { name: 'History' });
    await history.getByText(`Deactivate a user · ${employee(0).userPrincipalName}`).waitFor();
    await history.getByText(/^Create a record · Ada Lovelace$/).waitFor();
    await history.getByRole('button', { name: 'See all in the audit trail' }).click();
    await foyer.getByRole('heading', { name: 'Audit' }).waitFor();
    const table = foyer.getByRole('table', { name: 'Audit' });
    await table.getByRole('row').filter({ hasText: 'Accept an invitation' }).waitFor();
  });
});

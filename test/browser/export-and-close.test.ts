import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { MINUTE } from '../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { addMember, at } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { movableClock } from '../support/passwords.ts';
import { unzip } from '../support/zip.ts';
import { setStage } from './stage.ts';

const NAME = 'Alder & Vale';

describe('somebody leaves Foyer, and then everybody does', () => {
  const clock = movableClock();
  const stage = setStage({ clock });
  const employee = () => at(stage.world.people('employee'), 0);
  let administrator: Client;
  let member: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world, NAME);
    member = await addMember(stage.world, administrator, employee());
    await member.post('/records/leads', { name: 'Ada Lovelace' });
  });

  /** Exports, and reads what the browser was given. */
  async function exported(page: Page, foyer: FrameLocator): Promise<Map<string, string>> {
    await foyer.getByRole('button', { name: 'Export', exact: true }).click();
    const link = foyer.getByRole('link', { name: 'Download' });
    await link.waitFor({ timeout: 60_000 });
    const [download] = await Promise.all([page.waitForEvent('download'), link.click()]);
    return await unzip(await readFile(await download.path()));
  }

  it('ACC-8 exports what is kept of oneself and closes the account, with the consequences named', async () => {
    const { foyer, page } = await stage.sit(employee(), { view: 'foyer', subPage: 'account/data' });
    const files = await exported(page, foyer);
    assert.ok(files.get('collections/accounts.jsonl')?.includes(employee().userPrincipalName));
    await foyer.getByRole('button', { name: 'Close my account…' }).click();
    const dialog = foyer.getByRole('dialog', { name: 'Close your account for good?' });
    await dialog.getByText(`1 record goes to ${stage.world.person('administrator').displayName}`).waitFor();
    const confirm = dialog.getByRole('button', { name: 'Close for good' });
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByRole('textbox').fill(employee().userPrincipalName.toUpperCase());
    await confirm.click();
    await foyer.getByText(/^Your account is closed/).waitFor();
    expectProblem(await member.call('GET', '/session'), 'session_required', 401);
  });

  it('ORG-2 ORG-3 asks for a fresh sign-in, comes back, exports everything and closes the organization', async () => {
    const place = { view: 'foyer', subPage: 'setup/organization' } as const;
    const { foyer, page, context } = await stage.sit(stage.world.person('administrator'), place);
    const files = await exported(page, foyer);
    assert.match(files.get('records/leads.csv') ?? '', /Ada Lovelace/);
    clock.advance(11 * MINUTE);
    await foyer.getByRole('button', { name: 'Close the organization…' }).click();
    const dialog = foyer.getByRole('dialog', { name: `Close ${NAME} for good?` });
    await dialog.getByText(/^What was not exported is lost/).waitFor();
    await dialog.getByText(/^1 member/).waitFor();
    await dialog.getByRole('textbox').fill(NAME);
    await dialog.getByRole('button', { name: 'Close for good' }).click();
    await dialog.getByText(/^Your sign-in is more than 10 minutes old/).waitFor({ timeout: 30_000 });
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('button', { name: 'Sign in again' }).click(),
    ]);
    await popup.getByRole('button', { name: new RegExp(stage.world.person('administrator').displayName) }).click();
    await dialog.waitFor({ state: 'hidden', timeout: 30_000 });
    await foyer.getByRole('button', { name: 'Close the organization…' }).click();
    await dialog.getByRole('textbox').fill(NAME);
    await dialog.getByRole('button', { name: 'Close for good' }).click();
    await foyer.getByText(/^The organization is closed/).waitFor({ timeout: 30_000 });
    assert.equal(await stage.world.db.collection('organizations').countDocuments(), 0);
  });
});

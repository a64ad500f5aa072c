import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import type { FrameLocator, Page } from 'playwright-core';
import { HOUR, MINUTE } from '../../src/server/platform/clock.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { at } from '../support/door.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { movableClock } from '../support/passwords.ts';
import { unzip } from '../support/zip.ts';
import { setStage } from './stage.ts';

const NAME = 'Alder & Vale';

describe('somebody leaves Foyer, and then everybody does', () => {
  const clock = movableClock();
  const stage = setStage({ clock });
  const employee = (index = 0) => at(stage.world.people('employee'), index);
  /** Long before Foyer was opened: Teams asks nobody again. */
  const inTheMorning = () => new Date(clock.now().getTime() - HOUR);
  let member: Client;
  before(async () => {
    await foundOrganization(stage.world, NAME);
    member = await makeMember(stage.world, employee());
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

  /** Signs in again in the window or the page of Microsoft's. */
  async function pickOneself(page: Page, { displayName }: { displayName: string }): Promise<void> {
    await page.getByRole('button', { name: new RegExp(displayName) }).click();
  }

  it('ACC-8 exports what is kept of oneself, signs in again and closes the account, with the consequences named', async () => {
    const place = { view: 'foyer', subPage: 'account/data', signedInAt: inTheMorning() } as const;
    const { foyer, page, context } = await stage.sit(employee(), place);
    const files = await exported(page, foyer);
    assert.ok(files.get('collections/accounts.jsonl')?.includes(employee().userPrincipalName));
    await foyer.getByRole('button', { name: 'Close my account…' }).click();
    const dialog = foyer.getByRole('dialog', { name: 'Close your account for good?' });
    await dialog.getByText(`1 record goes to ${stage.world.person('administrator').displayName}`).waitFor();
    const again = dialog.getByRole('button', { name: 'Sign in again' });
    const [cancelled] = await Promise.all([context.waitForEvent('page'), again.click()]);
    await cancelled.close();
    const [popup] = await Promise.all([context.waitForEvent('page'), again.click()]);
    await pickOneself(popup, employee());
    await dialog.waitFor({ state: 'hidden', timeout: 30_000 });
    await foyer.getByRole('button', { name: 'Close my account…' }).click();
    const confirm = dialog.getByRole('button', { name: 'Close for good' });
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByRole('textbox').fill(employee().userPrincipalName.toUpperCase());
    await confirm.click();
    await foyer.getByText(/^Your account is closed/).waitFor();
    expectProblem(await member.call('GET', '/session'), 'session_required', 401);
  });

  it('ACC-8 on the web: Microsoft’s page asks again and leads back, in French too', async () => {
    const person = employee(1);
    await makeMember(stage.world, person);
    const { page } = await stage.sit(person, { view: 'foyer', locale: 'fr', signedInAt: inTheMorning() });
    await page.goto(`${stage.world.url}/account/data`);
    const open = page.getByRole('button', { name: 'Fermer mon compte…' });
    await open.click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText(/^Pour votre sécurité, connectez-vous de nouveau/).waitFor();
    await dialog.getByRole('button', { name: 'Se connecter de nouveau' }).click();
    await pickOneself(page, person);
    await open.click();
    await dialog.getByRole('textbox').fill(person.userPrincipalName);
    await dialog.getByRole('button', { name: 'Fermer définitivement' }).click();
    await page.getByText(/^Votre compte est fermé/).waitFor();
  });

  it('ORG-2 ORG-3 asks for a fresh sign-in, comes back, exports everything and closes the organization', async () => {
    const place = { view: 'foyer', subPage: 'setup/organization' } as const;
    const { foyer, page, context } = await stage.sit(stage.world.person('administrator'), place);
    const files = await exported(page, foyer);
    assert.match(files.get('records/leads.csv') ?? '', /Ada Lovelace/);
    await foyer.getByRole('button', { name: 'Close the organization…' }).click();
    const dialog = foyer.getByRole('dialog', { name: `Close ${NAME} for good?` });
    await dialog.getByText(/^Data that you haven’t exported is lost/).waitFor();
    await dialog.getByText(/^1 member/).waitFor();
    await dialog.getByRole('textbox').fill(NAME);
    clock.advance(11 * MINUTE);
    await dialog.getByRole('button', { name: 'Close for good' }).click();
    await dialog.getByText(/^For your security, sign in again/).waitFor({ timeout: 30_000 });
    // Microsoft's clock has not gone on.
    clock.advance(-11 * MINUTE);
    const [popup] = await Promise.all([
      context.waitForEvent('page'),
      dialog.getByRole('button', { name: 'Sign in again' }).click(),
    ]);
    await pickOneself(popup, stage.world.person('administrator'));
    await dialog.waitFor({ state: 'hidden', timeout: 30_000 });
    await foyer.getByRole('button', { name: 'Close the organization…' }).click();
    await dialog.getByRole('textbox').fill(NAME);
    await dialog.getByRole('button', { name: 'Close for good' }).click();
    await foyer.getByText(/^The organization is closed/).waitFor({ timeout: 30_000 });
    assert.equal(await stage.world.db.collection('organizations').countDocuments(), 0);
  });
});

import assert from 'node:assert/strict';
import type { Locator, Page } from 'playwright-core';
import { overflow, violations } from '../support/axe.ts';
import { type Client, expectProblem } from '../support/client.ts';
import { at } from '../support/door.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { addExternal, external, PASSWORD, signInWithPassword } from '../support/passwords.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

describe('somebody keeps their own account', () => {
  const stage = setStage();
  const outside = external('olga');
  let person: SandboxPerson;
  let other: Client;
  let atHome: Client;
  before(async () => {
    const admin = await foundOrganization(stage.world);
    person = at(stage.world.people('employee'), 0);
    other = await makeMember(stage.world, person);
    await other.post('/records/tasks', { subject: 'Call the harbour', dueDate: '2026-03-07' });
    atHome = await addExternal(stage.world, admin, outside);
  });

  const field = (foyer: Locator | Page, name: string) => foyer.getByRole('textbox', { name, exact: true });
  const go = (foyer: Page, part: string) =>
    foyer.getByRole('navigation', { name: 'Parts of your account' }).getByRole('link', { name: part }).click();

  it('ACC-1 ACC-5 ACC-7 ACC-9 name, date format, sessions and tokens', async () => {
    const foyer = await stage.open(person, '/', { width: 1440 });
    await foyer.getByRole('button', { name: /^Account of/ }).click();
    await foyer.getByRole('menuitem', { name: 'Your account' }).click();

    await field(foyer, 'Full name').fill('Zoë van den Berg');
    assert.equal(await field(foyer, 'First name').inputValue(), 'Zoë');
    assert.equal(await field(foyer, 'Last name').inputValue(), 'van den Berg');
    await field(foyer, 'First name').fill('Ada');
    assert.equal(await field(foyer, 'Full name').inputValue(), 'Ada van den Berg');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByRole('button', { name: 'Account of Ada van den Berg' }).waitFor();

    await go(foyer, 'Preferences');
    await foyer.getByRole('radio', { name: 'Your own pattern' }).check();
    await field(foyer, 'Pattern').fill('d.m');
    await foyer.getByText(/^Use the day, month and year once each/).waitFor();
    await field(foyer, 'Pattern').fill('d.m.yyyy');
    await foyer.getByText(/^Today: \d{1,2}\.\d{1,2}\.20\d\d$/).waitFor();
    await foyer.locator('section', { hasText: 'Date format' }).getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('Saved').last().waitFor();
    await foyer.getByRole('link', { name: 'Tasks' }).click();
    await foyer.getByRole('row').filter({ hasText: 'Call the harbour' }).getByText('7.3.2026').waitFor();

    await foyer.getByRole('button', { name: /^Account of/ }).click();
    await foyer.getByRole('menuitem', { name: 'Your account' }).click();
    await go(foyer, 'Sessions');
    await foyer
      .getByRole('listitem')
      .filter({ hasText: 'This device' })
      .getByText(/^Last activity/)
      .waitFor();
    await other.get('/session');
    await foyer.getByRole('button', { name: 'End the session in Unknown device' }).click();
    await foyer.getByRole('listitem').filter({ hasText: 'you ended it' }).waitFor();
    expectProblem(await other.call('GET', '/session'), 'session_required', 401);

    await go(foyer, 'API tokens');
    await foyer.getByRole('button', { name: 'New token' }).click();
    await foyer.getByRole('button', { name: 'Create token' }).click();
    await foyer.getByText('Give the token a name.').waitFor();
    await field(foyer, 'Name').fill('Nightly report');
    await foyer.getByRole('button', { name: 'Create token' }).click();
    const shown = foyer.getByRole('alertdialog', { name: 'Nightly report is created' });
    const token = await shown.getByRole('textbox', { name: 'Token' }).inputValue();
    await shown.getByRole('button', { name: 'Close' }).click();
    const call = () => stage.world.browser().call('GET', '/session', { headers: { authorization: `Bearer ${token}` } });
    assert.match((await call()).text, /Ada van den Berg/);
    await foyer.getByRole('button', { name: 'Revoke Nightly report' }).click();
    await foyer.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await foyer.getByRole('listitem').filter({ hasText: 'Nightly report' }).getByText('Ended').waitFor();
    expectProblem(await call(), 'api_token_revoked', 401);
  });

  it('ACC-2 ACC-4 ACC-7 on the web: a new password and a question; the other browser is out', async () => {
    const mine = await stage.open(atHome, '/account/security', { width: 1440 });
    const theirs = await stage.open(await signInWithPassword(stage.world, outside), '/account', { width: 1440 });
    await field(theirs, 'Full name').waitFor();

    const password = mine.locator('section', { has: mine.getByRole('heading', { name: 'Password', exact: true }) });
    await password.getByLabel('Current password').fill(PASSWORD);
    await password.getByLabel('New password').fill('password1');
    await password.getByRole('button', { name: 'Change password' }).click();
    await password.getByRole('alert').or(password.locator('[id$="validationMessage"]')).first().waitFor();
    await password.getByLabel('New password').fill('gravel onion 41 harbour');
    await password.getByRole('button', { name: 'Change password' }).click();
    await mine.getByText('Your password was changed').last().waitFor();

    await go(theirs, 'Sessions');
    await theirs.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor();

    const question = mine.locator('section', { hasText: 'Security question' });
    await field(question, 'Question').fill('What was the name of my first boat?');
    await field(question, 'Answer').fill('boat');
    await question.getByLabel('Current password').fill('gravel onion 41 harbour');
    await question.getByRole('button', { name: 'Save question' }).click();
    await question.locator('[id$="validationMessage"]').waitFor();
    await field(question, 'Answer').fill('Zéphyrine');
    await question.getByRole('button', { name: 'Save question' }).click();
    await mine.getByText('Security question saved').last().waitFor();
    await question.getByRole('button', { name: 'Remove question' }).waitFor();
  });

  it('ACC-5 in French at 320 px: every part fits, and axe finds nothing', async () => {
    const foyer = await stage.open(person, '/account', { width: 320, locale: 'fr' });
    const parts = foyer.getByRole('combobox', { name: 'Rubriques de votre compte' });
    await parts.waitFor();
    for (const [part, title] of [
      ['Mot de passe et sécurité', 'Connexion sécurisée du navigateur'],
      ['Préférences', 'Lettres d’information'],
      ['Sessions utilisateur', 'Sessions des 7 derniers jours'],
      ['Sites web autorisés', 'Aucun site'],
      ['Jetons d’API', 'Jetons d’API'],
    ] as const) {
      await parts.selectOption({ label: part });
      await foyer.locator('section').getByText(title, { exact: true }).first().waitFor();
      assert.deepEqual(await violations(foyer), [], part);
      assert.ok((await overflow(foyer)) <= 0, part);
    }
  });
});

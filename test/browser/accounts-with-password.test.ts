import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import { MINUTE } from '../../src/server/platform/clock.ts';
import { isForEverybody } from '../support/axe.ts';
import type { Client } from '../support/client.ts';
import { at, invite, linkToken } from '../support/door.ts';
import { eventually } from '../support/eventually.ts';
import { foundOrganization } from '../support/organization.ts';
import { addExternal, type External, external, inviteByMail, PASSWORD, resetToken } from '../support/passwords.ts';
import { setStage } from './stage.ts';

const NEW = 'ember trellis 41 quay';

describe('people whose account has a password', () => {
  const stage = setStage({ env: { SEATS_AT_START: '10' } });
  const employee = (index: number) => at(stage.world.people('employee'), index);
  let admin: Client;
  before(async () => {
    admin = await foundOrganization(stage.world);
  });

  async function signOut(page: Page, name: string): Promise<void> {
    await page.getByRole('button', { name: `Account of ${name}` }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You’re signed out.').waitFor();
  }

  async function signIn(page: Page | FrameLocator, { loginId, password }: External, submit: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Login ID' }).fill(loginId);
    await page.getByRole('button', { name: 'Continue' }).click();
    await page.getByLabel(/^Password/).fill(password);
    await page.getByRole('button', { name: submit, exact: true }).click();
  }

  it('INV-2 INV-6 ACC-2 ACC-3 an external person is invited, makes an account, forgets the password, sets it anew, signs in', async function () {
    this.timeout(300_000);
    const person = { ...external('nora'), fullName: 'Nora Field' };
    const token = await inviteByMail(stage.world, admin, person);
    const page = await stage.browse(`${stage.world.url}/invitations/${token}`);
    const welcome = page.getByRole('heading', { name: 'Welcome, Nora Field' });
    const join = page.getByRole('button', { name: 'Join Alder & Vale' });
    const newPassword = page.getByLabel('New password');
    await page.getByText('n***@outside.example').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Your name' }).inputValue(), 'Nora Field');
    await newPassword.fill('nora.field');
    assert.equal(await join.isDisabled(), true, 'the terms come first');
    await page.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await join.click();
    await page.getByText('This is made of your own name').waitFor();
    await isForEverybody(page);
    await newPassword.fill(PASSWORD);
    await join.click();
    await welcome.waitFor();

    await signOut(page, 'Nora Field');
    await isForEverybody(page);
    await signIn(page, { ...person, password: 'not the password' }, 'Sign in');
    await page.getByText('The login ID or the password is incorrect.').waitFor();
    await isForEverybody(page);
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Login ID' }).inputValue(), person.loginId);
    await isForEverybody(page);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor();
    await page.getByText(`If ${person.loginId} has a Foyer account`).waitFor();

    const reset = resetToken(await stage.world.waitForMail(person.loginId, /Set a new password/));
    await page.goto(`${stage.world.url}/reset-password/${reset}`);
    await newPassword.fill('qwertyuiop');
    await page.getByRole('button', { name: 'Set the password' }).click();
    await page.getByText('This is one of the hundred most used passwords.').waitFor();
    await isForEverybody(page);
    await newPassword.fill(NEW);
    await page.getByRole('button', { name: 'Set the password' }).click();
    await welcome.waitFor();
    await page.goto(`${stage.world.url}/reset-password/${reset}`);
    await page.getByRole('heading', { name: 'This link no longer works' }).waitFor();
    await isForEverybody(page);

    // In another browser, where somebody has guessed too often.
    const other = await stage.browse(stage.world.url);
    await signIn(other, person, 'Sign in');
    await other.getByText('The login ID or the password is incorrect.').waitFor();
    const attempts = stage.world.db.collection('password-attempts');
    await attempts.updateMany({}, { $set: { notBefore: new Date(Date.now() + 9.5 * MINUTE) } });
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByText('Too many wrong attempts. Try again in 10 minutes.').waitFor();
    await attempts.deleteMany({});
    await other.getByLabel(/^Password/).fill(NEW);
    await other.getByRole('button', { name: 'Sign in', exact: true }).click();
    await other.getByRole('heading', { name: 'Welcome, Nora Field' }).waitFor();
  });

  it('INV-6 ACC-4 whoever has an account answers an invitation by signing in, and a reset by the security question', async function () {
    this.timeout(300_000);
    const person = external('petra');
    const own = await addExternal(stage.world, admin, person);
    const question = { currentPassword: PASSWORD, question: 'Where did you learn to swim?', answer: 'Étretat' };
    await own.put('/account/security-question', question);
    const { member } = await own.get<Session>('/session');
    await admin.post('/members/deactivate', { ids: [member?.id] });
    await admin.post('/invitations', { people: [{ loginId: person.loginId, fullName: person.fullName }] });
    const mail = await eventually(async () => {
      const mails = (await stage.world.mailbox(person.loginId)).filter(({ subject }) => /invit/i.test(subject));
      assert.equal(mails.length, 2);
      return at(mails, 0);
    });

    const page = await stage.browse(`${stage.world.url}/forgot-password`);
    await page.getByRole('textbox', { name: 'Login ID' }).fill(person.loginId);
    await page.getByRole('button', { name: 'Send the link' }).click();
    await page.getByRole('heading', { name: 'Check your e-mail' }).waitFor();
    const reset = resetToken(await stage.world.waitForMail(person.loginId, /Set a new password/));
    await page.goto(`${stage.world.url}/reset-password/${reset}`);
    await page.getByLabel('New password').fill(NEW);
    const answer = page.getByRole('textbox', { name: question.question });
    const set = page.getByRole('button', { name: 'Set the password' });
    for (const left of ['4 more tries', '3 more tries', '2 more tries', '1 more try']) {
      await answer.fill('Rome');
      await set.click();
      await page.getByText(`You have ${left}.`).waitFor();
    }
    await isForEverybody(page);
    await set.click();
    await page.getByRole('heading', { name: 'This link has been blocked' }).waitFor();
    await page.getByRole('link', { name: 'Ask for a new link' }).click();
    await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor();

    await page.goto(`${stage.world.url}/invitations/${linkToken(mail)}`);
    await signIn(page, person, 'Sign in to join');
    await page.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await page.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await page.getByRole('heading', { name: `Welcome, ${person.fullName}` }).waitFor();
  });

  it('INV-7 an invited person links the account they have, which the launcher opens from then on, and unlinks it', async function () {
    this.timeout(300_000);
    const person = external('oskar');
    await addExternal(stage.world, admin, person);
    const invited = employee(0);
    await invite(admin, invited);
    const { foyer, page } = await stage.sit(invited, { view: 'foyer' });
    await foyer.getByRole('link', { name: 'Link my account' }).click();
    await foyer.getByText(`The invitation to ${invited.userPrincipalName} won’t be used`).waitFor();
    await signIn(foyer, { ...person, loginId: invited.userPrincipalName }, 'Link my account');
    await foyer.getByText('You can’t link the login ID that was invited.').waitFor();
    await foyer.getByRole('button', { name: 'Another login ID' }).click();
    await signIn(foyer, { ...person, password: 'not the password' }, 'Link my account');
    await foyer.getByText('The login ID or the password is incorrect.').waitFor();
    await foyer.getByLabel(/^Password/).fill(person.password);
    await foyer.getByRole('button', { name: 'Link my account' }).click();
    const welcome = foyer.getByRole('heading', { name: `Welcome, ${person.fullName}` });
    await welcome.waitFor();
    await page.reload();
    await welcome.waitFor();

    const users = await stage.open(admin, '/users');
    await users.getByRole('tab', { name: /^Invited/ }).click();
    const row = users.getByRole('row').filter({ hasText: invited.userPrincipalName });
    await row.getByText('Answered with another account').waitFor();

    await foyer.getByRole('button', { name: `Account of ${person.fullName}` }).click();
    await foyer
      .getByRole('menuitem', { name: /account/i })
      .first()
      .click();
    await foyer.getByRole('navigation').getByRole('link', { name: 'Password and security' }).click();
    const linked = foyer.getByRole('region', { name: 'Linked Microsoft account' });
    await linked.getByLabel(/^Password/).fill(person.password);
    await linked.getByRole('button', { name: 'Unlink' }).click();
    await foyer.getByText('Your Microsoft account is no longer linked').first().waitFor();
    await linked.waitFor({ state: 'detached' });
    await page.reload();
    await foyer.getByRole('heading', { name: 'Join Alder & Vale' }).waitFor();
  });

  it('INV-6 a colleague whose login ID an account with a password has links it at the sign-in, by password and security question', async function () {
    this.timeout(300_000);
    const person = { loginId: 'quinn.early@aldervale.example', fullName: 'Quinn Early', password: PASSWORD };
    const own = await addExternal(stage.world, admin, person);
    const question = { currentPassword: PASSWORD, question: 'Where did you learn to swim?', answer: 'Étretat' };
    await own.put('/account/security-question', question);
    const colleague = await stage.world.createPerson({ userPrincipalName: person.loginId, displayName: 'Quinn Early' });
    const { foyer, page } = await stage.sit(colleague, { view: 'foyer' });
    await foyer.getByRole('heading', { name: 'Is this account yours?' }).waitFor();
    await foyer.getByText(/Ask someone who manages users/).waitFor();
    const link = foyer.getByRole('button', { name: 'Link my account' });
    const password = foyer.getByLabel(/^Password/);
    await password.fill('not the password');
    await link.click();
    await foyer.getByText('The login ID or the password is incorrect.').waitFor();
    await password.fill(PASSWORD);
    await link.click();
    const answer = foyer.getByRole('textbox', { name: question.question });
    await answer.fill('Rome');
    await link.click();
    await foyer.getByText(/^This isn’t the answer to your security question\./).waitFor();
    await answer.fill('etretat');
    await link.click();
    const welcome = foyer.getByRole('heading', { name: 'Welcome, Quinn Early' });
    await welcome.waitFor();
    await page.reload();
    await welcome.waitFor();
  });

  it('INV-6 an administrator frees a login ID, and the colleague gets in by a browser', async function () {
    this.timeout(300_000);
    const early = { loginId: 'rowan.late@aldervale.example', fullName: 'Rowan Early', password: PASSWORD };
    const own = await addExternal(stage.world, admin, early);
    const { member } = await own.get<Session>('/session');
    await admin.post('/members/deactivate', { ids: [member?.id] });
    const colleague = await stage.world.createPerson({ userPrincipalName: early.loginId, displayName: 'Rowan Late' });
    const { page: home, context } = await stage.sit(colleague);
    await home.getByRole('main').waitFor();
    const tab = await context.newPage();
    await tab.goto(stage.world.url);
    await tab.getByRole('heading', { name: 'Is this account yours?' }).waitFor();
    await isForEverybody(tab);
    await tab.getByRole('button', { name: 'Cancel' }).click();
    await tab.getByRole('heading', { name: 'Sign in to Foyer' }).waitFor();

    const users = await stage.sit(stage.world.person('administrator'), { view: 'foyer', subPage: 'users' });
    await users.foyer.getByRole('link', { name: 'Free a login ID' }).click();
    const panel = users.foyer.getByRole('dialog', { name: 'Free a login ID' });
    const loginId = panel.getByRole('textbox', { name: 'Login ID' });
    const free = panel.getByRole('button', { name: 'Free the login ID' });
    await loginId.fill('somebody@outside.example');
    await free.click();
    await panel.getByText('isn’t in one of your organization’s verified domains').waitFor();
    await loginId.fill(early.loginId);
    await free.click();
    await users.foyer.getByText('The login ID is free').first().waitFor();

    await tab.getByRole('button', { name: 'Sign in with Microsoft' }).click();
    await tab.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
  });
});

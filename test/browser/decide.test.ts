import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { addApprover, ask, at } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { follow, openMessage } from '../support/screen.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

describe('an approver answers requests', () => {
  const stage = setStage();
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const priya = () => at(stage.world.people('approver'), 1);
  const martha = () => at(stage.world.people('approver'), 2);
  let administrator: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
    await addApprover(stage.world, administrator, priya());
    await addApprover(stage.world, administrator, martha());
  });

  async function asks(person: SandboxPerson, message: string): Promise<void> {
    await ask(await stage.world.signIn(person.userPrincipalName), message);
  }

  /** From the mailbox of an approver to the request's window. */
  async function review(approver: SandboxPerson, requester: SandboxPerson): Promise<Page> {
    await stage.world.waitForMail(approver.userPrincipalName, new RegExp(`^${requester.displayName} asks to join`));
    const screen = await stage.sit(approver, { view: 'mail' });
    const mail = await openMessage(screen.page, new RegExp(`${requester.displayName} asks to join`));
    await mail.getByText(requester.userPrincipalName).last().waitFor();
    return await follow(screen, mail.getByRole('link', { name: 'Review request' }));
  }

  const requestWindow = (within: Page) => within.getByRole('dialog', { name: 'Add new user' });

  it('JOIN-2 JOIN-3 JOIN-5 reads the mail, reviews who asks beside the seats, approves; a second approver is told by whom', async () => {
    const requester = employee(0);
    await asks(requester, 'I sell to <b>Dublin</b> & Cork');
    const [first, second] = [await review(priya(), requester), await review(martha(), requester)];

    const window = requestWindow(first);
    await window.getByText(requester.displayName, { exact: true }).first().waitFor();
    await window.getByText(requester.userPrincipalName).waitFor();
    await window.getByText('Account Executive').waitFor();
    await window.getByText('I sell to <b>Dublin</b> & Cork').waitFor();
    await window.getByText(/^Takes one seat: 1 of 5 stays free/).waitFor();
    await requestWindow(second).getByRole('button', { name: 'Approve and add' }).waitFor();
    assert.equal(await stage.world.db.collection('join-requests').countDocuments({ status: 'pending' }), 1);

    await window.getByRole('combobox', { name: 'Profile' }).selectOption('Standard');
    await window.getByRole('combobox', { name: 'Role' }).selectOption('Team');
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await first.getByText(`${requester.displayName} is now a member`).last().waitFor();

    const late = requestWindow(second);
    await late.getByRole('button', { name: 'Approve and add' }).click();
    await late.getByText('This request was approved').waitFor();
    await late.getByText(/By Priya Raghunathan, /).waitFor();
    assert.equal(await late.getByRole('button', { name: 'Approve and add' }).count(), 0);

    const mailed = await stage.world.waitForMail(requester.userPrincipalName, /You are now in Alder & Vale/);
    assert.match(mailed.text, /Priya Raghunathan approved/);
    const foyer = await stage.open(requester);
    await foyer.getByRole('heading', { name: `Welcome, ${requester.displayName}` }).waitFor();
  });

  it('JOIN-8 declines another request with a reason that the person reads, and may ask again later', async () => {
    const requester = employee(2);
    await asks(requester, '');
    const foyer = await stage.open(priya());
    await foyer.getByRole('link', { name: `Review the request of ${requester.displayName}` }).click();
    const window = requestWindow(foyer);
    await window.getByRole('button', { name: 'Decline' }).click();
    const question = foyer.getByRole('dialog', { name: `Decline the request of ${requester.displayName}?` });
    await question.getByRole('textbox', { name: /^Reason/ }).fill('Please ask your team lead first.');
    await question.getByRole('button', { name: 'Decline' }).click();
    await foyer.getByText(`Request of ${requester.displayName} declined`).last().waitFor();

    const mailed = await stage.world.waitForMail(requester.userPrincipalName, /was declined/);
    assert.match(mailed.text, /Please ask your team lead first\./);
    const theirs = await stage.open(requester);
    await theirs.getByRole('heading', { name: 'Your request was declined' }).waitFor();
    await theirs.getByText('Please ask your team lead first.').waitFor();
    await theirs.getByText('You can ask again from').waitFor();
    assert.equal(await theirs.getByRole('button', { name: 'Request to join' }).count(), 0);
  });

  it('JOIN-3 the waiting requests are on the first page, the oldest first, and among the users', async () => {
    await asks(employee(8), '');
    await asks(employee(9), 'Me too');
    const foyer = await stage.open(martha());
    const waiting = foyer.getByRole('link', { name: /^Review the request of/ });
    await waiting.nth(1).waitFor();
    assert.deepEqual(
      await waiting.evaluateAll((links) => links.map((link) => link.getAttribute('aria-label'))),
      [employee(8), employee(9)].map(({ displayName }) => `Review the request of ${displayName}`),
    );
    await foyer.getByRole('link', { name: 'See all 2' }).click();
    await foyer.getByRole('tab', { name: /^Requests\s*2$/, selected: true }).waitFor();
    await foyer.getByRole('row').filter({ hasText: 'Me too' }).getByRole('link').click();
    await requestWindow(foyer).getByText(employee(9).userPrincipalName).waitFor();
    await requestWindow(foyer).getByRole('button', { name: 'Close' }).click();
    await foyer.getByRole('tab', { name: /^Requests/, selected: true }).waitFor();
  });
});

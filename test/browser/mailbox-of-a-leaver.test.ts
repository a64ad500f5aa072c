import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Client } from '../support/client.ts';
import { at } from '../support/door.ts';
import { activate } from '../support/mailboxes.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import { memberId } from '../support/records.ts';
import { setStage } from './stage.ts';

/** MAIL-1 to MAIL-8 and REC-4, as it happens: the mail of somebody who leaves, comes back and leaves again. */
describe('the mailbox of somebody who leaves', () => {
  const stage = setStage();
  const administrator = () => stage.world.person('administrator');
  const leaver = () => at(stage.world.people('employee'), 0);
  const colleague = () => at(stage.world.people('employee'), 1);
  let admin: Client;
  let leaverId: string;
  let contactId: string;
  let customer: { name: string; address: string };
  let subject: string;

  before(async function () {
    this.timeout(60_000);
    const { world } = stage;
    admin = await foundOrganization(world);
    await admin.patch('/subscription', { extensions: { mail: { bought: 3 } } });
    leaverId = await memberId(await makeMember(world, leaver()));
    const reader = await makeMember(world, colleague());
    await activate(admin, 'mail', leaverId);
    const { sandbox } = world.sandbox;
    const person = sandbox.findPerson(leaver().id);
    assert.ok(person);
    // Whoever began a conversation with the leaver; it has an attachment.
    const first = sandbox.writtenBefore(person).find((message) => !/^Re: |Trade Weekly/.test(message.subject));
    assert.ok(first);
    ({ from: customer, subject } = first);
    ({ id: contactId } = await reader.post<{ id: string }>('/records/contacts', {
      lastName: customer.name,
      emails: [customer.address],
    }));
  });

  const open = (person: { userPrincipalName: string }, path: string) => stage.open(person, path);
  const rowIn = (foyer: Page) => foyer.getByRole('listitem').filter({ hasText: leaver().userPrincipalName });

  it('MAIL-1 MAIL-5 fills in the server, says what failed beside its field, saves, and is locked', async () => {
    const foyer = await open(leaver(), '/account/mailbox');
    await foyer.getByRole('textbox', { name: 'E-mail address' }).fill(leaver().userPrincipalName);
    const server = foyer.getByRole('textbox', { name: 'Server' });
    await server.and(foyer.locator('[value="localhost"]')).waitFor();
    assert.equal(await foyer.getByRole('textbox', { name: 'User name' }).inputValue(), leaver().userPrincipalName);
    await foyer.getByLabel('Password').fill('wrong');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('The server doesn’t accept the user name or the password.').waitFor();
    const password = foyer.getByLabel('Password');
    assert.equal(await password.getAttribute('aria-invalid'), 'true');
    await password.fill('sandbox');
    await foyer.getByRole('radio', { name: /^Shared folders/ }).check();
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText(/^Saved /).waitFor();
    assert.equal(await password.inputValue(), '', 'a password is never shown again');

    const users = await open(administrator(), '/setup/mail-users');
    await rowIn(users).getByText('Shared folders').waitFor();
    await rowIn(users)
      .getByRole('button', { name: /^Lock configuration/ })
      .click();
    await rowIn(users).getByText('Locked', { exact: true }).waitFor();

    await foyer.getByRole('radio', { name: /^Private/ }).check();
    await foyer.getByRole('button', { name: 'Save' }).click();
    const reason = 'An administrator has locked this mailbox. You can change only its password.';
    await foyer.getByText(reason).first().waitFor();
    await foyer
      .getByRole('radio', { name: /^Private/ })
      .and(foyer.locator(':disabled'))
      .waitFor();
    assert.equal(
      await foyer.getByRole('radio', { name: /^Shared folders/ }).isChecked(),
      true,
      'what is kept is shown',
    );
    for (const name of ['E-mail address', 'Server', 'Port', 'User name']) {
      const field = foyer.getByRole('textbox', { name });
      assert.equal(await field.getAttribute('readonly'), '', name);
      const described = await field.getAttribute('aria-describedby');
      assert.equal(await foyer.locator(`[id="${described}"]`).innerText(), reason, name);
    }
    for (const name of ['Protocol', 'Encryption']) {
      assert.equal(await foyer.getByRole('combobox', { name }).isDisabled(), true, name);
    }
    await password.fill('sandbox');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText('Mailbox saved').last().waitFor();
  });

  it('MAIL-2 MAIL-3 MAIL-4 MAIL-7 is backed up once its owner has left, and only then', async () => {
    await admin.post('/members/deactivate', { ids: [leaverId] });
    const users = await open(administrator(), '/setup/mail-users');
    await users.getByRole('tab', { name: 'Inactive users' }).click();
    const row = rowIn(users);
    await row.getByText('This mailbox hasn’t been backed up yet. Back up its data first.').waitFor();
    const latest = row.getByRole('button', { name: /^Latest backup/ });
    assert.equal(await latest.getAttribute('aria-disabled'), 'true');
    // The server breaks off at a message each time: that is said, the message is named, and tried again.
    await stage.world.fault({ kind: 'mail-drop', match: 'POP3 RETR 1 ' });
    await row.getByRole('button', { name: /^Back up data/ }).click();
    const asked = users.getByRole('dialog', { name: /^Back up data/ });
    await asked.getByText(/^\d+ messages? would be kept, of \d+ read and \d+ on the server\.$/).waitFor();
    await asked.getByText(new RegExp(`^${customer.name}: \\d+ messages?$`)).waitFor();
    await asked.getByRole('button', { name: 'Start the backup' }).click();
    await row.getByText(/^Incomplete · .* · 1 message left out · \d+ on the server$/).waitFor({ timeout: 40_000 });
    await row.getByText(/^The server didn’t deliver all its messages\./).waitFor();
    await row.getByRole('button', { name: /^All backups/ }).click();
    const panel = users.getByRole('dialog', { name: /^All backups/ });
    await panel.getByText(/^Message 1, “.+”: the server disconnected while sending it$/).waitFor();
    await panel.getByRole('button', { name: 'Close' }).click();
    await stage.world.clearFaults();
    await row.getByRole('button', { name: /^Back up data/ }).click();
    await users.getByRole('button', { name: 'Start the backup' }).click();
    await row.getByText(/^Completed · \d+ messages? kept/).waitFor({ timeout: 40_000 });
    await row.getByText(/^The member hasn’t saved the mailbox/).waitFor();
    assert.equal(await latest.getAttribute('aria-disabled'), 'true');
  });

  it('MAIL-7 MAIL-8 comes back frozen, is saved again, and what came since is added', async () => {
    const { sandbox } = stage.world.sandbox;
    await admin.post('/members/reactivate', { ids: [leaverId] });
    await activate(admin, 'mail', leaverId);
    const foyer = await open(leaver(), '/account/mailbox');
    await foyer.getByText(/^Your mailbox was disconnected when you were deactivated\./).waitFor();
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText(/^Your mailbox was disconnected when you were deactivated\./).waitFor({ state: 'detached' });

    const to = { name: leaver().displayName, address: leaver().userPrincipalName };
    const people = { from: customer, to: [to], cc: [], bcc: [], replyTo: [] };
    const body = { contentType: 'text' as const, content: 'One more question, about the pallets of last week.' };
    const rest = { importance: 'normal' as const, headers: [], attachments: [] };
    sandbox.mailboxes.send(
      { internetMessageId: '<late@customer.example>', subject: 'One more thing', ...people, body, ...rest },
      { mailbox: 'sender', saveToSentItems: false },
      new Date(),
    );
    await admin.post('/members/deactivate', { ids: [leaverId] });
    const users = await open(administrator(), '/setup/mail-users?status=inactive');
    const row = rowIn(users);
    await row.getByRole('button', { name: /^Latest backup/ }).click();
    await users.getByRole('button', { name: 'Start the backup' }).click();
    await row.getByText('Completed · 1 message kept').waitFor({ timeout: 40_000 });
    await row.getByRole('button', { name: /^All backups/ }).click();
    const panel = users.getByRole('dialog', { name: /^All backups/ });
    await panel.getByRole('listitem').nth(1).waitFor();
    await panel.getByText('Latest backup').waitFor();
    await panel.getByText('Back up data').waitFor();
  });

  it('REC-4 MAIL-4 is read by a colleague on the page of the contact', async () => {
    const foyer = await open(colleague(), `/contacts/${contactId}`);
    await foyer.getByRole('button', { name: 'One more thing' }).waitFor();
    await foyer.getByRole('searchbox').fill('pallets week');
    await foyer.getByRole('button', { name: subject }).first().waitFor({ state: 'detached' });
    await foyer.getByRole('searchbox').fill('');
    await foyer.getByRole('combobox', { name: 'Show' }).selectOption('Messages only');
    await foyer.getByRole('list').getByText('Created', { exact: true }).waitFor({ state: 'detached' });
    await foyer.getByRole('button', { name: subject, exact: true }).click();
    const panel = foyer.getByRole('dialog', { name: subject });
    await panel.getByText(customer.address).waitFor();
    await panel.getByText(new RegExp(`^${administrator().displayName}, `)).waitFor();
    await panel.frameLocator('iframe').getByText(customer.name).waitFor();
    await panel.getByText('Pictures and other remote content are hidden').waitFor();
    const attachment = foyer.waitForEvent('download');
    await panel.getByRole('link', { name: `${subject}.txt` }).click();
    assert.equal((await attachment).suggestedFilename(), `${subject}.txt`);
    const source = foyer.waitForEvent('download');
    await panel.getByRole('link', { name: 'Download as .eml' }).click();
    assert.match((await source).suggestedFilename(), /\.eml$/);
  });
});

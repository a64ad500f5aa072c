import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { DAY } from '../../src/server/platform/clock.ts';
import type { Client } from '../support/client.ts';
import { acceptMine, addApprover, ask, at, builtIn, invite, linkToken } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

/** What is refused, and to whom, is proved over HTTP beside each feature; here it is whether people see it, and what helps. */
describe('what must be refused is refused with a sentence that helps', () => {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const stage = setStage({
    clock,
    env: { SEATS_AT_START: '30', INVITATION_DAYS: '14', SESSION_HOURS: '700', SESSION_IDLE_HOURS: '700' },
  });
  let administrator: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
  });
  afterEach(() => {
    ahead = 0;
  });

  const somebody = () => stage.world.somebody();

  /** Invites somebody; returns the path of their link. */
  async function invitedBy(admin: Client, person: SandboxPerson): Promise<string> {
    await invite(admin, person);
    return `/invitations/${linkToken(await stage.world.waitForMail(person.userPrincipalName, /invit/))}`;
  }

  const seats = async (client: Client) => (await client.get<{ total: number }>('/members')).total;
  const requestWindow = (foyer: Page) => foyer.getByRole('dialog', { name: 'Add new user' });
  const approve = (foyer: Page) => requestWindow(foyer).getByRole('button', { name: 'Approve and add' });

  it('INV-5 a colleague who follows the link is told which login ID is expected, and can switch account', async () => {
    const [invited, colleague] = [somebody(), somebody()];
    const link = await invitedBy(administrator, invited);
    const { page } = await stage.sit(colleague);
    await page.goto(stage.world.url + link);
    const [initial = ''] = invited.userPrincipalName;
    await page.getByText(`${initial}***@aldervale.example`).waitFor();
    await page.getByRole('button', { name: /^Sign in (to join|with Microsoft)$/ }).click();
    await page.getByText('This invitation is for someone else').waitFor();
    await page.getByText(`It was sent to ${invited.userPrincipalName}`).waitFor();
    assert.equal(await page.getByRole('checkbox').count(), 0);
    await page.getByRole('button', { name: 'Switch account' }).click();
    await page.getByRole('button', { name: new RegExp(`${invited.userPrincipalName}`) }).click();
    await page.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await page.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await page.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
  });

  it('INV-8 used, revoked, replaced, expired and incomplete links say what to do next', async () => {
    const [used, revoked, replaced, expired] = [somebody(), somebody(), somebody(), somebody()];
    const links: string[] = [];
    for (const person of [used, revoked, replaced, expired]) links.push(await invitedBy(administrator, person));
    await acceptMine(await stage.world.signIn(used.userPrincipalName));
    const foyer = await stage.open(administrator, '/users?view=invited');
    await foyer.getByRole('button', { name: `Actions for the invitation of ${revoked.displayName}` }).click();
    await foyer.getByRole('menuitem', { name: 'Revoke' }).click();
    await foyer.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await foyer.getByText(`Invitation to ${revoked.userPrincipalName} revoked`).last().waitFor();
    await foyer.getByRole('button', { name: `Actions for the invitation of ${replaced.displayName}` }).click();
    await foyer.getByRole('menuitem', { name: 'Send again' }).click();
    await foyer.getByText(`Invitation sent again to ${replaced.userPrincipalName}`).last().waitFor();

    const page = await stage.open(somebody(), at(links, 0));
    await page.getByRole('heading', { name: 'This invitation was already used' }).waitFor();
    await page.goto(stage.world.url + at(links, 1));
    await page.getByRole('heading', { name: 'This invitation was withdrawn' }).waitFor();
    await page.goto(stage.world.url + at(links, 2));
    await page.getByRole('heading', { name: 'There is a newer invitation' }).waitFor();
    ahead = 15 * DAY;
    await page.goto(stage.world.url + at(links, 3));
    await page.getByRole('heading', { name: 'This invitation has expired' }).waitFor();
    await page.goto(`${stage.world.url}/invitations/incomplete`);
    await page.getByRole('heading', { name: 'This link is incomplete' }).waitFor();
    await page.getByRole('link', { name: 'Open Foyer' }).click();
    await page.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
  });

  it('JOIN-6 JOIN-7 JOIN-10 the window says why somebody can’t be let in, and what helps', async () => {
    const requester = somebody();
    const theirs = await stage.world.signIn(requester.userPrincipalName);
    const { id } = await ask(theirs, 'Please');
    await administrator.patch('/subscription', { seats: await seats(administrator) });
    const foyer = await stage.open(administrator, `/join-requests/${id}`);
    const window = requestWindow(foyer);
    await window.getByText('No seat is free.').waitFor();
    await approve(foyer).click();
    await window.getByText(/Add seats, or deactivate someone/).waitFor();
    await window.getByRole('link', { name: 'Add seats' }).waitFor();
    await administrator.patch('/subscription', { seats: 30 });

    await stage.world.changePerson(requester.id, { accountEnabled: false });
    await approve(foyer).click();
    await window.getByText(/no longer lists this person as an active user/).waitFor();

    await theirs.post(`/join-requests/${id}/withdraw`);
    await approve(foyer).click();
    await window.getByText('The person withdrew this request').waitFor();
    assert.equal(await approve(foyer).count(), 0);
  });

  it('INV-10 an invited person for whom no seat is free is told so, and joins once one is', async () => {
    const invited = somebody();
    await invite(administrator, invited);
    await administrator.patch('/subscription', { seats: await seats(administrator) });
    const foyer = await stage.open(invited);
    await foyer.getByRole('checkbox').check();
    await foyer.getByRole('button', { name: /^Join/ }).click();
    await foyer.getByText('All seats are taken.').waitFor();
    await administrator.patch('/subscription', { seats: 30 });
    await foyer.getByRole('button', { name: /^Join/ }).click();
    await foyer.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
  });

  it('MEM-11 who loses the permission while the window is open is told so at the next call', async () => {
    const approver = somebody();
    const client = await addApprover(stage.world, administrator, approver);
    const { id } = await ask(await stage.world.signIn(somebody().userPrincipalName));
    const foyer = await stage.open(client, `/join-requests/${id}`);
    await approve(foyer).waitFor();
    const { member } = await client.get<{ member: { id: string } }>('/session');
    await administrator.patch(`/members/${member.id}`, { profileId: await builtIn(administrator, 'standard') });
    await approve(foyer).click();
    await requestWindow(foyer)
      .getByText(/Ask someone who manages users/)
      .waitFor();
  });
});

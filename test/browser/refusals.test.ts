import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { DAY } from '../../src/server/platform/clock.ts';
import type { Client } from '../support/client.ts';
import { addApprover, addMember, ask, at, invite, linkToken } from '../support/door.ts';
import { foundOrganization } from '../support/organization.ts';
import { openFoyer, type Screen } from '../support/screen.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

describe('what must be refused is refused with a sentence that helps', () => {
  let ahead = 0;
  const clock = { now: () => new Date(Date.now() + ahead) };
  const stage = setStage({ clock, env: { SEATS_AT_START: '30', INVITATION_DAYS: '14', SESSION_HOURS: '700' } });
  const employee = (index: number) => at(stage.world.people('employee'), index);
  let administrator: Client;
  before(async () => {
    administrator = await foundOrganization(stage.world);
  });
  afterEach(() => {
    ahead = 0;
  });

  const membersNow = async () => (await administrator.get<{ total: number }>('/members')).total;

  /** The address in the newest invitation that somebody has received. */
  async function linkFor(address: string): Promise<string> {
    return `${stage.world.url}/invitations/${linkToken(await stage.world.waitForMail(address, /invit/))}`;
  }

  /** Somebody opens a link of Foyer in the browser where they are signed in to Microsoft 365. */
  async function openLink(person: SandboxPerson, address: string): Promise<Screen> {
    const screen = await stage.sit(person);
    await screen.page.goto(address);
    return screen;
  }

  async function signInToJoin(page: Page): Promise<void> {
    await page.getByRole('button', { name: /^Sign in (to join|with Microsoft)$/ }).click();
  }

  async function seeMismatch(within: Page | FrameLocator, expected: string): Promise<void> {
    await within.getByText('This invitation is for someone else').waitFor();
    await within.getByText(`It was sent to ${expected}`).waitFor();
    assert.equal(await within.getByRole('checkbox').count(), 0);
  }

  it('INV-5 the same e-mail address in another tenant opens nothing', async () => {
    const invited = employee(0);
    const twin = { userPrincipalName: 'soconnell@northquay.example' } as SandboxPerson;
    await invite(administrator, invited);
    const { page, foyer } = await openLink(twin, await linkFor(invited.userPrincipalName));
    await signInToJoin(page);
    await seeMismatch(page, invited.userPrincipalName);
    await page.goto(`${stage.world.sandbox.origin}/?view=foyer`);
    await foyer.getByRole('heading', { name: 'Found your organization' }).waitFor();
    assert.equal(await foyer.getByText('Alder & Vale').count(), 0);
  });

  it('INV-5 a colleague who follows the link is told which login ID is expected, and can switch account', async () => {
    const [invited, colleague] = [employee(0), employee(2)];
    const { page } = await openLink(colleague, await linkFor(invited.userPrincipalName));
    await page.getByText('s***@aldervale.example').waitFor();
    await signInToJoin(page);
    await seeMismatch(page, invited.userPrincipalName);
    await page.getByRole('button', { name: 'Switch account' }).click();
    await page.getByRole('button', { name: new RegExp(`${invited.userPrincipalName}`) }).click();
    await page.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await page.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await page.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
  });

  it('INV-8 a used link says so', async () => {
    const { page } = await openLink(employee(2), await linkFor(employee(0).userPrincipalName));
    await page.getByRole('heading', { name: 'This invitation was already used' }).waitFor();
    await page.getByRole('link', { name: 'Open Foyer' }).click();
    await page.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
  });

  it('INV-5 somebody renamed since the invitation is not let in, and told why', async () => {
    const renamed = stage.world.person('renamed');
    await invite(administrator, renamed);
    const before = await membersNow();
    const screen = await stage.sit(renamed);
    await screen.page.getByRole('button', { name: /^Change the login ID to hannah\.whitfield-ashworth@/ }).click();
    await screen.page.getByRole('button', { name: `Change the login ID to ${renamed.userPrincipalName}` }).waitFor();
    const foyer = await openFoyer(screen);
    await foyer.getByRole('checkbox', { name: 'I accept the terms of use' }).check();
    await foyer.getByRole('button', { name: 'Join Alder & Vale' }).click();
    await foyer.getByText(`only for ${renamed.userPrincipalName}`).waitFor();
    assert.equal(await membersNow(), before);
  });

  it('INV-5 a guest is known by the login ID that the directory gives, not by the address at home', async () => {
    const guest = stage.world.person('guest');
    const home = 'camille.berger@partnerfirm.example';
    await administrator.post('/invitations', { people: [{ loginId: home, fullName: 'Camille Berger' }] });
    const { page } = await openLink(guest, await linkFor(home));
    await signInToJoin(page);
    await seeMismatch(page, home);
    await page.getByText(guest.userPrincipalName.toLowerCase()).waitFor();
  });

  it('INV-8 revoked, replaced and expired links say what to do next', async () => {
    const [revoked, replaced, expired] = [employee(3), employee(4), employee(5)];
    const links: string[] = [];
    for (const person of [revoked, replaced, expired]) {
      await invite(administrator, person);
      links.push(await linkFor(person.userPrincipalName));
    }
    const { foyer } = await stage.sit(stage.world.person('administrator'), { view: 'foyer', subPage: 'users' });
    await foyer.getByRole('tab', { name: /^Invited/ }).click();
    await foyer.getByRole('button', { name: `Actions for the invitation of ${revoked.displayName}` }).click();
    await foyer.getByRole('menuitem', { name: 'Revoke' }).click();
    await foyer.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await foyer.getByText(`Invitation to ${revoked.userPrincipalName} revoked`).last().waitFor();
    await foyer.getByRole('button', { name: `Actions for the invitation of ${replaced.displayName}` }).click();
    await foyer.getByRole('menuitem', { name: 'Send again' }).click();
    await foyer.getByText(`on its way to ${replaced.userPrincipalName} again`).last().waitFor();

    const { page } = await openLink(revoked, at(links, 0));
    await page.getByRole('heading', { name: 'This invitation was withdrawn' }).waitFor();
    await page.goto(at(links, 1));
    await page.getByRole('heading', { name: 'There is a newer invitation' }).waitFor();
    ahead = 15 * DAY;
    await page.goto(at(links, 2));
    await page.getByRole('heading', { name: 'This invitation has expired' }).waitFor();
    await page.goto(`${stage.world.url}/invitations/incomplete`);
    await page.getByRole('heading', { name: 'This link is incomplete' }).waitFor();
  });

  it('JOIN-4 a member without the permission is told who can answer, and an outsider sees only the welcome page', async () => {
    const requester = employee(6);
    const { id } = await ask(await stage.world.signIn(requester.userPrincipalName), 'Please');
    await addMember(stage.world, administrator, employee(7));
    const { page } = await openLink(employee(7), `${stage.world.url}/join-requests/${id}`);
    await page.getByText('You can’t answer this request').waitFor();
    await page.getByText('ingrid.halvorsen@aldervale.example').waitFor();
    assert.equal(await page.getByText(requester.displayName).count(), 0);

    const outsider = await openLink(employee(8), `${stage.world.url}/join-requests/${id}`);
    await outsider.page.getByRole('heading', { name: 'Alder & Vale is on Foyer' }).waitFor();
    assert.equal(await outsider.page.getByText(requester.displayName).count(), 0);
  });

  it('JOIN-6 INV-10 without a free seat nobody gets in, the request and the invitation stay, and the window says what helps', async () => {
    const [requester, invited] = [employee(6), employee(1)];
    await invite(administrator, invited);
    await administrator.patch('/subscription', { seats: await membersNow() });
    const { foyer } = await stage.sit(stage.world.person('administrator'), { view: 'foyer' });
    await foyer.getByRole('link', { name: `Review the request of ${requester.displayName}` }).click();
    const window = foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByText('No seat is free.').waitFor();
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await window.getByText(/Add seats, or deactivate someone/).waitFor();

    const { foyer: theirs } = await stage.sit(invited, { view: 'foyer' });
    await theirs.getByRole('checkbox').check();
    await theirs.getByRole('button', { name: /^(Join|Rejoindre)/ }).click();
    await theirs.getByText('All seats are taken.').waitFor();
    await stage.world.waitForMail('ingrid.halvorsen@aldervale.example', /has no seat left/);

    await window.getByRole('link', { name: 'Add seats' }).click();
    await foyer.getByRole('button', { name: 'Change' }).click();
    await foyer.getByRole('spinbutton', { name: 'Seats' }).fill('30');
    await foyer.getByRole('button', { name: 'Save' }).click();
    await foyer.getByText(/^[1-9]\d* of 30 in use/).waitFor();
    await theirs.getByRole('button', { name: /^Join/ }).click();
    await theirs.getByRole('heading', { name: `Welcome, ${invited.displayName}` }).waitFor();
  });

  it('JOIN-10 at approval the directory is asked again: who was disabled since is not let in', async () => {
    const requester = employee(6);
    await stage.world.changePerson(requester.id, { accountEnabled: false });
    const { foyer } = await stage.sit(stage.world.person('administrator'), { view: 'foyer' });
    await foyer.getByRole('link', { name: `Review the request of ${requester.displayName}` }).click();
    const window = foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await window.getByText(/no longer lists this person as an active user/).waitFor();
    await stage.world.changePerson(requester.id, { accountEnabled: true });
  });

  it('JOIN-7 the request withdrawn meanwhile, or answered, can not be answered again', async () => {
    const requester = employee(6);
    const theirs = await stage.world.signIn(requester.userPrincipalName);
    const { joinRequest } = await theirs.get<{ joinRequest: { id: string } }>('/session');
    const subPage = `join-requests/${joinRequest.id}`;
    const { foyer } = await stage.sit(stage.world.person('administrator'), { view: 'foyer', subPage });
    const window = foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByRole('button', { name: 'Approve and add' }).waitFor();
    await theirs.post(`/join-requests/${joinRequest.id}/withdraw`);
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await window.getByText('The person withdrew this request').waitFor();
    assert.equal(await window.getByRole('button', { name: 'Approve and add' }).count(), 0);
  });

  it('MEM-11 who loses the permission while the window is open is told so at the next call', async () => {
    const approver = at(stage.world.people('approver'), 1);
    await addApprover(stage.world, administrator, approver);
    await ask(await stage.world.signIn(employee(8).userPrincipalName));
    const { foyer } = await stage.sit(approver, { view: 'foyer' });
    await foyer.getByRole('link', { name: /^Review the request of/ }).click();
    const window = foyer.getByRole('dialog', { name: 'Add new user' });
    await window.getByRole('button', { name: 'Approve and add' }).waitFor();
    const { items } = await administrator.get<{ items: { id: string; loginId: string }[] }>('/members');
    const member = items.find(({ loginId }) => loginId === approver.userPrincipalName);
    const profiles = await administrator.get<{ items: { id: string; builtIn: string }[] }>('/profiles');
    const standard = profiles.items.find(({ builtIn }) => builtIn === 'standard');
    await administrator.patch(`/members/${member?.id}`, { profileId: standard?.id });
    await window.getByRole('button', { name: 'Approve and add' }).click();
    await window.getByText(/Ask someone who manages users/).waitFor();
  });

  it('MEM-10 of two people who take the last seat one gets in, and the other is told', async () => {
    const [first, second] = [employee(9), at(stage.world.people('approver'), 2)];
    await invite(administrator, first);
    await invite(administrator, second);
    await administrator.patch('/subscription', { seats: (await membersNow()) + 1 });
    const screens = [await stage.sit(first, { view: 'foyer' }), await stage.sit(second, { view: 'foyer' })];
    for (const { foyer } of screens) await foyer.getByRole('checkbox').check();
    await Promise.all(screens.map(({ foyer }) => foyer.getByRole('button', { name: /^Join/ }).click()));
    const outcome = (screen: Screen) =>
      Promise.race([
        screen.foyer
          .getByRole('heading', { name: /^Welcome, / })
          .waitFor()
          .then(() => 'in'),
        screen.foyer
          .getByText('All seats are taken.')
          .waitFor()
          .then(() => 'no seat'),
      ]);
    assert.deepEqual((await Promise.all(screens.map(outcome))).sort(), ['in', 'no seat']);
  });
});

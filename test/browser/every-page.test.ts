import assert from 'node:assert/strict';
import { Types } from 'mongoose';
import type { Frame, FrameLocator } from 'playwright-core';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import { isForEverybody, overflow, violations } from '../support/axe.ts';
import type { Client } from '../support/client.ts';
import { coveredControls } from '../support/covered.ts';
import { addMember, ask, at, invite } from '../support/door.ts';
import { notFrench, speak } from '../support/language.ts';
import { activate, backedUp, leaveMailbox } from '../support/mailboxes.ts';
import { foundOrganization } from '../support/organization.ts';
import { addExternal, external } from '../support/passwords.ts';
import type { Screen } from '../support/screen.ts';
import type { SandboxPerson } from '../support/world.ts';
import { setStage } from './stage.ts';

/** A page of Foyer: who sees it, where it is, and what is there once it is complete. */
interface FoyerPage {
  name: string;
  who: () => SandboxPerson;
  subPage?: () => string;
  complete: (foyer: FrameLocator) => ReturnType<FrameLocator['locator']>;
  /** What has to be done to see it. */
  open?: (foyer: FrameLocator) => Promise<void>;
  /** Whether it shows more where there is room. */
  growsWide?: boolean;
}

/** Those of invitations, sign-ups, passwords and partners' sites are looked at where somebody passes through them. */
describe('every page is for everybody: in light, dark and high contrast, from 320 px', () => {
  const stage = setStage();
  const employee = (index: number) => at(stage.world.people('employee'), index);
  const administrator = () => stage.world.person('administrator');
  const neighbour = () => ({ userPrincipalName: 'vera.lindqvist@northquay.example' }) as SandboxPerson;
  let guest: SandboxPerson;
  let request = '';
  let member = '';
  let contact = '';
  before(async function () {
    this.timeout(120_000);
    const client: Client = await foundOrganization(stage.world);
    const lead = await client.post<{ id: string }>('/records/leads', { name: 'Spring offer' });
    await client.post('/records/deals', { name: 'Renewal', amount: 48_000 });
    await client.post('/records/tasks', { subject: 'Call back', related: { module: 'leads', id: lead.id } });
    const [, theirs] = stage.world.sandbox.sandbox.tenants;
    guest = await stage.world.createPerson({
      userPrincipalName: 'gus_partner.example#EXT#@northquay.example',
      displayName: 'Gus Partner',
      userType: 'Guest',
      tenantId: theirs?.id,
    });
    const askers = [employee(0), employee(1)].map(({ userPrincipalName }) => stage.world.signIn(userPrincipalName));
    const [first, second] = await Promise.all(askers);
    assert.ok(first && second);
    request = (await ask(first, 'A message that somebody has written with some care, so that it is not too short.')).id;
    const { id } = await ask(second);
    await client.post(`/join-requests/${id}/decline`, { reason: 'Please ask your team lead first.' });
    await invite(client, employee(3));
    await addMember(stage.world, client, employee(4));
    const redirectUris = ['https://login.harbour-supplies.example/foyer/callback'];
    await client.post('/sites', { name: 'Harbour Supplies', redirectUris, scopes: ['profile', 'members.write'] });
    const { items } = await client.get<{ items: { id: string; loginId: string }[] }>('/members');
    contact = await keepMail(client);
    member = items.find(({ loginId }) => loginId === employee(4).userPrincipalName)?.id ?? '';
  });

  /** Somebody leaves whose mailbox is backed up; the contact that a message is kept for. */
  async function keepMail(client: Client): Promise<string> {
    const { world } = stage;
    await client.patch('/subscription', { extensions: { mail: { bought: 3 } } });
    await activate(client, 'mail', (await client.get<Session>('/session')).member?.id ?? '');
    const emails = ['news@tradeweekly.example'];
    const { id } = await client.post<{ id: string }>('/records/contacts', { lastName: 'Weekly', emails });
    const { memberId } = await leaveMailbox(world, client, employee(5));
    await backedUp(client, memberId);
    return id;
  }

  const heading = (name: string | RegExp) => (foyer: FrameLocator) => foyer.getByRole('heading', { name });
  const row = (hasText: string) => (foyer: FrameLocator) => foyer.getByRole('row').filter({ hasText });
  const pages: FoyerPage[] = [
    { name: 'found', who: neighbour, complete: heading('Found your organization') },
    {
      name: 'a guest where nobody has founded',
      who: () => guest,
      complete: heading('This company is not on Foyer yet'),
    },
    { name: 'deactivated', who: () => employee(5), complete: heading('Your access was deactivated') },
    { name: 'ask to join', who: () => employee(2), complete: heading('Alder & Vale is on Foyer') },
    { name: 'requested', who: () => employee(0), complete: heading('Your request is waiting') },
    { name: 'declined', who: () => employee(1), complete: heading('Your request was declined') },
    { name: 'invited', who: () => employee(3), complete: heading('Join Alder & Vale') },
    {
      name: 'terms of use',
      who: () => employee(3),
      open: (foyer) => foyer.getByRole('button', { name: /^Read the terms/ }).click(),
      complete: (foyer) => foyer.getByRole('dialog', { name: 'Terms of use' }),
    },
    {
      name: 'link my account',
      who: () => employee(3),
      subPage: () => 'link-account',
      complete: (foyer) => foyer.getByRole('textbox', { name: 'Login ID' }),
    },
    {
      name: 'forgot password',
      who: () => employee(3),
      subPage: () => 'forgot-password',
      complete: (foyer) => foyer.getByRole('textbox', { name: 'Login ID' }),
    },
    {
      name: 'a link to set a new password that is not complete',
      who: () => employee(3),
      subPage: () => 'reset-password/x',
      complete: heading('This link is not complete'),
    },
    { name: 'home of a member', who: () => employee(4), complete: heading(/^Welcome, /) },
    {
      name: 'a request that one may not answer',
      who: () => employee(4),
      subPage: () => `join-requests/${request}`,
      complete: (foyer) => foyer.getByText('You can’t answer this request'),
    },
    {
      name: 'home of an administrator',
      who: administrator,
      complete: (foyer) => foyer.getByRole('link', { name: /^Review the request of/ }),
    },
    {
      name: 'organization',
      who: administrator,
      subPage: () => 'setup/organization',
      complete: (foyer) => foyer.getByRole('button', { name: 'Export', exact: true }),
    },
    {
      name: 'closing the organization',
      who: administrator,
      subPage: () => 'setup/organization',
      open: (foyer) => foyer.getByRole('button', { name: 'Close the organization…' }).click(),
      complete: (foyer) => foyer.getByRole('dialog', { name: /^Close .* for good/ }),
    },
    {
      name: 'one’s data',
      who: () => employee(4),
      subPage: () => 'account/data',
      complete: (foyer) => foyer.getByRole('button', { name: 'Close my account…' }),
    },
    {
      name: 'users',
      who: administrator,
      subPage: () => 'users',
      complete: row('ingrid.halvorsen'),
      growsWide: true,
    },
    {
      name: 'invitations',
      who: administrator,
      subPage: () => 'users',
      open: (foyer) => selectView(foyer, 'Invited'),
      complete: row('leila.mansouri'),
      growsWide: true,
    },
    {
      name: 'requests',
      who: administrator,
      subPage: () => 'users',
      open: (foyer) => selectView(foyer, 'Requests'),
      complete: row('siobhan.oconnell'),
      growsWide: true,
    },
    {
      name: 'add user',
      who: administrator,
      subPage: () => 'users/add',
      open: (foyer) => foyer.getByRole('dialog').getByRole('checkbox').nth(2).check(),
      complete: (foyer) => foyer.getByText('1 person picked', { exact: true }),
    },
    {
      name: 'new user',
      who: administrator,
      subPage: () => 'users/new',
      complete: (foyer) => foyer.getByRole('dialog', { name: 'New user' }).getByText(/free seats/),
    },
    {
      name: 'free a login ID',
      who: administrator,
      subPage: () => 'users/free-login-id',
      complete: (foyer) => foyer.getByRole('dialog', { name: 'Free a login ID' }).getByRole('textbox'),
    },
    {
      name: 'request',
      who: administrator,
      subPage: () => `join-requests/${request}`,
      complete: (foyer) => foyer.getByText(/^Takes one seat/),
    },
    {
      name: 'decline',
      who: administrator,
      subPage: () => `join-requests/${request}`,
      open: (foyer) => foyer.getByRole('button', { name: 'Decline' }).click(),
      complete: (foyer) => foyer.getByRole('dialog', { name: /^Decline the request/ }),
    },
    {
      name: 'person',
      who: administrator,
      subPage: () => `members/${member}`,
      complete: (foyer) => foyer.getByRole('combobox', { name: 'Profile' }),
    },
    ...(['', 'security', 'preferences', 'sessions', 'tokens'] as const).map((part) => ({
      name: `account ${part}`,
      who: administrator,
      subPage: () => `account/${part}`,
      complete: (foyer: FrameLocator) =>
        foyer.locator('section').getByRole('heading').and(foyer.locator(':not(:has-text("Loading"))')),
    })),
    {
      name: 'account of somebody who is no member',
      who: () => employee(2),
      subPage: () => 'account',
      complete: (foyer) => foyer.getByRole('textbox', { name: 'Full name' }),
    },
    {
      name: 'a new API token',
      who: administrator,
      subPage: () => 'account/tokens',
      open: async (foyer) => {
        await foyer.getByRole('button', { name: 'New token' }).click();
        await foyer.getByRole('textbox', { name: 'Name' }).fill('Nightly report');
        await foyer.getByRole('button', { name: 'Create token' }).click();
      },
      complete: (foyer) => foyer.getByRole('alertdialog', { name: 'Nightly report is created' }),
    },
    {
      name: 'subscription',
      who: administrator,
      subPage: () => 'subscription',
      complete: (foyer) => foyer.getByText(/ in use/),
    },
    {
      name: 'partner sites',
      who: administrator,
      subPage: () => 'setup/sites',
      complete: heading('Harbour Supplies'),
      growsWide: true,
    },
    {
      name: 'mailbox',
      who: administrator,
      subPage: () => 'account/mailbox',
      complete: (foyer) => foyer.getByRole('radio', { name: /^Private/ }),
    },
    {
      name: 'mail extension users',
      who: administrator,
      subPage: () => 'setup/mail-users',
      complete: (foyer) => foyer.getByText('No mailbox set up'),
    },
    {
      name: 'mail extension users who have left',
      who: administrator,
      subPage: () => 'setup/mail-users?status=inactive',
      complete: (foyer) => foyer.getByText('Completed · 1 message kept'),
      growsWide: true,
    },
    {
      name: 'backups',
      who: administrator,
      subPage: () => 'setup/mail-users?status=inactive',
      open: (foyer) => foyer.getByRole('button', { name: /^All backups/ }).click(),
      complete: (foyer) => foyer.getByRole('dialog').getByText('Completed · 1 message kept'),
    },
    {
      name: 'record with a kept message',
      who: administrator,
      subPage: () => `contacts/${contact}`,
      complete: (foyer) => foyer.getByRole('button', { name: /^Trade Weekly/ }),
    },
    {
      name: 'kept message',
      who: administrator,
      subPage: () => `contacts/${contact}`,
      open: (foyer) => foyer.getByRole('button', { name: /^Trade Weekly/ }).click(),
      complete: (foyer) => foyer.getByRole('link', { name: 'Download as .eml' }),
    },
    ...Object.entries({ leads: 'Spring offer', contacts: 'Weekly', deals: 'Renewal', tasks: 'Call back' }).map(
      ([module, title]) => ({
        name: module,
        who: administrator,
        subPage: () => module,
        complete: row(title),
        growsWide: true,
      }),
    ),
    {
      name: 'register a site',
      who: administrator,
      subPage: () => 'setup/sites/new',
      complete: (foyer) => foyer.getByRole('dialog', { name: 'Register site' }),
    },
    {
      name: 'seats',
      who: administrator,
      subPage: () => 'subscription',
      open: (foyer) => foyer.getByRole('button', { name: 'Change' }).click(),
      complete: (foyer) => foyer.getByRole('spinbutton', { name: 'Seats' }),
    },
    {
      name: 'activate users',
      who: administrator,
      subPage: () => 'subscription/mail',
      open: (foyer) => foyer.getByRole('button', { name: 'Edit' }).click(),
      complete: (foyer) => foyer.getByText(/licences are left/),
    },
    {
      name: 'profiles',
      who: administrator,
      subPage: () => 'profiles',
      complete: (foyer) => foyer.getByRole('switch', { name: 'Standard: Manage users' }),
      growsWide: true,
    },
    {
      name: 'roles',
      who: administrator,
      subPage: () => 'roles',
      complete: (foyer) => foyer.getByRole('treeitem'),
    },
    {
      name: 'reports',
      who: administrator,
      subPage: () => 'reports',
      complete: (foyer) => foyer.getByRole('region', { name: 'Seats over time' }).locator('svg circle'),
      growsWide: true,
    },
    {
      name: 'reports as tables',
      who: administrator,
      subPage: () => 'reports',
      open: (foyer) => foyer.getByRole('switch').check(),
      complete: (foyer) => foyer.getByRole('rowheader', { name: 'Invited' }),
    },
    { name: 'audit', who: administrator, subPage: () => 'audit', complete: row('Invite a person'), growsWide: true },
    {
      name: 'an entry of the audit trail',
      who: administrator,
      subPage: () => 'audit',
      open: (foyer) => foyer.getByRole('link', { name: 'Invite a person' }).first().click(),
      complete: (foyer) => foyer.getByRole('dialog', { name: /^Entry/ }).getByText('Hash', { exact: true }),
    },
  ];

  it('INV-1 JOIN-1 SUB-1 axe finds nothing on any page in any theme, and nothing is cut off in a task pane', async function () {
    this.timeout(600_000);
    assert.deepEqual(await complaints('pane', pages), []);
  });

  it('MEM-9 the same where there is room for more', async function () {
    this.timeout(300_000);
    const wide = pages.filter(({ growsWide }) => growsWide);
    assert.deepEqual(await complaints('foyer', wide), []);
  });

  it('ACC-8 the plain web: who comes without a session, and who has to sign in again', async () => {
    const { world } = stage;
    const nobody = await stage.browse(world.url);
    await nobody.getByRole('button', { name: 'Sign in with Microsoft' }).waitFor();
    await isForEverybody(nobody);
    await nobody.goto(`${world.url}/sign-up/x`);
    await nobody.getByRole('heading', { name: 'The account could not be created' }).waitFor();
    await isForEverybody(nobody);

    const person = external('sigrid');
    const client = await addExternal(world, await world.signIn(administrator().userPrincipalName), person);
    await nobody.context().addCookies([...client.cookies].map(([name, value]) => ({ name, value, url: world.url })));
    const { account } = await client.get<Session>('/session');
    const mine = { accountId: new Types.ObjectId(account.id) };
    await world.db.collection('sessions').updateMany(mine, { $set: { authenticatedAt: null } });
    await nobody.goto(`${world.url}/account/data`);
    await nobody.getByRole('button', { name: 'Close my account…' }).click();
    await nobody
      .getByRole('dialog')
      .getByText(/signed in yourself/)
      .waitFor();
    await isForEverybody(nobody);
    await nobody.getByRole('button', { name: 'Sign in again' }).click();
    await nobody.getByText(/^This can’t be undone, so show once more/).waitFor();
    // The dialog that was open has gone, and no longer hides the page from who can't see it.
    await nobody.locator('#root:not([aria-hidden])').waitFor();
    await isForEverybody(nobody);
    await nobody.getByRole('textbox', { name: 'Login ID' }).fill(person.loginId);
    await nobody.getByRole('button', { name: 'Continue' }).click();
    await nobody.getByLabel(/^Password/).fill(person.password);
    await nobody.getByRole('button', { name: 'Sign in', exact: true }).click();
    await nobody.getByRole('button', { name: 'Close my account…' }).click();
    await nobody.getByRole('dialog').getByRole('textbox').fill(person.loginId);
    await nobody.getByRole('button', { name: 'Close for good' }).click();
    await nobody.getByText(/^Your account is closed/).waitFor();
    await nobody.locator('#root:not([aria-hidden])').waitFor();
    await isForEverybody(nobody);
  });

  /** What is wrong with the pages, each person at one screen that leads them from page to page. */
  async function complaints(view: 'pane' | 'foyer', shown: readonly FoyerPage[]): Promise<string[]> {
    const screens = new Map<string, Screen>();
    const found: string[] = [];
    for (const page of shown) {
      const person = page.who();
      const screen = screens.get(person.userPrincipalName) ?? (await stage.sit(person, { view, locale: 'fr' }));
      screens.set(person.userPrincipalName, screen);
      try {
        found.push(...(await inspect(page, screen)));
      } catch (error) {
        found.push(`${page.name}: ${error instanceof Error ? error.message : error}`);
      }
    }
    return found;
  }

  async function inspect(page: FoyerPage, { page: home, foyer }: Screen): Promise<string[]> {
    // There already, behind the panel of the page before; or still on its way.
    await foyer.locator('html[lang="fr"] main h1').first().waitFor();
    const frame = home.frame({ name: 'embedded-page-container' });
    assert.ok(frame);
    await speak(frame, 'en');
    // By way of a page without panels and dialogs: what the page before has opened is closed.
    for (const path of ['/privacy', `/${page.subPage?.() ?? ''}`]) await lead(frame, path);
    await page.open?.(foyer);
    await page.complete(foyer).first().waitFor();
    const found = await violations(frame);
    if ((await overflow(frame)) > 0) found.push('it is wider than its room');
    const shown = await frame.evaluate(() => document.documentElement.dataset.theme);
    // The page after this one begins in the theme in which this one ends.
    for (const theme of ['light', 'dark', 'contrast'].filter((each) => each !== shown)) {
      await home.getByRole('combobox', { name: 'Thème' }).selectOption(theme === 'light' ? 'default' : theme);
      await foyer.locator(`html[data-theme="${theme}"]`).waitFor();
      for (const each of await violations(frame, ['color-contrast'])) found.push(`${theme}: ${each}`);
    }
    await speak(frame, 'fr');
    found.push(...(await notFrench(frame)));
    if ((await overflow(frame)) > 0) found.push('in French it is wider than its room');
    // Last, for it scrolls.
    found.push(...(await frame.evaluate(coveredControls)));
    return found.map((each) => `${page.name}: ${each}`);
  }

  /** Goes to another page of Foyer without loading it anew. */
  async function lead(frame: Frame, path: string): Promise<void> {
    await frame.evaluate((to) => {
      history.pushState(null, '', to);
      dispatchEvent(new PopStateEvent('popstate'));
    }, path);
    if (path === '/privacy') await frame.getByRole('heading', { name: 'Privacy' }).first().waitFor();
  }

  /** The tabs, or the one choice that stands for them where it is narrow. */
  async function selectView(foyer: FrameLocator, name: string): Promise<void> {
    const choice = foyer.getByRole('combobox', { name: 'Views' });
    const tab = foyer.getByRole('tab', { name: new RegExp(`^${name}`) });
    await choice.or(tab).first().waitFor();
    if (await tab.isVisible()) await tab.click();
    else await choice.selectOption({ label: (await choice.getByRole('option', { name }).textContent()) ?? '' });
  }
});

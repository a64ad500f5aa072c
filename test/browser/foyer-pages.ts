import type { FrameLocator } from 'playwright-core';
import type { Session } from '../../src/server/core/sessions/schemas.ts';
import type { Client } from '../support/client.ts';
import { ask, invite } from '../support/door.ts';
import { activate, backedUp, leaveMailbox } from '../support/mailboxes.ts';
import { makeMember } from '../support/members.ts';
import { foundOrganization } from '../support/organization.ts';
import type { SandboxPerson, World } from '../support/world.ts';

/** A page of Foyer: who sees it, where it is, and what is there once it is complete. */
export interface FoyerPage {
  /** With the rule that the page is there for. */
  name: string;
  who: keyof People;
  /** From the root; the first page when left out. */
  path?: (cast: Cast) => string;
  complete: (foyer: FrameLocator, cast: Cast) => ReturnType<FrameLocator['locator']>;
  /** What has to be done to see it. */
  open?: (foyer: FrameLocator) => Promise<void>;
  /** Whether it shows more where there is room. */
  growsWide?: boolean;
  /** One of the ten pages that between them show every component, whose colours are measured in each theme. */
  inAllThemes?: boolean;
}

/** Everybody who sees a page that others don't. */
interface People {
  administrator: Person;
  member: Person;
  /** Was a member, and had a mailbox that is backed up. */
  leaver: Person;
  asking: Person;
  declined: Person;
  invited: Person;
  /** Has done nothing yet. */
  stranger: Person;
  /** Of a company that is not on Foyer yet. */
  founder: Person;
  guest: Person;
}

type Person = Pick<SandboxPerson, 'userPrincipalName'>;

/** The people, and the ids of what they have made. */
export interface Cast extends People {
  request: string;
  memberId: string;
  /** A contact that a message is kept for. */
  contact: string;
}

/** Founds an organization in which there is something to see on every page. */
export async function prepare(world: World): Promise<Cast> {
  const [asking, declined, stranger, invited, member, leaver] = world.people('employee');
  if (!asking || !declined || !stranger || !invited || !member || !leaver) throw new TypeError('too few employees');
  const client = await foundOrganization(world);
  const lead = await client.post<{ id: string }>('/records/leads', { name: 'Spring offer' });
  await client.post('/records/deals', { name: 'Renewal', amount: 48_000 });
  await client.post('/records/tasks', { subject: 'Call back', related: { module: 'leads', id: lead.id } });
  const [, neighbours] = world.sandbox.sandbox.tenants;
  const guest = await world.createPerson({
    userPrincipalName: 'gus_partner.example#EXT#@northquay.example',
    displayName: 'Gus Partner',
    userType: 'Guest',
    tenantId: neighbours?.id,
  });
  const message = 'A message that somebody has written with some care, so that it is not too short.';
  const { id: request } = await ask(await world.signIn(asking.userPrincipalName), message);
  const { id } = await ask(await world.signIn(declined.userPrincipalName));
  await client.post(`/join-requests/${id}/decline`, { reason: 'Please ask your team lead first.' });
  await invite(client, invited);
  const { member: joined } = await (await makeMember(world, member)).get<Session>('/session');
  const redirectUris = ['https://login.harbour-supplies.example/foyer/callback'];
  await client.post('/sites', { name: 'Harbour Supplies', redirectUris, scopes: ['profile', 'members.write'] });
  return {
    administrator: world.person('administrator'),
    founder: { userPrincipalName: 'vera.lindqvist@northquay.example' },
    ...{ asking, declined, stranger, invited, member, leaver, guest },
    ...{ request, memberId: joined?.id ?? '', contact: await keepMail(world, client, leaver) },
  };
}

/** Somebody leaves whose mailbox is backed up; returns the contact that a message is kept for. */
async function keepMail(world: World, client: Client, leaver: SandboxPerson): Promise<string> {
  await client.patch('/subscription', { extensions: { mail: { bought: 3 } } });
  await activate(client, 'mail', (await client.get<Session>('/session')).member?.id ?? '');
  const emails = ['news@tradeweekly.example'];
  const { id } = await client.post<{ id: string }>('/records/contacts', { lastName: 'Weekly', emails });
  const { memberId } = await leaveMailbox(world, client, leaver);
  await backedUp(client, memberId);
  return id;
}

const heading = (name: string | RegExp) => (foyer: FrameLocator) => foyer.getByRole('heading', { name });
const row = (hasText: string) => (foyer: FrameLocator) => foyer.getByRole('row').filter({ hasText });
/** Those of invitations, sign-ups, passwords and partners' sites are looked at where somebody passes through them. */
export const pages: FoyerPage[] = [
  { name: 'ORG-1 found', who: 'founder', complete: heading('Found your organization') },
  {
    name: 'JOIN-1 a guest where nobody has founded',
    who: 'guest',
    complete: heading('This company is not on Foyer yet'),
  },
  { name: 'MEM-4 deactivated', who: 'leaver', complete: heading('Your access was deactivated') },
  { name: 'JOIN-1 ask to join', who: 'stranger', complete: heading('Alder & Vale is on Foyer') },
  { name: 'JOIN-7 requested', who: 'asking', complete: heading('Your request is waiting') },
  { name: 'JOIN-8 declined', who: 'declined', complete: heading('Your request was declined') },
  { name: 'INV-3 invited', who: 'invited', complete: heading('Join Alder & Vale') },
  {
    name: 'INV-4 terms of use',
    who: 'invited',
    open: (foyer) => foyer.getByRole('button', { name: /^Read the terms/ }).click(),
    complete: (foyer) => foyer.getByRole('dialog', { name: 'Terms of use' }),
  },
  {
    name: 'INV-7 link my account',
    who: 'invited',
    path: () => '/link-account',
    complete: (foyer) => foyer.getByRole('textbox', { name: 'Login ID' }),
  },
  {
    name: 'ACC-3 forgot password',
    who: 'invited',
    path: () => '/forgot-password',
    complete: (foyer) => foyer.getByRole('textbox', { name: 'Login ID' }),
  },
  {
    name: 'ACC-3 a link to set a new password that is not complete',
    who: 'invited',
    path: () => '/reset-password/x',
    complete: heading('This link is incomplete'),
  },
  { name: 'JOIN-4 home of a member', who: 'member', complete: heading(/^Welcome, /) },
  {
    name: 'JOIN-4 a request that one may not answer',
    who: 'member',
    path: (cast) => `/join-requests/${cast.request}`,
    complete: (foyer) => foyer.getByText('You can’t answer this request'),
  },
  {
    name: 'JOIN-3 home of an administrator',
    who: 'administrator',
    complete: (foyer) => foyer.getByRole('link', { name: /^Review the request of/ }),
  },
  {
    name: 'ORG-2 organization',
    who: 'administrator',
    path: () => '/setup/organization',
    complete: (foyer) => foyer.getByRole('button', { name: 'Export', exact: true }),
  },
  {
    name: 'ORG-3 closing the organization',
    who: 'administrator',
    path: () => '/setup/organization',
    open: (foyer) => foyer.getByRole('button', { name: 'Close the organization…' }).click(),
    complete: (foyer) => foyer.getByRole('dialog', { name: /^Close .* for good/ }),
  },
  {
    name: 'ACC-8 one’s data',
    who: 'member',
    path: () => '/account/data',
    complete: (foyer) => foyer.getByRole('button', { name: 'Close my account…' }),
  },
  {
    name: 'MEM-9 users',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/users',
    complete: row('ingrid.halvorsen'),
    growsWide: true,
  },
  {
    name: 'INV-9 invitations',
    who: 'administrator',
    path: () => '/users',
    open: (foyer) => selectView(foyer, 'Invited'),
    complete: (foyer, cast) => row(cast.invited.userPrincipalName)(foyer),
    growsWide: true,
  },
  {
    name: 'JOIN-3 requests',
    who: 'administrator',
    path: () => '/users',
    open: (foyer) => selectView(foyer, 'Requests'),
    complete: (foyer, cast) => row(cast.asking.userPrincipalName)(foyer),
    growsWide: true,
  },
  {
    name: 'INV-1 add user',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/users/add',
    open: (foyer) => foyer.getByRole('dialog').getByRole('checkbox').nth(2).check(),
    complete: (foyer) => foyer.getByText('1 person selected', { exact: true }),
  },
  {
    name: 'INV-2 new user',
    who: 'administrator',
    path: () => '/users/new',
    complete: (foyer) => foyer.getByRole('dialog', { name: 'New user' }).getByText(/free seats/),
  },
  {
    name: 'INV-6 free a login ID',
    who: 'administrator',
    path: () => '/users/free-login-id',
    complete: (foyer) => foyer.getByRole('dialog', { name: 'Free a login ID' }).getByRole('textbox'),
  },
  {
    name: 'JOIN-5 request',
    inAllThemes: true,
    who: 'administrator',
    path: (cast) => `/join-requests/${cast.request}`,
    complete: (foyer) => foyer.getByText(/^Takes one seat/),
  },
  {
    name: 'JOIN-8 decline',
    who: 'administrator',
    path: (cast) => `/join-requests/${cast.request}`,
    open: (foyer) => foyer.getByRole('button', { name: 'Decline' }).click(),
    complete: (foyer) => foyer.getByRole('dialog', { name: /^Decline the request/ }),
  },
  {
    name: 'MEM-3 person',
    who: 'administrator',
    path: (cast) => `/members/${cast.memberId}`,
    complete: (foyer) => foyer.getByRole('combobox', { name: 'Profile' }),
  },
  ...(['', 'security', 'preferences', 'sessions', 'tokens'] as const).map(
    (part): FoyerPage => ({
      name: `ACC-1 account ${part}`,
      who: 'administrator',
      path: () => `/account/${part}`,
      inAllThemes: part === 'preferences',
      complete: (foyer: FrameLocator) =>
        foyer.locator('section').getByRole('heading').and(foyer.locator(':not(:has-text("Loading"))')),
    }),
  ),
  {
    name: 'ACC-1 account of somebody who is no member',
    who: 'stranger',
    path: () => '/account',
    complete: (foyer) => foyer.getByRole('textbox', { name: 'Full name' }),
  },
  {
    name: 'ACC-9 a new API token',
    who: 'administrator',
    path: () => '/account/tokens',
    open: async (foyer) => {
      await foyer.getByRole('button', { name: 'New token' }).click();
      await foyer.getByRole('textbox', { name: 'Name' }).fill('Nightly report');
      await foyer.getByRole('button', { name: 'Create token' }).click();
    },
    complete: (foyer) => foyer.getByRole('alertdialog', { name: 'Nightly report is created' }),
  },
  {
    name: 'SUB-1 subscription',
    who: 'administrator',
    path: () => '/subscription',
    complete: (foyer) => foyer.getByText(/ in use/),
  },
  {
    name: 'ACC-6 partner sites',
    who: 'administrator',
    path: () => '/setup/sites',
    complete: heading('Harbour Supplies'),
    growsWide: true,
  },
  {
    name: 'MAIL-1 mailbox',
    who: 'administrator',
    path: () => '/account/mailbox',
    complete: (foyer) => foyer.getByRole('radio', { name: /^Private/ }),
  },
  {
    name: 'MAIL-3 mail extension users',
    who: 'administrator',
    path: () => '/setup/mail-users',
    complete: (foyer) => foyer.getByText('No mailbox set up'),
  },
  {
    name: 'MAIL-3 mail extension users who have left',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/setup/mail-users?status=inactive',
    complete: (foyer) => foyer.getByText('Completed · 1 message kept'),
    growsWide: true,
  },
  {
    name: 'MAIL-3 backups',
    who: 'administrator',
    path: () => '/setup/mail-users?status=inactive',
    open: (foyer) => foyer.getByRole('button', { name: /^All backups/ }).click(),
    complete: (foyer) => foyer.getByRole('dialog').getByText('Completed · 1 message kept'),
  },
  {
    name: 'REC-4 record with a kept message',
    who: 'administrator',
    path: (cast) => `/contacts/${cast.contact}`,
    complete: (foyer) => foyer.getByRole('button', { name: /^Trade Weekly/ }),
  },
  {
    name: 'MAIL-4 kept message',
    who: 'administrator',
    path: (cast) => `/contacts/${cast.contact}`,
    open: (foyer) => foyer.getByRole('button', { name: /^Trade Weekly/ }).click(),
    complete: (foyer) => foyer.getByRole('link', { name: 'Download as .eml' }),
  },
  ...Object.entries({ leads: 'Spring offer', contacts: 'Weekly', deals: 'Renewal', tasks: 'Call back' }).map(
    ([module, title]): FoyerPage => ({
      name: `REC-1 ${module}`,
      who: 'administrator',
      path: () => `/${module}`,
      complete: row(title),
      growsWide: true,
    }),
  ),
  {
    name: 'ACC-6 register a site',
    who: 'administrator',
    path: () => '/setup/sites/new',
    complete: (foyer) => foyer.getByRole('dialog', { name: 'Register site' }),
  },
  {
    name: 'SUB-1 seats',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/subscription',
    open: (foyer) => foyer.getByRole('button', { name: 'Change' }).click(),
    complete: (foyer) => foyer.getByRole('spinbutton', { name: 'Seats' }),
  },
  {
    name: 'EXT-1 activate users',
    who: 'administrator',
    path: () => '/subscription/mail',
    open: (foyer) => foyer.getByRole('button', { name: 'Edit' }).click(),
    complete: (foyer) => foyer.getByText(/licences are left/),
  },
  {
    name: 'EXT-2 profiles',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/profiles',
    complete: (foyer) => foyer.getByRole('switch', { name: 'Standard: Manage users' }),
    growsWide: true,
  },
  {
    name: 'REC-2 roles',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/roles',
    complete: (foyer) => foyer.getByRole('treeitem'),
  },
  {
    name: 'RPT-1 reports',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/reports',
    complete: (foyer) => foyer.getByRole('region', { name: 'Seats over time' }).locator('svg circle'),
    growsWide: true,
  },
  {
    name: 'RPT-1 reports as tables',
    who: 'administrator',
    path: () => '/reports',
    open: (foyer) => foyer.getByRole('switch').check(),
    complete: (foyer) => foyer.getByRole('rowheader', { name: 'Invited' }),
  },
  {
    name: 'AUD-1 audit',
    who: 'administrator',
    path: () => '/audit',
    complete: row('Deactivate a user'),
    growsWide: true,
  },
  {
    name: 'AUD-1 an entry of the audit trail',
    inAllThemes: true,
    who: 'administrator',
    path: () => '/audit',
    open: (foyer) => foyer.getByRole('link', { name: 'Deactivate a user' }).first().click(),
    complete: (foyer) => foyer.getByRole('dialog', { name: /^Entry/ }).getByText('Hash', { exact: true }),
  },
];

/** The tabs, or the one choice that stands for them where it is narrow. */
async function selectView(foyer: FrameLocator, name: string): Promise<void> {
  const choice = foyer.getByRole('combobox', { name: 'Views' });
  const tab = foyer.getByRole('tab', { name: new RegExp(`^${name}`) });
  await choice.or(tab).first().waitFor();
  if (await tab.isVisible()) await tab.click();
  else await choice.selectOption({ label: (await choice.getByRole('option', { name }).textContent()) ?? '' });
}

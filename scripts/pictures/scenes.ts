import { openMessage, type Place, type Screen } from '../../test/support/screen.ts';
import type { SandboxPerson } from '../../test/support/world.ts';
import type { Cast } from './furnish.ts';

/** One picture: who sits there, where they are, and what they do before it is taken. */
interface Scene {
  name: string;
  who(cast: Cast): Pick<SandboxPerson, 'userPrincipalName'>;
  place(cast: Cast): Place;
  pose?(screen: Screen): Promise<void>;
}

const administrator = ({ administrator: person }: Cast) => person;

export const scenes: readonly Scene[] = [
  {
    name: 'launcher',
    who: administrator,
    place: () => ({}),
    pose: ({ page }) => page.getByRole('main').getByRole('link', { name: 'Foyer', exact: true }).waitFor(),
  },
  {
    name: 'request-to-join',
    who: ({ outsider }) => outsider,
    place: () => ({ view: 'foyer' }),
    pose: ({ foyer }) => foyer.getByRole('textbox', { name: /^Message/ }).fill('I am new in Sales, in Lyon.'),
  },
  {
    name: 'invitation',
    who: ({ invited }) => invited,
    place: () => ({ view: 'foyer' }),
    pose: ({ foyer }) => foyer.getByRole('checkbox', { name: 'I accept the terms of use' }).check(),
  },
  {
    name: 'request-mail',
    who: () => ({ userPrincipalName: 'priya.raghunathan@aldervale.example' }),
    place: () => ({ view: 'mail' }),
    async pose({ page }) {
      const mail = await openMessage(page, /^.*Siobhán O'Connell asks to join/);
      await mail.getByRole('link', { name: 'Review request' }).waitFor();
    },
  },
  {
    name: 'decide-request',
    who: administrator,
    place: ({ request }) => ({ view: 'foyer', subPage: `join-requests/${request}` }),
    pose: ({ foyer }) => foyer.getByText(/^Takes one seat/).waitFor(),
  },
  {
    name: 'add-user',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'users/add' }),
    async pose({ foyer }) {
      const search = foyer.getByRole('dialog').getByRole('searchbox');
      for (const [typed, index] of [
        ['marketing', 2],
        ['designer', 0],
        ['sales', 1],
      ] as const) {
        await search.fill(typed);
        const row = foyer.getByRole('listitem').filter({ hasText: new RegExp(typed, 'i') });
        await row.nth(3).waitFor();
        await row.nth(index).getByRole('checkbox').check();
      }
      await foyer.getByText(/3 people selected/).waitFor();
    },
  },
  {
    name: 'invited',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'users' }),
    async pose({ foyer }) {
      await foyer.getByRole('tab', { name: /^Invited/ }).click();
      await foyer.getByRole('row').nth(3).getByText('Sent').waitFor();
    },
  },
  {
    name: 'home-dark',
    who: administrator,
    place: () => ({ view: 'foyer', theme: 'dark' }),
    pose: ({ foyer }) => foyer.getByText(/ in use/).waitFor(),
  },
  {
    name: 'users-french',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'users', locale: 'fr' }),
    pose: ({ foyer }) => foyer.getByRole('row').filter({ hasText: 'theo.lemaitre' }).waitFor(),
  },
  {
    name: 'task-pane',
    who: administrator,
    place: () => ({ view: 'pane' }),
    pose: ({ foyer }) =>
      foyer
        .getByRole('link', { name: /^Review the request/ })
        .first()
        .waitFor(),
  },
  {
    name: 'users',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'users' }),
    pose: ({ foyer }) => foyer.getByRole('row').filter({ hasText: 'theo.lemaitre' }).waitFor(),
  },
  {
    name: 'person',
    who: administrator,
    place: ({ member }) => ({ view: 'foyer', subPage: `members/${member}` }),
    pose: ({ foyer }) => foyer.getByRole('combobox', { name: 'Profile' }).waitFor(),
  },
  {
    name: 'profiles',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'profiles' }),
    pose: ({ foyer }) => foyer.getByRole('switch', { name: 'Team lead: Transfer records' }).waitFor(),
  },
  {
    name: 'roles',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'roles' }),
    pose: ({ foyer }) => foyer.getByRole('treeitem', { name: /Sales Nordics/ }).waitFor(),
  },
  {
    name: 'subscription',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'subscription' }),
    pose: ({ foyer }) =>
      foyer
        .getByText(/ in use/)
        .first()
        .waitFor(),
  },
  {
    name: 'reports',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'reports', height: 1300 }),
    pose: ({ foyer }) => foyer.getByRole('region', { name: 'Seats over time' }).locator('svg circle').first().waitFor(),
  },
  {
    name: 'audit',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'audit' }),
    pose: ({ foyer }) => foyer.getByRole('row').nth(8).waitFor(),
  },
  {
    name: 'account-security',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'account/security' }),
    pose: ({ foyer }) => foyer.locator('section').getByRole('heading').first().waitFor(),
  },
  {
    name: 'sessions-french-dark',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'account/sessions', locale: 'fr', theme: 'dark' }),
    pose: ({ foyer }) => foyer.locator('section').getByRole('heading').first().waitFor(),
  },
  {
    name: 'mail-users',
    who: administrator,
    place: () => ({ view: 'foyer', subPage: 'setup/mail-users?status=inactive' }),
    pose: ({ foyer }) => foyer.getByText('Completed · 1 message kept').first().waitFor(),
  },
  {
    name: 'kept-message',
    who: administrator,
    place: ({ contact }) => ({ view: 'foyer', subPage: `contacts/${contact}` }),
    pose: ({ foyer }) => foyer.getByRole('button', { name: /^Trade Weekly/ }).click(),
  },
  {
    name: 'outlook',
    who: administrator,
    place: () => ({ view: 'mail' }),
    async pose({ page, outlook }) {
      await page
        .getByRole('link', { name: /Trade Weekly/ })
        .first()
        .click();
      await page.getByRole('article').getByRole('button', { name: 'Foyer' }).click();
      await outlook.getByRole('heading').first().waitFor();
    },
  },
];

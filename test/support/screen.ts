import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core';
import type { Client } from './client.ts';
import type { SandboxPerson, World } from './world.ts';

/** How the sandbox's home page, and Foyer in it, look. */
export interface Appearance {
  theme?: 'default' | 'dark' | 'contrast';
  locale?: 'en' | 'fr';
  width?: number;
  height?: number;
}

/** Where somebody is in the sandbox's home page. */
export interface Place extends Appearance {
  view?: 'launcher' | 'mail' | 'foyer' | 'pane';
  /** A page inside Foyer, such as `users/add`. */
  subPage?: string;
  /** When they were asked to sign in to Microsoft 365; just now unless given. */
  signedInAt?: Date;
}

/** Somebody's screen: the home page of the sandbox, with Foyer in its frame. */
export interface Screen {
  page: Page;
  /** Foyer, as the home page hosts it. */
  foyer: FrameLocator;
  /** Foyer beside a message, as the mailbox hosts it. */
  outlook: FrameLocator;
  context: BrowserContext;
}

/** A browser that nobody has used. */
export async function openContext(
  browser: Browser,
  { width = 1280, height = 800, theme, locale }: Appearance = {},
): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: { width, height },
    locale: locale === 'fr' ? 'fr-FR' : 'en-GB',
    timezoneId: 'Europe/Paris',
    colorScheme: theme === 'dark' ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(15_000);
  return context;
}

/** Sits somebody down before a browser that nobody has used. */
export async function openScreen(
  browser: Browser,
  world: World,
  person: Pick<SandboxPerson, 'userPrincipalName'>,
  { signedInAt, ...place }: Place = {},
): Promise<Screen> {
  const context = await openContext(browser, place);
  const page = await context.newPage();
  if (signedInAt) {
    const id = world.sandbox.sandbox.findPersonByLogin(person.userPrincipalName)?.id;
    const value = `${id}.${Math.floor(signedInAt.getTime() / 1000)}`;
    await context.addCookies([{ name: 'sandbox-person', value, url: world.sandbox.origin }]);
  }
  await page.goto(addressOf(world, person, place));
  return { page, foyer: foyerIn(page), outlook: page.frameLocator('iframe[name="outlook-task-pane"]'), context };
}

/**
 * Opens a page of Foyer in a browser of its own that has the session of `client`: no host and no sign-in, which take
 * three times as long as the page itself.
 * @param path from the root, such as `/users/add`
 */
export async function openPage(browser: Browser, client: Client, path: string, appearance?: Appearance): Promise<Page> {
  const context = await openContext(browser, appearance);
  const cookies = [...client.cookies].map(([name, value]) => ({ name, value, url: client.origin, httpOnly: true }));
  await context.addCookies(cookies);
  const page = await context.newPage();
  await page.goto(client.origin + path);
  return page;
}

/** The address of a place in the sandbox's home page. */
function addressOf(
  { sandbox }: World,
  { userPrincipalName }: Pick<SandboxPerson, 'userPrincipalName'>,
  { view = 'launcher', theme = 'default', locale = 'en', subPage }: Place = {},
): string {
  const query = new URLSearchParams({ as: userPrincipalName, view, theme, locale, ...(subPage && { subPage }) });
  return `${sandbox.origin}/?${query}`;
}

function foyerIn(page: Page): FrameLocator {
  return page.frameLocator('iframe[name="embedded-page-container"]');
}

/** Opens Foyer as people do: from the app launcher. */
export async function openFoyer({ page, foyer }: Screen): Promise<FrameLocator> {
  await page.getByRole('main').getByRole('link', { name: 'Foyer', exact: true }).click();
  return foyer;
}

/** Opens a message of the mailbox that is on the screen; returns its text. */
export async function openMessage(page: Page, subject: string | RegExp): Promise<FrameLocator> {
  await page.getByRole('link', { name: subject }).first().click();
  return page.frameLocator('article iframe');
}

/** Follows a link of a message: it opens a tab of its own, as in Outlook on the web. */
export async function follow({ context }: Screen, link: Locator): Promise<Page> {
  const opened = context.waitForEvent('page');
  await link.click();
  return await opened;
}

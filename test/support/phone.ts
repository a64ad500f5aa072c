import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import { openPhone } from '../../src/sandbox/home/phone.ts';
import { type Appearance, openContext } from './screen.ts';
import type { SandboxPerson, World } from './world.ts';

/** What Foyer is opened at in Teams on a telephone. */
export interface PhonePlace extends Pick<Appearance, 'theme' | 'locale'> {
  /** A page inside Foyer, such as `users/add`. */
  subPage?: string;
}

/** Somebody's telephone: a window of Foyer alone, in no frame, with Teams around it. */
export interface HeldPhone {
  page: Page;
  open(): Promise<void>;
  changeTheme(theme: NonNullable<Appearance['theme']>): Promise<void>;
}

const BRIDGE = 'sandboxPhone';

export async function takePhone(
  browser: Browser,
  { sandbox: { sandbox } }: World,
  { userPrincipalName }: Pick<SandboxPerson, 'userPrincipalName'>,
  { theme = 'default', locale = 'en', subPage }: PhonePlace = {},
): Promise<HeldPhone> {
  const person = sandbox.findPersonByLogin(userPrincipalName);
  assert.ok(person);
  const phone = openPhone(sandbox, person, { theme, locale, subPage: subPage ?? null });
  const context = await openContext(browser, { width: 390, height: 844 });
  await context.exposeFunction(BRIDGE, (message: string) => phone.receive(message));
  await context.addInitScript(phone.script(BRIDGE));
  const page = await context.newPage();
  return {
    page,
    async open() {
      await page.goto(phone.address);
    },
    async changeTheme(next) {
      const event = phone.changeTheme(next);
      assert.ok(event, 'Foyer has asked to be told of another theme');
      await page.evaluate((data) => {
        const { onNativeMessage } = window as unknown as { onNativeMessage: (event: { data: unknown }) => void };
        onNativeMessage({ data: JSON.parse(data) });
      }, event);
    },
  };
}

import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import type { Letter } from '../../src/sandbox/mailboxes/message.ts';
import type { Person } from '../../src/sandbox/people/person.ts';
import type { StartedSandbox } from '../../src/sandbox/start.ts';
import { theBrowser } from '../support/browser.ts';
import { startTestSandbox } from '../support/sandbox.ts';
import { startTestApp, type TestApp } from './app.ts';

/** A sandbox that hosts a test app, and a real browser to look at it with. */
export interface HomeWorld {
  readonly origin: string;
  readonly app: TestApp;
  readonly started: StartedSandbox;
  person(persona: NonNullable<Person['persona']>): Person;
  /** A page of a browser that nobody has used before. */
  open(path: string, options?: Parameters<Browser['newContext']>[0]): Promise<Page>;
  context(options?: Parameters<Browser['newContext']>[0]): Promise<BrowserContext>;
  send(to: string, subject: string, html: string): void;
  close(): Promise<void>;
}

export async function startHomeWorld(): Promise<HomeWorld> {
  const app = await startTestApp();
  const started = await startTestSandbox({ appUrl: app.url, people: 200 });
  app.allow(started.origin);
  const browser = await theBrowser();
  const contexts: BrowserContext[] = [];
  const { origin, sandbox } = started;
  const context: HomeWorld['context'] = async (options) => {
    const made = await browser.newContext({ locale: 'en-GB', ...options });
    made.setDefaultTimeout(10_000);
    contexts.push(made);
    return made;
  };
  return {
    origin,
    app,
    started,
    context,
    person(persona) {
      const found = sandbox.tenants[0]?.directory.personas().find((person) => person.persona === persona);
      if (!found) throw new TypeError(`nobody is the ${persona}`);
      return found;
    },
    async open(path, options) {
      const page = await (await context(options)).newPage();
      await page.goto(origin + path);
      return page;
    },
    send(to, subject, html) {
      sandbox.mailboxes.send(letter(to, subject, html), { mailbox: 'sender', saveToSentItems: false }, new Date());
    },
    async close() {
      await Promise.all(contexts.map((each) => each.close()));
      await Promise.all([started.close(), app.close()]);
    },
  };
}

/** The frame with the app in it. */
export const appIn = (page: Page): FrameLocator => page.frameLocator('iframe[title="Foyer"]');

let letters = 0;

function letter(to: string, subject: string, content: string): Letter {
  letters += 1;
  return {
    internetMessageId: `<${letters}@test.example>`,
    subject,
    from: { name: 'Foyer', address: 'no-reply@aldervale.example' },
    to: [{ name: '', address: to }],
    cc: [],
    bcc: [],
    replyTo: [],
    body: { contentType: 'html', content },
    importance: 'normal',
    headers: [],
    attachments: [],
  };
}

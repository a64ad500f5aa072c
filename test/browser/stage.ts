import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BrowserContext, Page } from 'playwright-core';
import { buildAddin } from '../../src/start/build-addin.ts';
import { theBrowser } from '../support/browser.ts';
import { Client } from '../support/client.ts';
import { type HeldPhone, type PhonePlace, takePhone } from '../support/phone.ts';
import { type Appearance, openContext, openPage, openScreen, type Place, type Screen } from '../support/screen.ts';
import { type SandboxPerson, startWorld, type World, type WorldOptions } from '../support/world.ts';

/** Where the journeys of one file happen: a world with the whole add-in, and screens that people sit down before. */
export interface Stage {
  readonly world: World;
  /**
   * Foyer by itself, in a browser where somebody is signed in; it is closed after the test. For each journey that is not
   * about the host, which takes three times as long.
   * @param who a person of the tenant, who signs in, or a browser that is signed in already
   * @param path from the root, such as `/users/add`
   */
  open(who: Pick<SandboxPerson, 'userPrincipalName'> | Client, path?: string, appearance?: Appearance): Promise<Page>;
  /**
   * A screen of a browser that nobody has used, with the host that Foyer is opened from; it is closed after the test.
   * For journeys that are about the host: its sign-in, its theme, its narrow pane.
   */
  sit(person: Pick<SandboxPerson, 'userPrincipalName'>, place?: Place): Promise<Screen>;
  /** The telephone of somebody, with Foyer in its Teams; closed after the test. */
  hold(person: Pick<SandboxPerson, 'userPrincipalName'>, place?: PhonePlace): Promise<HeldPhone>;
  /** A page of the plain web, in a browser in which nobody has signed in, at Microsoft neither; closed after the test. */
  browse(address: string, appearance?: Appearance): Promise<Page>;
}

const addinFolder = resolve('dist/addin');
const failures = join(tmpdir(), 'foyer-failures');

let built: Promise<void> | undefined;

interface StageOptions extends WorldOptions {
  /** Screens stay open from test to test, until one fails, for tests that look at many pages of the same person. */
  screensStay?: boolean;
}

/** Sets the stage for the tests of a `describe`. A script error or a breach of the page's own rules fails the test. */
export function setStage({ screensStay = false, ...options }: StageOptions = {}): Stage {
  let world: World | undefined;
  let contexts: BrowserContext[] = [];
  const complaints: string[] = [];

  before(async function () {
    this.timeout(180_000);
    built ??= buildAddin(addinFolder);
    await built;
    world = await startWorld({ people: 120, ...options, addinFolder });
  });
  beforeEach(function () {
    this.currentTest?.timeout(60_000);
  });
  afterEach(async function () {
    const heard = complaints.splice(0);
    const failed = this.currentTest?.state === 'failed';
    if (failed) await takePictures(contexts, this.currentTest?.title ?? '');
    if (failed || !screensStay) await closeScreens();
    if (this.currentTest?.state === 'passed') assert.deepEqual(heard, []);
  });
  after(async () => {
    await closeScreens();
    await world?.close();
  });

  async function closeScreens(): Promise<void> {
    const open = contexts;
    contexts = [];
    await Promise.all(open.map((context) => context.close()));
  }

  return {
    get world() {
      assert.ok(world, 'the world is there once the tests run');
      return world;
    },
    async open(who, path = '/', appearance) {
      assert.ok(world);
      const client = who instanceof Client ? who : await world.signIn(who.userPrincipalName);
      const page = await openPage(await theBrowser(), client, path, appearance);
      contexts.push(page.context());
      listen(page.context(), complaints);
      return page;
    },
    async sit(person, place) {
      assert.ok(world);
      const screen = await openScreen(await theBrowser(), world, person, place);
      contexts.push(screen.context);
      listen(screen.context, complaints);
      return screen;
    },
    async hold(person, place) {
      assert.ok(world);
      const phone = await takePhone(await theBrowser(), world, person, place);
      contexts.push(phone.page.context());
      listen(phone.page.context(), complaints);
      await phone.open();
      return phone;
    },
    async browse(address, appearance) {
      const context = await openContext(await theBrowser(), appearance);
      contexts.push(context);
      listen(context, complaints);
      const page = await context.newPage();
      await page.goto(address);
      return page;
    },
  };
}

function listen(context: BrowserContext, complaints: string[]): void {
  context.on('weberror', (error) => complaints.push(String(error.error())));
  context.on('console', (message) => {
    // A refused or failed call is part of many journeys; what the page makes of it is what they look at.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
}

/** What could be seen when a test failed: one picture for each tab. */
async function takePictures(contexts: BrowserContext[], title: string): Promise<void> {
  await mkdir(failures, { recursive: true });
  const pages = contexts.flatMap((context) => context.pages());
  const name = title.replaceAll(/\W+/g, '-').slice(0, 80);
  await Promise.all(
    pages.map((page, index) =>
      page.screenshot({ path: join(failures, `${name}-${index}.png`) }).catch(() => undefined),
    ),
  );
}

import assert from 'node:assert/strict';
import type { FrameLocator, Page } from 'playwright-core';
import { theBrowser } from '../support/browser.ts';
import { measureFirstLoad } from '../support/first-load.ts';
import { foundOrganization } from '../support/organization.ts';
import { setStage } from './stage.ts';

/** What somebody waits for before they can use Foyer: bytes of compressed JavaScript. */
const BUDGET = 170_000;

const hosted = (page: Page): FrameLocator => page.frameLocator('iframe[name="embedded-page-container"]');

describe('the first load', () => {
  const stage = setStage();
  const inHost = (login: string) =>
    `${stage.world.sandbox.origin}/?${new URLSearchParams({ as: login, view: 'foyer' })}`;

  before(() => foundOrganization(stage.world));

  const visits = {
    'an employee who may request to join': {
      address: () => inHost(stage.world.person('employee').userPrincipalName),
      usable: (page: Page) => hosted(page).getByRole('button', { name: 'Request to join' }).waitFor(),
    },
    'a member on Home': {
      address: () => inHost(stage.world.person('administrator').userPrincipalName),
      usable: (page: Page) => hosted(page).getByRole('heading', { level: 1 }).waitFor(),
    },
    'somebody who signs in, in a browser': {
      address: () => stage.world.url,
      usable: (page: Page) => page.getByRole('heading', { level: 1 }).waitFor(),
    },
  };
  for (const [who, visit] of Object.entries(visits)) {
    it(`has at most ${BUDGET / 1000} kB of scripts for ${who}`, async () => {
      const context = await (await theBrowser()).newContext({ locale: 'en-GB' });
      try {
        const { bytes } = await measureFirstLoad(context, {
          foyer: stage.world.url,
          address: visit.address(),
          usable: visit.usable,
        });
        assert.ok(bytes.scripts > BUDGET / 2, `only ${bytes.scripts} bytes: were they seen?`);
        assert.ok(bytes.scripts <= BUDGET, `${bytes.scripts} bytes`);
      } finally {
        await context.close();
      }
    });
  }
});

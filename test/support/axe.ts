import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { RunOptions } from 'axe-core';
import type { Frame, Page } from 'playwright-core';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Fluent's marks for the ends of a focus order: they pass the focus on and never keep it. */
const FOCUS_MARKS = '[data-tabster-dummy]';

/**
 * What axe finds wrong on a page or in a frame; the frames in it are left aside.
 * @param rules only these, such as `color-contrast`; all when missing.
 */
export async function violations(target: Page | Frame, rules?: readonly string[]): Promise<string[]> {
  if (!(await target.evaluate(() => 'axe' in window))) await target.evaluate(axe);
  // Only what is wrong is worked out to the end and comes over the wire.
  const options: RunOptions = { iframes: false, resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) };
  return await target.evaluate(
    async ([exclude, options]) => {
      // Colours that still fade would be measured halfway.
      for (const animation of document.getAnimations()) if (animation instanceof CSSTransition) animation.finish();
      const { axe } = window as unknown as { axe: typeof import('axe-core') };
      const results = await axe.run({ exclude: [exclude] }, options);
      return results.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`);
    },
    [FOCUS_MARKS, options] as const,
  );
}

/** By how many pixels the page, or its main part, is wider than the room it has. */
export async function overflow(target: Page | Frame): Promise<number> {
  return await target.evaluate(() =>
    Math.max(
      ...[document.documentElement, ...document.querySelectorAll('main')].map((e) => e.scrollWidth - e.clientWidth),
    ),
  );
}

/**
 * A page of the plain web is for everybody: axe finds nothing, in light and dark, and nothing is wider than a telephone.
 * Its theme is that of the system; high contrast is a matter of the hosts.
 */
export async function isForEverybody(page: Page): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 1280, height: 800 };
  await page.setViewportSize({ width: 320, height: 640 });
  assert.ok((await overflow(page)) <= 0, 'it is wider than its room');
  assert.deepEqual(await violations(page), []);
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.locator('html[data-theme="dark"]').waitFor();
  assert.deepEqual(await violations(page, ['color-contrast']), []);
  await page.emulateMedia({ colorScheme: 'light' });
  await page.locator('html[data-theme="light"]').waitFor();
  await page.setViewportSize({ width, height });
}

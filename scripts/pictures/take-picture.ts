import { stat } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** What a picture in the repository may weigh, in bytes. */
const LIMIT = 200 * 1024;

/**
 * Takes a picture once all of the page's own pictures are there.
 * @returns its size in bytes.
 * @throws Error when it is too large for the repository.
 */
export async function takePicture(page: Page, path: string, limit = LIMIT): Promise<number> {
  await page.waitForLoadState('networkidle');
  await page.evaluate(() => document.fonts.ready);
  await page.screenshot({ path, animations: 'disabled', caret: 'hide' });
  const { size } = await stat(path);
  if (size > limit) throw new Error(`${path} has ${size} bytes; at most ${limit} are allowed.`);
  return size;
}

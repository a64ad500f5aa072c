import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import chromium from '@sparticuz/chromium';
import { chromium as browserType, type Page } from 'playwright-core';

/**
 * Draws the PNG icons of the package from the two SVG sources: `node scripts/run.mjs manifest/draw-icons.ts`.
 * Run it after changing an SVG; the PNGs are kept in the repository.
 */
const folder = new URL('./icons/', import.meta.url);

async function draw(page: Page, svg: string, size: number, file: string, rounding = 0): Promise<void> {
  const style = `display:block;width:${size}px;height:${size}px;clip-path:inset(0 round ${rounding}%)`;
  await page.setViewportSize({ width: size, height: size });
  await page.setContent(`<style>*{margin:0}svg{${style}}</style>${svg}`);
  const png = await page.screenshot({ omitBackground: true });
  await writeFile(fileURLToPath(new URL(file, folder)), png);
}

/** The same door seen from nearer, so that it is still a door at 16 pixels. */
const nearer = (svg: string): string => svg.replace('viewBox="0 0 192 192"', 'viewBox="34 36 132 132"');

const [icon, outline] = await Promise.all(
  ['icon.svg', 'outline.svg'].map((name) => readFile(fileURLToPath(new URL(name, folder)), 'utf8')),
);
if (!icon || !outline) throw new TypeError('An SVG source is empty.');

const browser = await browserType.launch({
  executablePath: await chromium.executablePath(),
  args: chromium.args,
  headless: true,
});
try {
  const page = await browser.newPage();
  await draw(page, icon, 192, 'color.png');
  await draw(page, outline, 32, 'outline.png');
  for (const size of [16, 32, 80]) await draw(page, nearer(icon), size, `icon-${size}.png`, 20);
} finally {
  await browser.close();
}

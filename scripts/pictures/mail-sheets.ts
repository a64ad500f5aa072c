import { resolve } from 'node:path';
import type { Browser } from 'playwright-core';
import { LANGUAGES } from '../../src/server/platform/permissions.ts';
import { mailSamples, renderSample } from '../../test/support/mail-samples.ts';
import { takePicture } from './take-picture.ts';

const COLUMNS = 4;

/** Fifteen mails in one picture, in bytes. */
const LIMIT = 340 * 1024;

const THEMES = ['light', 'dark'] as const;

/** Every mail that Foyer sends, side by side: a sheet for each language, in light and in dark. */
export async function takeMailSheets(
  browser: Browser,
  folder: string,
  only: string | undefined,
  report: (name: string, size: number) => void,
): Promise<void> {
  for (const language of LANGUAGES) {
    const mails = mailSamples.map((sample) => renderSample(sample, language));
    for (const theme of THEMES) {
      const name = `mails-${language}-${theme}`;
      if (only && only !== name) continue;
      const context = await browser.newContext({
        viewport: { width: COLUMNS * 320, height: 800 },
        deviceScaleFactor: 1,
        colorScheme: theme,
      });
      const page = await context.newPage();
      await page.setContent(sheet(mails.map(({ html }) => html)));
      // Each mail is as high as it needs, in the columns that grow together.
      await page.evaluate(() => {
        for (const frame of document.querySelectorAll('iframe')) {
          frame.style.height = `${frame.contentDocument?.documentElement.scrollHeight ?? 0}px`;
        }
      });
      const height = await page.evaluate(() => Math.ceil(document.documentElement.getBoundingClientRect().height));
      await page.setViewportSize({ width: COLUMNS * 320, height });
      report(name, await takePicture(page, resolve(folder, `${name}.png`), LIMIT));
      await context.close();
    }
  }
}

function sheet(mails: readonly string[]): string {
  const frames = mails.map(
    (html) => `<iframe srcdoc="${html.replaceAll('&', '&amp;').replaceAll('"', '&quot;')}"></iframe>`,
  );
  return `<!doctype html><meta name="color-scheme" content="light dark"><style>
    body { margin: 0; background: #f5f5f5; columns: ${COLUMNS}; column-gap: 0; }
    @media (prefers-color-scheme: dark) { body { background: #1f1f1f; } }
    iframe { width: 640px; border: 0; display: block; zoom: 0.5; break-inside: avoid; }
  </style>${frames.join('')}`;
}

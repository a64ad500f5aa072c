import type { BrowserContext, Page, Request } from 'playwright-core';

/** What came from Foyer before the first heading was there. */
export interface FirstLoad {
  /** Compressed, as they came over the wire. */
  bytes: Record<'scripts' | 'assets' | 'pages' | 'calls', number>;
  scripts: number;
  milliseconds: number;
}

/**
 * Opens an address in a browser with nothing in its cache.
 * @param foyer the origin of Foyer; what other origins send, such as a host, is not counted
 * @param usable settles once the page can be used
 */
export async function measureFirstLoad(
  context: BrowserContext,
  { foyer, address, usable }: { foyer: string; address: string; usable(page: Page): Promise<void> },
): Promise<FirstLoad> {
  await context.addInitScript(noteFirstHeading);
  const page = await context.newPage();
  const requests: Request[] = [];
  page.on('requestfinished', (request) => {
    if (request.url().startsWith(foyer)) requests.push(request);
  });
  const start = performance.now();
  await page.goto(address);
  await usable(page);
  const milliseconds = performance.now() - start;
  const frame = page.frame({ name: 'embedded-page-container' }) ?? page.mainFrame();
  const usableAt = await frame.evaluate(() => (window as unknown as { headingAt: number }).headingAt);
  const before = requests.filter((request) => request.timing().startTime <= usableAt);
  const bytes = { scripts: 0, assets: 0, pages: 0, calls: 0 };
  for (const request of before) {
    // Negative for what came from the cache of the page before.
    bytes[kindOf(request)] += Math.max(0, (await request.sizes()).responseBodySize);
  }
  const scripts = before.filter((request) => request.resourceType() === 'script').length;
  return { bytes, scripts, milliseconds };
}

/** Runs in each page: when its first heading is there, in milliseconds since 1970. All that is asked for later delays nobody. */
function noteFirstHeading(): void {
  new MutationObserver((_changes, observer) => {
    if (!document.querySelector('h1')) return;
    observer.disconnect();
    Object.assign(window, { headingAt: Date.now() });
  }).observe(document, { childList: true, subtree: true });
}

/** By Chromium's word for it; what is not named here is a style, a font or a picture. */
function kindOf(request: Request): keyof FirstLoad['bytes'] {
  switch (request.resourceType()) {
    case 'script':
      return 'scripts';
    case 'document':
      return 'pages';
    case 'fetch':
    case 'xhr':
      return 'calls';
    default:
      return 'assets';
  }
}

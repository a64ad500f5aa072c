import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import { translator } from '../i18n/translate.ts';
import { LANGUAGES, type Language } from '../platform/permissions.ts';

/** How far the build of the add-in is. */
export interface BuildProgress {
  /** 0 to 100. */
  percent: number;
  /** Whether it is the first build; otherwise the source has changed. */
  isFirst: boolean;
  hasFailed: boolean;
}

const STYLE = `
body { margin: 0; height: 100vh; display: grid; place-content: center; justify-items: center; padding: 0 16px;
  font: 14px/20px "Segoe UI", -apple-system, BlinkMacSystemFont, Roboto, "Helvetica Neue", sans-serif; }
main { display: grid; gap: 12px; justify-items: center; max-width: 480px; text-align: center; }
h1 { margin: 0; font-size: 20px; line-height: 28px; }
p { margin: 0; }
progress { width: 240px; accent-color: #0f6cbd; }
`;

/** Asks for the page again twice a second, until it is the add-in's own; what is shown keeps its place. */
const SCRIPT = `
async function reload() {
  const shown = document.querySelector('main');
  try {
    const response = await fetch(location.href, { cache: 'no-store' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const next = page.querySelector('main[data-building]');
    if (!next && response.ok) return location.reload();
    const bars = [shown, next].map((main) => main && main.querySelector('progress'));
    if (bars[0] && bars[1]) {
      bars[0].value = bars[1].value;
      shown.querySelector('span').textContent = next.querySelector('span').textContent;
    } else if (next) return shown.replaceWith(next);
  } catch {}
  setTimeout(reload, 500);
}
if (document.querySelector('progress')) setTimeout(reload, 500);
`;

/**
 * Answers a request for a page of the add-in, while it is not built yet, with one that shows the progress or the failure and
 * reloads by itself; in both languages, the reader's first.
 */
export function sendBuildingPage(request: Request, response: Response, progress: BuildProgress): void {
  const preferred = request.acceptsLanguages([...LANGUAGES]) || 'en';
  const languages = [...LANGUAGES].sort((a, b) => Number(b === preferred) - Number(a === preferred));
  const policy = String(response.getHeader('Content-Security-Policy'))
    .replace(/script-src /, (start) => `${start}'${hashOf(SCRIPT)}' `)
    .replace(/style-src /, (start) => `${start}'${hashOf(STYLE)}' `);
  response
    .status(progress.hasFailed ? 503 : 200)
    .set({ 'Content-Security-Policy': policy, 'Cache-Control': 'no-store' })
    .type('html')
    .send(documentOf(progress, languages));
}

function documentOf(progress: BuildProgress, languages: readonly Language[]): string {
  const [first = 'en'] = languages;
  return `<!doctype html>
<html lang="${first}">
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1">
    <meta name="color-scheme" content="light dark">
    <title>Foyer</title>
    ${progress.hasFailed ? '' : '<noscript><meta http-equiv="refresh" content="2"></noscript>'}
    <style>${STYLE}</style>
  </head>
  <body>
    ${progress.hasFailed ? failure(languages) : advance(progress, languages)}
    <script>${SCRIPT}</script>
  </body>
</html>
`;
}

function advance({ percent, isFirst }: BuildProgress, languages: readonly Language[]): string {
  const [title, second] = languages.map((language) => ({
    language,
    text: translator(language)(isFirst ? 'building.first' : 'building.again'),
  }));
  return `<main data-building>
      <h1 id="title">${title?.text}</h1>
      <progress max="100" value="${percent}" aria-labelledby="title"></progress>
      <span aria-hidden="true">${percent}&nbsp;%</span>
      <p lang="${second?.language}">${second?.text}</p>
    </main>`;
}

function failure(languages: readonly Language[]): string {
  const texts = languages.map((language) => {
    const t = translator(language);
    return `<h1 lang="${language}">${t('building.failed')}</h1><p lang="${language}">${t('building.failedHint')}</p>`;
  });
  return `<main data-building><div role="alert">${texts.join('')}</div></main>`;
}

/** The source expression that allows one inline text in `script-src` and `style-src` (CSP 3, section 2.3.1). */
function hashOf(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`;
}

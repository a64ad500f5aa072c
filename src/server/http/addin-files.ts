import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import express, { type RequestHandler, Router } from 'express';
import type { Config } from '../platform/config.ts';
import { Problem } from '../platform/problem.ts';
import { type BuildProgress, sendBuildingPage } from './building-page.ts';
import { officeJsAddress } from './office-js.ts';
import { popupHeaders } from './security-headers.ts';

const YEAR = '1y';

/** The pictures that the app package names by address (`manifest/manifest.json`, ribbon icons). */
const ICONS = fileURLToPath(new URL('../../../manifest/icons', import.meta.url));

/** Paths of pages. */
const PAGES = /^\/(?!api\/|auth\/|assets\/|icons\/)[^.]*$/;

/** What mail programs take into an address from the sentence around it, as browsers write it; RFC 3986, appendix C. */
const BEHIND_ADDRESS = /(?:[.,;:!'")\]}>*]|%(?:2[1279ace]|20|3[abef]|5d|7d|c2%(?:a0|bb)|e2%80%(?:99|9d|a6)))+$/i;

export interface BuiltAddin {
  /** `dist/addin`. */
  folder: string;
  /** Settles when the files are built, or the build has failed. Earlier requests wait for it. */
  ready?: Promise<void>;
  /** How far the build is; null when it is done. With it, earlier requests for a page get the building page at once. */
  progress?: () => BuildProgress | null;
}

/**
 * Serves the built add-in: hashed files for a year, compressed where the browser takes brotli, and the one page for
 * every path of a page (`/`, `/tab`, `/users`, `/invitations/…`).
 */
export function addinFiles({ folder, ready, progress }: BuiltAddin, config: Config): Router {
  const router = Router();
  const values = { 'host-origins': config.HOST_ORIGINS.join(' '), 'office-js': officeJsAddress(config) };
  const page = (file: string): RequestHandler => {
    return async (request, response) => {
      const building = progress?.();
      if (building) return sendBuildingPage(request, response, building);
      await ready;
      const html = await readFile(join(folder, file), 'utf8').catch((error: unknown) => {
        throw new Problem('unavailable', { cause: error });
      });
      response.setHeader('Cache-Control', 'no-cache').type('html').send(filled(html, values));
    };
  };
  // The waiting requests handle a failed build; without any, the rejection must not end the process.
  ready?.catch(() => undefined);
  router.use('/assets', async (_request, _response, next) => {
    await ready;
    next();
  });
  router.use('/assets', brotli(join(folder, 'assets')));
  router.use('/assets', express.static(join(folder, 'assets'), { index: false, immutable: true, maxAge: YEAR }));
  router.use('/icons', express.static(ICONS, { index: false, maxAge: '1d', setHeaders: openToHosts }));
  router.get('/sign-in-dialog.html', popupHeaders, page('sign-in-dialog.html'));
  router.get(/[^/]$/, (request, response, next) => {
    const [path = '', ...query] = request.originalUrl.split('?');
    const meant = path.replace(BEHIND_ADDRESS, '');
    // Two slashes would lead elsewhere.
    if (meant === path || !PAGES.test(meant) || !/^\/(?![/\\])/.test(meant)) return next();
    response.redirect([meant, ...query].join('?'));
  });
  router.get(PAGES, page('index.html'));
  return router;
}

/** Fills the page's empty `meta` elements with this installation's values. */
function filled(html: string, values: Readonly<Record<string, string>>): string {
  return html.replace(/(<meta name="?([\w-]+)"? content=)(?:"")?(?=>)/g, (whole, start: string, name: string) => {
    const value = values[name];
    return value === undefined ? whole : `${start}"${value}"`;
  });
}

/** Office shows the icons on its own pages. */
function openToHosts(response: ServerResponse): void {
  response.setHeader('Cross-Origin-Resource-Policy', 'cross-origin');
}

/** Sends `file.br` in place of `file` where it exists and the browser accepts brotli. */
function brotli(folder: string): RequestHandler {
  return (request, response, next) => {
    const [path = ''] = request.url.split('?', 1);
    const isName = /^\/[\w.-]+$/.test(path);
    if (isName && request.acceptsEncodings('br') && existsSync(join(folder, `${path}.br`))) {
      request.url = `${path}.br`;
      response.setHeader('Content-Encoding', 'br');
      response.type(path.slice(path.lastIndexOf('.')));
    }
    response.vary('Accept-Encoding');
    next();
  };
}

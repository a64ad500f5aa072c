import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import type { BuildProgress } from '../../src/server/http/building-page.ts';
import { startWorld, type World } from '../support/world.ts';

describe("the add-in's files", () => {
  const script = 'console.log("Foyer");'.repeat(50);
  let folder: string;
  let world: World;
  let build = () => {};
  let progress: BuildProgress | null = { percent: 37, isFirst: true, hasFailed: false };
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-addin-'));
    await mkdir(join(folder, 'assets'));
    const page =
      '<!doctype html><meta name="host-origins" content=""><meta name=office-js content=""><title>Foyer</title>';
    await writeFile(join(folder, 'index.html'), page);
    await writeFile(join(folder, 'sign-in-dialog.html'), page);
    await writeFile(join(folder, 'assets/main.0123456789ab.js'), script);
    await writeFile(join(folder, 'assets/main.0123456789ab.js.br'), brotliCompressSync(script));
    const addinReady = new Promise<void>((resolve) => {
      build = resolve;
    });
    world = await startWorld({
      addinFolder: folder,
      addinReady,
      addinProgress: () => progress,
      env: { HOST_ORIGINS: 'http://localhost:4321' },
    });
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(world.url + path, { headers });

  it('are waited for while they are built, and the pages say how far that is; the API does not care', async () => {
    let isAnswered = false;
    const file = get('/assets/main.0123456789ab.js').then((response) => {
      isAnswered = true;
      return response;
    });
    assert.equal((await get('/readyz')).status, 200);
    assert.equal((await get('/api/v1/session')).status, 401);
    assert.equal((await get('/api/nothing')).status, 404);
    for (const path of ['/', '/tab?theme=dark', '/pane', '/users', '/sign-in-dialog.html']) {
      const response = await get(path);
      assert.deepEqual([response.status, response.headers.get('cache-control')], [200, 'no-store'], path);
      assert.match(
        response.headers.get('content-security-policy') ?? '',
        /frame-ancestors [^;]*http:\/\/localhost:4321/,
      );
      const html = await response.text();
      assert.match(html, /<h1 id="title">The add-in is being built \(first start only\)<\/h1>/);
      assert.match(html, /<progress max="100" value="37" aria-labelledby="title">/);
      assert.match(html, /<p lang="fr">Le complément est en cours de construction \(au premier démarrage seulement\)/);
    }
    const french = await (await get('/', { 'accept-language': 'fr-CA, en;q=0.5' })).text();
    assert.match(french, /<html lang="fr">[\s\S]*<h1 id="title">Le complément[\s\S]*<p lang="en">The add-in/);
    progress = { percent: 40, isFirst: false, hasFailed: false };
    assert.match(await (await get('/')).text(), /The add-in is being built \(after a change only\)/);
    progress = { percent: 40, isFirst: true, hasFailed: true };
    const failed = await get('/users');
    assert.equal(failed.status, 503);
    assert.match(await failed.text(), /role="alert"><h1 lang="en">The add-in could not be built/);

    assert.equal(isAnswered, false);
    progress = null;
    build();
    assert.equal((await file).status, 200);
    assert.match(await (await get('/users')).text(), /<title>Foyer/);
  });

  it('answer every page with the one page, fresh each time and with the hosts filled in', async () => {
    for (const path of [
      '/',
      '/tab',
      '/pane',
      '/users',
      '/join-requests/0123456789abcdef01234567',
      `/invitations/${'A'.repeat(43)}`,
    ]) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      assert.match(response.headers.get('content-type') ?? '', /^text\/html/);
      assert.equal(response.headers.get('cache-control'), 'no-cache');
      const html = await response.text();
      assert.match(html, /<meta name="host-origins" content="http:\/\/localhost:4321">/);
      const officeJs = `${world.sandbox.origin}/appsforoffice.microsoft.com/lib/1/hosted/office.js`;
      assert.ok(html.includes(`<meta name=office-js content="${officeJs}">`), html);
    }
  });

  it('K21 lead from an address with the punctuation of its sentence to the page that it means', async () => {
    const token = 'A'.repeat(43);
    for (const behind of [
      '.',
      ',',
      ').',
      '%29.',
      '>',
      '%3E,',
      '!',
      "'",
      '%22',
      ']',
      '*',
      '...',
      '%E2%80%9D.',
      '%C2%BB',
      ';',
      ':',
    ]) {
      const answer = await get(`/invitations/${token}${behind}`, { accept: 'text/html' });
      assert.equal(answer.status, 200, behind);
      assert.ok(answer.redirected && answer.url.endsWith(`/invitations/${token}`), answer.url);
      assert.match(answer.headers.get('content-type') ?? '', /^text\/html/);
    }
    assert.ok((await get('/leads.?search=a.b')).url.endsWith('/leads?search=a.b'));
    assert.equal((await get('/join-requests/0123456789abcdef01234567_')).redirected, false);
    for (const path of [
      '//elsewhere.example/.',
      '/%5Celsewhere/.',
      '/api/v1/session.',
      '/assets/main.',
      '/auth/sign-in/x.',
    ]) {
      const answer = await get(path);
      assert.ok(answer.url.startsWith(new URL(answer.url).origin) && !answer.redirected, path);
    }
  });

  it('keep hashed files for a year, compressed for those who understand it', async () => {
    const path = '/assets/main.0123456789ab.js';
    const small = await get(path, { 'accept-encoding': 'br' });
    assert.equal(small.headers.get('content-encoding'), 'br');
    assert.match(small.headers.get('content-type') ?? '', /javascript/);
    assert.match(small.headers.get('cache-control') ?? '', /max-age=31536000, immutable/);
    assert.equal(await small.text(), script);
    const plain = await get(path, { 'accept-encoding': 'identity' });
    assert.equal(plain.headers.get('content-encoding'), null);
    assert.equal(await plain.text(), script);
    assert.match(plain.headers.get('vary') ?? '', /accept-encoding/i);
  });

  it('answer each address that the app package names, the icons for other origins too', async () => {
    const manifest = await readFile('manifest/manifest.json', 'utf8');
    const paths = [...manifest.matchAll(/https:\/\/\{\{HOST\}\}(\/[^"?]*)/g)].map(([, path = '']) => path);
    assert.ok(paths.includes('/privacy') && paths.some((path) => path.startsWith('/icons/')), paths.join(' '));
    for (const path of new Set(paths)) {
      const response = await get(path);
      assert.equal(response.status, 200, path);
      if (!path.startsWith('/icons/')) continue;
      assert.equal(response.headers.get('content-type'), 'image/png');
      assert.equal(response.headers.get('cross-origin-resource-policy'), 'cross-origin');
    }
  });

  it('keep the sign-in window in touch with its opener', async () => {
    const response = await get('/sign-in-dialog.html');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('cross-origin-opener-policy'), 'unsafe-none');
  });

  it('do not answer what is not there, nor anything outside of the folder', async () => {
    for (const path of [
      '/assets/other.js',
      '/favicon.ico',
      '/assets/..%2f..%2fpackage.json',
      '/api/nothing',
      '/auth/nothing',
    ]) {
      const response = await get(path);
      assert.equal(response.status, 404, path);
      assert.match(response.headers.get('content-type') ?? '', /^application\/problem\+json/);
    }
  });
});

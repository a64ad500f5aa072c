import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { startWorld, type World } from '../support/world.ts';

describe("the add-in's files", () => {
  const script = 'console.log("Foyer");'.repeat(50);
  let folder: string;
  let world: World;
  let build = () => {};
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
    world = await startWorld({ addinFolder: folder, addinReady, env: { HOST_ORIGINS: 'http://localhost:4321' } });
  });
  after(async () => {
    await world.close();
    await rm(folder, { recursive: true });
  });

  const get = (path: string, headers: Record<string, string> = {}) => fetch(world.url + path, { headers });

  it('are waited for while they are built; the API is not', async () => {
    let isAnswered = false;
    const page = get('/users').then((response) => {
      isAnswered = true;
      return response;
    });
    assert.equal((await get('/readyz')).status, 200);
    assert.equal((await get('/api/v1/session')).status, 401);
    assert.equal(isAnswered, false);
    build();
    assert.equal((await page).status, 200);
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

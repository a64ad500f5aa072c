import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { eventually } from '../support/eventually.ts';

/** `npm start` in a folder of its own, with an add-in that needs no building. */
describe('npm start', function () {
  this.timeout(60_000);

  let folder: string;
  let running: ChildProcess | undefined;
  let output = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-start-'));
    await mkdir(join(folder, 'dist/addin'), { recursive: true });
    await writeFile(join(folder, 'dist/addin/index.html'), '<!doctype html><title>Foyer</title>');
    output = '';
  });
  afterEach(async () => {
    running?.kill('SIGKILL');
    running = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  function start(env: Record<string, string> = {}): ChildProcess {
    const { PATH = '' } = process.env;
    const child = spawn(process.execPath, [resolve('scripts/run.mjs'), resolve('src/start.ts')], {
      cwd: folder,
      env: { PATH, FOYER_PORT: '0', SANDBOX_PORT: '0', SANDBOX_PEOPLE: '30', ...env },
    });
    const keep = (chunk: Buffer) => {
      output += chunk.toString();
    };
    child.stdout.on('data', keep);
    child.stderr.on('data', keep);
    running = child;
    return child;
  }

  const ready = () =>
    eventually(async () => {
      const [, home = '', foyer = ''] = /Open\s+(\S+)\s[\s\S]* at (\S+);/.exec(output) ?? [];
      assert.ok(home && foyer, output);
      return { home, foyer };
    }, 50_000);

  it('brings database, sandbox and server, says where to go, and ends in order at Ctrl-C', async () => {
    const child = start();
    const { home, foyer } = await ready();
    assert.equal((await fetch(home)).status, 200);
    assert.match(await (await fetch(`${foyer}/users`)).text(), /<title>Foyer/);
    assert.equal((await fetch(`${foyer}/readyz`)).status, 200);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
    assert.doesNotMatch(output, /Error/);
  });

  it('ends in order while the add-in is built', async () => {
    await rm(join(folder, 'dist'), { recursive: true });
    await writeFile(
      join(folder, 'webpack.config.mjs'),
      'setInterval(() => {}, 1000); export default new Promise(() => {});',
    );
    const child = start();
    await ready();
    await eventually(async () => assert.match(output, /The add-in is being built/), 20_000);
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.doesNotMatch(output, /Error|could not/);
  });

  it('says how far the first build of the add-in is, or that it failed, in the terminal and on its pages', async () => {
    await rm(join(folder, 'dist'), { recursive: true });
    await writeFile(
      join(folder, 'webpack.config.mjs'),
      `import { existsSync } from 'node:fs';
      process.send({ percent: 60 });
      while (!existsSync('go-on')) await new Promise((resolve) => setTimeout(resolve, 50));
      throw new Error('a comma is missing');`,
    );
    const child = start();
    const { home, foyer } = await ready();
    await eventually(async () => {
      assert.match(output, /^The add-in is being built \(first start only\): 60 %$/m);
      assert.match(await (await fetch(foyer)).text(), /<progress max="100" value="60"/);
    }, 20_000);
    assert.deepEqual(await (await fetch(`${home}home/app-build`)).json(), {
      percent: 60,
      isFirst: true,
      hasFailed: false,
    });
    await writeFile(join(folder, 'go-on'), '');
    await eventually(async () => assert.match(output, /^The add-in could not be built\.$/m), 20_000);
    assert.match(output, /a comma is missing/);
    assert.match(await (await fetch(`${foyer}/users`)).text(), /The add-in could not be built/);
    assert.equal((await fetch(`${foyer}/readyz`)).status, 200);
    const ended = once(child, 'exit');
    child.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  });

  it('finds its data again', async () => {
    const first = start({ DATA_DIR: 'kept' });
    const before = await ready();
    const world = (await (await fetch(`${before.home}sandbox/world`)).json()) as {
      people: { userPrincipalName: string }[];
    };
    const person = world.people[0]?.userPrincipalName;
    const json = { 'content-type': 'application/json' };
    const signIn = async (home: string, foyer: string) => {
      const body = JSON.stringify({ person });
      const tokens = await fetch(`${home}sandbox/tokens`, { method: 'POST', headers: json, body });
      const headers = { ...json, origin: foyer };
      const answer = await fetch(`${foyer}/api/v1/session`, { method: 'POST', headers, body: await tokens.text() });
      const cookie = answer.headers
        .getSetCookie()
        .map((each) => each.split(';')[0])
        .join('; ');
      return { session: (await answer.json()) as { standing: string }, headers: { ...headers, cookie } };
    };
    const { headers } = await signIn(before.home, before.foyer);
    const founding = { method: 'POST', headers, body: '{"name":"Kept"}' };
    assert.equal((await fetch(`${before.foyer}/api/v1/organization`, founding)).status, 201);
    const ended = once(first, 'exit');
    first.kill('SIGTERM');
    await ended;
    output = '';
    start({ DATA_DIR: 'kept' });
    const after = await ready();
    const { session } = await signIn(after.home, after.foyer);
    assert.equal(session.standing, 'member', JSON.stringify(session) + output);
  });

  it('says what is wrong with the configuration, a sentence each, and ends with 1', async () => {
    const child = start({ ENTRA_CLIENT_ID: 'nonsense', LOG_LEVEL: 'loud' });
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.match(output, /^ENTRA_CLIENT_ID must be a GUID\.$/m);
    assert.match(output, /^MAIL_FROM is missing\.$/m);
    assert.match(output, /^LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent\.$/m);
    assert.doesNotMatch(output, /nonsense|loud|\bat\b .*\.ts/);
  });

  it('starts no sandbox in production', async () => {
    const child = start({ NODE_ENV: 'production' });
    const [code] = await once(child, 'close');
    assert.equal(code, 1);
    assert.match(output, /^ENTRA_CLIENT_ID is missing\.$/m);
  });

  it('says which port is taken', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const child = start({ FOYER_PORT: String(port) });
    const [code] = await once(child, 'close');
    other.close();
    assert.equal(code, 1);
    assert.match(output, new RegExp(`Port ${port} is taken`));
  });
});

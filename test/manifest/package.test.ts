import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { access, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { strFromU8, unzipSync } from 'fflate';
import { createPackage, PackageError } from '../../manifest/package.ts';

const installation = {
  host: 'foyer.example.com',
  clientId: '6f1c1d2e-0a0b-4c3d-8e9f-1234567890ab',
  version: '1.2.3',
};
const script = fileURLToPath(new URL('../../manifest/package.ts', import.meta.url));

/** Runs the command as `npm run package` does, and gives back how it ended. */
function run(
  args: string[],
  env: Record<string, string> = {},
): Promise<{ code: number; stdout: string; stderr: string }> {
  return new Promise((resolve) => {
    const options = { env: { ...process.env, ...env } };
    execFile(process.execPath, ['scripts/run.mjs', script, ...args], options, (error, stdout, stderr) => {
      resolve({ code: typeof error?.code === 'number' ? error.code : 0, stdout, stderr });
    });
  });
}

describe('the app package', () => {
  it('holds the manifest and just the files that it names', async () => {
    const files = unzipSync(await createPackage(installation));
    assert.deepEqual(Object.keys(files).sort(), [
      'color.png',
      'fr.json',
      'icon-32.png',
      'manifest.json',
      'outline.png',
    ]);
    const manifest = JSON.parse(strFromU8(files['manifest.json'] ?? new Uint8Array()));
    assert.equal(manifest.id, installation.clientId);
    assert.equal(manifest.version, '1.2.3');
  });

  it('is the same bytes for the same installation', async () => {
    assert.deepEqual(await createPackage(installation), await createPackage(installation));
  });

  for (const host of [
    'https://foyer.example.com',
    'foyer.example.com:8443',
    'foyer.example.com/app',
    'localhost',
    '10.0.0.1',
    'Foyer.example.com',
    'a"b.example.com',
    '-a.example.com',
    `${'a'.repeat(64)}.example.com`,
    '',
  ]) {
    it(`refuses the host name "${host.slice(0, 40)}"`, async () => {
      await assert.rejects(createPackage({ ...installation, host }), (error) => {
        assert.ok(error instanceof PackageError);
        assert.match(error.message, /^--host takes a bare host name/);
        return true;
      });
    });
  }

  it('refuses a client ID that is not a GUID, and a pre-release version', async () => {
    await assert.rejects(createPackage({ ...installation, clientId: 'foyer' }), /^Error: --client-id takes/);
    await assert.rejects(createPackage({ ...installation, version: '1.0.0-beta' }), /no pre-release versions/);
  });
});

describe('npm run package', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-package-'));
  });
  after(() => rm(folder, { recursive: true }));

  it('writes the file and prints where, the same in every time zone', async () => {
    const args = ['--host', installation.host, '--client-id', installation.clientId, '--out'];
    const [here, there] = [join(folder, 'new', 'here.zip'), join(folder, 'there.zip')];
    const first = await run([...args, here], { TZ: 'Asia/Tokyo' });
    const second = await run([...args, there], { TZ: 'America/Lima' });
    assert.deepEqual(
      [first, second].map(({ code, stdout }) => [code, stdout.trim()]),
      [
        [0, here],
        [0, there],
      ],
    );
    assert.deepEqual(await readFile(here), await readFile(there));
  });

  for (const [what, args, sentence] of [
    ['without a client ID', ['--host', installation.host], /^Both --host and --client-id are needed/],
    ['with an unknown option', ['--hots', 'x'], /--hots.*Usage: npm run package/s],
    ['with a URL for a host', ['--host', 'https://x.example', '--client-id', installation.clientId], /^--host takes/],
  ] as const) {
    it(`ends with one sentence and no file ${what}`, async () => {
      const file = join(folder, 'refused.zip');
      const { code, stdout, stderr } = await run([...args, '--out', file]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, sentence);
      assert.doesNotMatch(stderr, /\n\s+at /, 'no stack trace');
      await assert.rejects(access(file));
    });
  }
});

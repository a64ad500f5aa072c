import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { compressAssets } from '../../src/start/compress-assets.mjs';
import { areUnchanged, inputsOf } from '../../src/start/inputs.mjs';

describe('what is made once and kept', () => {
  let folder = '';
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'foyer-kept-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is made anew when the content of a file has changed, not its time, and not where the sources are gone', async () => {
    const file = join(folder, 'one.ts');
    await writeFile(file, 'export const one = 1;\n');
    const inputs = inputsOf([file, folder, 'node_modules/esbuild/package.json']);
    assert.deepEqual(Object.keys(inputs).sort(), [relative('.', file), 'package-lock.json'].sort());
    await utimes(file, 1, 1);
    assert.equal(areUnchanged(inputs), true, 'another time');
    await writeFile(file, 'export const one = 2;\n');
    assert.equal(areUnchanged(inputs), false, 'another content');
    await rm(file);
    assert.equal(areUnchanged(inputs), true, 'no source');
  });

  it('a program runs as it is written, and is compiled only when it has changed', async () => {
    const program = join(folder, 'program.ts');
    const compiled = join('dist/programs', `${relative('.', program).replaceAll('/', '-')}.mjs`);
    const run = async (text: string) => {
      await writeFile(program, `import { word } from './word.ts';\nconsole.log(word satisfies string);\n`);
      await writeFile(join(folder, 'word.ts'), `export const word = '${text}';\n`);
      const { stdout, stderr } = spawnSync(process.execPath, ['scripts/run.mjs', program], { encoding: 'utf8' });
      assert.equal(stderr, '');
      return { said: stdout.trim(), madeAt: (await stat(compiled)).mtimeMs };
    };
    try {
      const first = await run('one');
      assert.equal(first.said, 'one');
      assert.deepEqual(await run('one'), first);
      const other = await run('two');
      assert.equal(other.said, 'two');
      assert.notEqual(other.madeAt, first.madeAt);
    } finally {
      await rm(compiled, { force: true });
    }
  });

  it('assets are compressed once, also those that an ended start has left', async () => {
    await writeFile(join(folder, 'a.js'), 'let a = 1;'.repeat(100));
    await writeFile(join(folder, 'b.js'), 'let b = 1;');
    await writeFile(join(folder, 'b.js.br'), 'kept');
    await compressAssets(folder);
    assert.ok((await stat(join(folder, 'a.js.br'))).size < 100);
    assert.equal(await readFile(join(folder, 'b.js.br'), 'utf8'), 'kept');
  });
});

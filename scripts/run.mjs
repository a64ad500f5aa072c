import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { areUnchanged, inputsOf } from '../src/start/inputs.mjs';

/**
 * Runs a program that is written in TypeScript: `node scripts/run.mjs src/doctor.ts --help`. It is compiled anew when one
 * of the files that it was made of has changed, so that what runs is always what is written.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const program = resolve(process.argv[2] ?? '');
const folder = join(root, 'dist/programs');
const file = join(folder, `${relative(root, program).replaceAll(/[\\/]/g, '-')}.mjs`);

/** Begins the last line of a compiled program, which says what it was made of. */
const MADE_OF = '\n// Made of ';

const before = await readFile(file, 'utf8').catch(() => null);
if (before === null || !isCurrent(before)) {
  const { compile } = await import('./compile.mjs');
  const { texts, sources } = await compile([program], folder, false);
  const made = inputsOf([...sources, 'scripts/compile.mjs']);
  try {
    // The same program may be starting elsewhere at this moment: each finds a whole file.
    const unfinished = `${file}.${process.pid}`;
    await mkdir(folder, { recursive: true });
    await writeFile(unfinished, texts.join('') + MADE_OF + JSON.stringify(made));
    await rename(unfinished, file);
  } catch (error) {
    // Where nothing can be written, what was compiled at the installation has to do.
    if (before === null) throw error;
  }
}

process.argv.splice(1, 2, program);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);

/** @param {string} compiled */
function isCurrent(compiled) {
  const start = compiled.lastIndexOf(MADE_OF);
  return start >= 0 && areUnchanged(JSON.parse(compiled.slice(start + MADE_OF.length)));
}

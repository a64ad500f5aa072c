import { existsSync } from 'node:fs';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import process from 'node:process';
import { pathToFileURL } from 'node:url';
import { compile, root } from './compile.mjs';

/** Runs a program that is written in TypeScript: `node scripts/run.mjs src/doctor.ts --help`. */
const program = resolve(process.argv[2] ?? '');
const folder = join(root, 'dist/programs');
const file = join(folder, `${relative(root, program).replaceAll(/[\\/]/g, '-')}.mjs`);
const [compiled = ''] = await compile([program], folder, false);
try {
  // The same program may be starting elsewhere at this moment: each finds a whole file.
  const unfinished = `${file}.${process.pid}`;
  await mkdir(folder, { recursive: true });
  await writeFile(unfinished, compiled);
  await rename(unfinished, file);
} catch (error) {
  // Where nothing can be written, what was compiled at the installation has to do.
  if (!existsSync(file)) throw error;
}

process.argv.splice(1, 2, program);
process.setSourceMapsEnabled(true);
await import(pathToFileURL(file).href);

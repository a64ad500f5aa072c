import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { buildAddin } from '../src/start/build-addin.ts';

/** Part of the installation: the add-in is built once, so that no start waits for it. */
const { resolve: find } = createRequire(import.meta.url);

if (canBuild()) await buildAddin(resolve('dist/addin'));

/** Not where the development packages were left out: what is built elsewhere is brought there. */
function canBuild(): boolean {
  try {
    find('webpack');
    return true;
  } catch {
    return false;
  }
}

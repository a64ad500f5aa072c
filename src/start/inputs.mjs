import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * What something was made of: files, relative to the folder of the project, each with the hash of what was in it. Kept
 * beside what was made, it is made anew only when one of them has changed, whatever their times say.
 * @typedef {Record<string, string>} Inputs
 */

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * @param {Iterable<string>} paths what lies in `node_modules` is left out: `package-lock.json` stands for it
 * @returns {Inputs}
 */
export function inputsOf(paths) {
  /** @type {Inputs} */
  const inputs = {};
  for (const path of [...paths, 'package-lock.json']) {
    const file = relative(root, resolve(root, path)).replaceAll(sep, '/');
    const hash = /(^|\/)node_modules\//.test(file) ? null : hashOf(file);
    if (hash) inputs[file] = hash;
  }
  return inputs;
}

/**
 * Whether the files are what they were. Where the sources are no longer there, as in an image that has only what runs,
 * what was made of them is good.
 * @param {Inputs} inputs
 */
export function areUnchanged(inputs) {
  return Object.entries(inputs).every(([file, hash]) => (hashOf(file) ?? hash) === hash);
}

/**
 * @param {string} file
 * @returns {string | null} null for folders and for what is not there
 */
function hashOf(file) {
  try {
    return createHash('sha256')
      .update(readFileSync(resolve(root, file)))
      .digest('base64url');
  } catch {
    return null;
  }
}

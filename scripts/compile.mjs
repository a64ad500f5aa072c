import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build, stop } from 'esbuild';

/** The folder of the project, wherever a program is started. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Compiles programs from TypeScript, each with all of the project's modules that it needs in it; packages stay outside.
 * @param {string[]} programs files; what several of them need is kept once, in a file beside them
 * @param {string} folder where they go, under the name of their source with `.mjs` at the end
 * @param {boolean} [write] false to get the compiled text alone
 * @returns the compiled texts, and the paths of all that they were made of
 */
export async function compile(programs, folder, write = true) {
  const { outputFiles = [], metafile } = await build({
    absWorkingDir: root,
    entryPoints: programs,
    outbase: root,
    outdir: folder,
    outExtension: { '.js': '.mjs' },
    write,
    bundle: true,
    metafile: true,
    splitting: programs.length > 1,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    keepNames: true,
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'warning',
    plugins: [placeOfSource, threads],
  });
  // Its process would stay beside the program's.
  await stop();
  return { texts: outputFiles.map(({ text }) => text), sources: Object.keys(metafile.inputs) };
}

/** A module finds the files beside its source, not beside what it was compiled to. */
const placeOfSource = {
  name: 'place of source',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onLoad }) {
    onLoad({ filter: /\.(tsx?|mjs)$/, namespace: 'file' }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source
        .replaceAll(/\bimport\.meta\.url\b/g, JSON.stringify(pathToFileURL(path).href))
        .replaceAll(/\bimport\.meta\.dirname\b/g, JSON.stringify(dirname(path)));
      return { contents, loader: path.endsWith('.tsx') ? 'tsx' : path.endsWith('.ts') ? 'ts' : 'js' };
    });
  },
};

/** `import program from './thread.ts?worker'` gives the text of a program, compiled to be run in a thread. */
const threads = {
  name: 'threads',
  /** @param {import('esbuild').PluginBuild} build */
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /\?worker$/ }, ({ path, resolveDir }) => ({
      path: resolve(resolveDir, path.slice(0, path.lastIndexOf('?'))),
      namespace: 'worker',
    }));
    onLoad({ filter: /.*/, namespace: 'worker' }, async ({ path }) => {
      const { outputFiles } = await build({
        absWorkingDir: root,
        entryPoints: [path],
        write: false,
        bundle: true,
        packages: 'external',
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        // A program that has no file finds its packages where this project has them.
        banner: {
          js: `(() => { const require = process.getBuiltinModule('module').createRequire(${JSON.stringify(path)});`,
        },
        footer: { js: '})();' },
        logLevel: 'warning',
        plugins: [placeOfSource],
      });
      return { contents: outputFiles[0]?.text ?? '', loader: 'text' };
    });
  },
};

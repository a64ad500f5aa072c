import { resolve } from 'node:path';
import { runInNewContext } from 'node:vm';
import { typographyStyles } from '@fluentui/tokens';
import { resolveStyleRulesForSlots } from '@griffel/core';
import { parse } from 'acorn';
import { build } from 'esbuild';

/**
 * Fluent's own components come with their styles as finished rules; this loader does the same for Foyer's. It works out
 * each `makeStyles({…})` of a module while the add-in is built, and writes the rules in its place. The browser then needs
 * neither the part of Griffel that makes rules nor the time for it.
 *
 * Griffel's own loader does the same by Babel, which takes longer than all the rest of the build.
 * https://griffel.js.org/react/ahead-of-time-compilation/introduction
 *
 * @this {import('webpack').LoaderContext<object>}
 * @param {string} source JavaScript, as esbuild has made it from TypeScript
 */
export default function readyStyles(source) {
  const done = this.async();
  // A style may be made of constants of other modules.
  const onUse = (/** @type {string} */ path) => this.addDependency(path);
  withReadyStyles(source, this.resourcePath, this.context, onUse).then(
    (result) => done(null, result),
    (error) => done(error),
  );
}

/**
 * @param {string} source
 * @param {string} path
 * @param {string} folder
 * @param {(path: string) => void} onUse
 */
async function withReadyStyles(source, path, folder, onUse) {
  const calls = callsOf(source);
  if (calls.length === 0) return source;
  const texts = calls.map(({ argument }) => source.slice(argument.start, argument.end));
  const rest = replaced(source, calls, () => 'undefined');
  const styles = await evaluated(`${rest}\nexport const styles = [${texts.join(',')}];`, path, folder, onUse);
  const ready = replaced(source, calls, (index) => {
    const [classes, rules] = resolveStyleRulesForSlots(plain(styles[index], path));
    return `__styles(${JSON.stringify(classes)}, ${JSON.stringify(withoutDoubles(rules))})`;
  });
  return `import { __styles } from '@fluentui/react-components';\n${ready}`;
}

/** @typedef {{ start: number; end: number; argument: { start: number; end: number } }} Call */

/**
 * The calls of `makeStyles`, which all stand at the top of a module.
 * @param {string} source
 * @returns {Call[]}
 */
function callsOf(source) {
  if (!source.includes('makeStyles(')) return [];
  const { body } = parse(source, { ecmaVersion: 'latest', sourceType: 'module' });
  return body.flatMap((statement) => {
    const declaration = statement.type === 'ExportNamedDeclaration' ? statement.declaration : statement;
    if (declaration?.type !== 'VariableDeclaration') return [];
    return declaration.declarations.flatMap(({ init }) => {
      if (init?.type !== 'CallExpression' || init.callee.type !== 'Identifier') return [];
      const [argument] = init.arguments;
      return init.callee.name === 'makeStyles' && argument ? [{ start: init.start, end: init.end, argument }] : [];
    });
  });
}

/**
 * @param {string} source
 * @param {readonly Call[]} calls
 * @param {(index: number) => string} write
 */
function replaced(source, calls, write) {
  let end = 0;
  const pieces = calls.map((call, index) => {
    const before = source.slice(end, call.start);
    end = call.end;
    return before + write(index);
  });
  return pieces.join('') + source.slice(end);
}

/**
 * What a module exports as `styles`: run with its constants and those of Foyer's modules that it needs. All that comes
 * from packages is a stand-in, except what styles are made of.
 * @param {string} contents
 * @param {string} path
 * @param {string} folder
 * @param {(path: string) => void} onUse hears of each of those modules
 * @returns {Promise<unknown[]>}
 */
async function evaluated(contents, path, folder, onUse) {
  const { outputFiles } = await build({
    stdin: { contents: `export { styles } from 'module-with-styles';`, resolveDir: folder },
    bundle: true,
    write: false,
    format: 'cjs',
    logLevel: 'silent',
    plugins: [
      {
        name: 'module with styles',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /.*/ }, ({ path: name, kind, resolveDir }) => {
            if (name === 'module-with-styles') return { path, namespace: 'styles', sideEffects: false };
            const isOwn = kind === 'import-statement' && /^\..*\.tsx?$/.test(name);
            if (!isOwn) return { path: name, external: true, sideEffects: false };
            const own = resolve(resolveDir, name);
            onUse(own);
            return { path: own, sideEffects: false };
          });
          onLoad({ filter: /.*/, namespace: 'styles' }, () => ({ contents, resolveDir: folder }));
        },
      },
    ],
  });
  const exports = {};
  const module = { exports };
  const require = (/** @type {string} */ name) => (name === '@fluentui/react-components' ? fluent : standIn);
  runInNewContext(outputFiles[0]?.text ?? '', { module, exports, require });
  return /** @type {{ styles: unknown[] }} */ (module.exports).styles;
}

/** Can be called and asked for anything; styles may not hold it. @type {object} */
const standIn = new Proxy(() => {}, { get: () => standIn, apply: () => standIn });

/** A token is the name of a custom property, which the theme fills. */
const tokens = new Proxy({}, { get: (_target, name) => `var(--${String(name)})` });

const fluent = new Proxy({ tokens, typographyStyles }, { get: (target, name) => Reflect.get(target, name) ?? standIn });

/**
 * @param {unknown} styles
 * @param {string} path
 * @throws {TypeError} where a style is not known before it runs
 */
function plain(styles, path) {
  const text = JSON.stringify(styles, (name, value) => {
    if (typeof value !== 'function') return value;
    throw new TypeError(`${path}: the style "${name}" needs something of a package, which is not known while building`);
  });
  return JSON.parse(text);
}

/** @param {import('@griffel/core').CSSRulesByBucket} rules */
function withoutDoubles(rules) {
  return Object.fromEntries(
    Object.entries(rules).map(([bucket, entries]) => {
      const different = new Map(entries.map((entry) => [JSON.stringify(entry), entry]));
      return [bucket, [...different.values()]];
    }),
  );
}

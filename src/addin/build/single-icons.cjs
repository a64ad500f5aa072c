/**
 * Fluent's components import their few icons from a barrel of 18 MB. This loader rewrites such an import to the
 * icon's own file (`CheckmarkCircle12Filled` → `@fluentui/react-icons/svg/checkmark-circle`), which the build
 * then need not parse.
 */

const barrel = /import\s*\{([^}]*)\}\s*from\s*['"]@fluentui\/react-icons['"];?/g;
const notIcons = /^(bundleIcon|iconFilledClassName|iconRegularClassName)$/;

/** @param {string} source */
module.exports = function singleIcons(source) {
  return source.replace(barrel, (_whole, /** @type {string} */ names) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => `import { ${name} } from '@fluentui/react-icons/${home(name.replace(/\s+as\s.*/s, ''))}';`)
      .join('\n'),
  );
};

/** @param {string} name */
function home(name) {
  if (notIcons.test(name)) return 'utils';
  const words = name.replace(/\d*(Regular|Filled|Light|Color)$/, '');
  return `svg/${words.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}`;
}

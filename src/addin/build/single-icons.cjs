/**
 * Fluent's components import their few icons from a barrel of 18 MB. This loader rewrites such an import to the
 * icon's own file (`CheckmarkCircle12Filled` → `@fluentui/react-icons/svg/checkmark-circle`), which the build
 * then need not parse.
 */
const barrel = /import\s*\{([^}]*)\}\s*from\s*['"]@fluentui\/react-icons['"];?/g;
const notIcons = /^(bundleIcon|iconFilledClassName|iconRegularClassName)$/;

module.exports = function singleIcons(source) {
  return source.replace(barrel, (_whole, names) =>
    names
      .split(',')
      .map((name) => name.trim())
      .filter(Boolean)
      .map((name) => `import { ${name} } from '@fluentui/react-icons/${home(name.split(/\s+as\s+/)[0])}';`)
      .join('\n'),
  );
};

function home(name) {
  if (notIcons.test(name)) return 'utils';
  const words = name.replace(/\d*(Regular|Filled|Light|Color)$/, '');
  return `svg/${words.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase()}`;
}

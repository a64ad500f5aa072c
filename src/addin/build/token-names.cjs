/**
 * `tokens.colorNeutralForeground1` is `"var(--colorNeutralForeground1)"`, as each token is the name of its custom
 * property. This loader writes it out, in Foyer's modules and Fluent's, so that the browser need not fetch the table of
 * all of them.
 */

const imported = /\bimport\s*\{[^}]*\btokens\b[^}]*\}\s*from\s*['"]@fluentui\/(?:react-theme|react-components)['"]/;

/** @param {string} source */
module.exports = function tokenNames(source) {
  if (!imported.test(source)) return source;
  return source.replace(/(?<![\w.$/"'-])tokens\.(\w+)/g, (_whole, name) => JSON.stringify(`var(--${name})`));
};

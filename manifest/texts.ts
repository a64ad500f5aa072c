/** Names of the manifest's properties that people read, apart from the developer's own name. */
const shown = new Set(['short', 'full', 'name', 'label', 'displayName', 'title', 'description', 'templateText']);
const notShown = /^(developer|authorization)\.|\.capabilities\[/;

/**
 * Every text of a manifest that people read, by the path that language files use, such as
 * `extensions[0].ribbons[0].tabs[0].groups[0].label`.
 */
export function textsOf(value: unknown, path = ''): Map<string, string> {
  const found = new Map<string, string>();
  if (typeof value !== 'object' || value === null) return found;
  for (const [key, child] of Object.entries(value)) {
    const childPath = Array.isArray(value) ? `${path}[${key}]` : path ? `${path}.${key}` : key;
    if (typeof child === 'string') {
      if (shown.has(key) && !notShown.test(childPath)) found.set(childPath, child);
    } else {
      for (const [deeper, text] of textsOf(child, childPath)) found.set(deeper, text);
    }
  }
  return found;
}

import en from '../../src/addin/i18n/en.json';
import fr from '../../src/addin/i18n/fr.json';

type Catalogue = { [key: string]: string | Catalogue };

/** Every text by its whole key, such as `users.view.all`. */
function flatten(catalogue: Catalogue, path = ''): Map<string, string> {
  const texts = new Map<string, string>();
  for (const [name, value] of Object.entries(catalogue)) {
    const key = path ? `${path}.${name}` : name;
    if (typeof value === 'string') texts.set(key, value);
    else for (const [inner, text] of flatten(value, key)) texts.set(inner, text);
  }
  return texts;
}

/** What the add-in says. */
export const english = flatten(en);
export const french = flatten(fr);

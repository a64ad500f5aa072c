import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AUDIT_ACTIONS } from '../../src/server/platform/audit-actions.ts';
import { PERMISSIONS } from '../../src/server/platform/permissions.ts';
import { catalogues, english, flatten, french, refusals, serverTexts } from '../support/catalogue.ts';

const PLURAL = /_(zero|one|two|few|many|other)$/;
const withoutPlural = (key: string) => key.replace(PLURAL, '');
const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map(([, name]) => name).sort();

/** The add-in's code, in one text. */
async function readSource(): Promise<string> {
  const folder = 'src/addin';
  const names = await readdir(folder, { recursive: true });
  const files = names.filter((name) => /\.tsx?$/.test(name));
  return (await Promise.all(files.map((name) => readFile(join(folder, name), 'utf8')))).join('\n');
}

describe('the catalogues of the add-in', () => {
  it('have the same texts in both languages', () => {
    const keys = (texts: Map<string, string>) => [...new Set([...texts.keys()].map(withoutPlural))].sort();
    assert.deepEqual(keys(french), keys(english));
  });

  it('have each text in one namespace, and the same namespaces in both languages', () => {
    assert.deepEqual([...catalogues.fr.keys()], [...catalogues.en.keys()]);
    for (const [namespace, texts] of catalogues.en) {
      const keys = (catalogue = {}) => [...new Set([...flatten(catalogue).keys()].map(withoutPlural))].sort();
      assert.deepEqual(keys(catalogues.fr.get(namespace)), keys(texts), namespace);
    }
    const all = [...catalogues.en.values()].flatMap((texts) => [...flatten(texts).keys()]);
    assert.equal(new Set(all).size, all.length);
  });

  it('have every plural form of their language', () => {
    for (const [language, texts] of Object.entries({ en: english, fr: french })) {
      const forms = new Intl.PluralRules(language).resolvedOptions().pluralCategories;
      const plurals = new Set([...texts.keys()].filter((key) => PLURAL.test(key)).map(withoutPlural));
      const missing = [...plurals].flatMap((key) =>
        forms.map((form) => `${key}_${form}`).filter((whole) => !texts.has(whole)),
      );
      assert.deepEqual(missing, [], language);
    }
  });

  it('name the same values in both languages', () => {
    for (const [key, text] of french) {
      const counterpart = english.get(key) ?? english.get(key.replace(PLURAL, '_other'));
      assert.ok(counterpart !== undefined, key);
      assert.deepEqual(placeholders(text), placeholders(counterpart), key);
    }
  });

  it('hold no text that is empty or was left in English', () => {
    const same = [...french].filter(([key, text]) => text === '' || (text.length > 20 && text === english.get(key)));
    assert.deepEqual(same, []);
  });

  it('follow the rules of French typography, and both languages the form of the apostrophe', () => {
    const all = new Map([...french, ...flatten(refusals.fr), ...serverTexts('fr')]);
    // A space before : ; ! ? » and after « is one at which no line ends, and so that it can be seen: U+00A0.
    const wrong = [...all].filter(([, text]) =>
      / [:;!?»](\s|$|[.,»])|« |[^\s\u00a0][;!?»](\s|$)|«[^\u00a0]/.test(text),
    );
    assert.deepEqual(wrong, []);
    const straight = [...all, ...english, ...flatten(refusals.en), ...serverTexts('en')].filter(([, text]) =>
      text.includes("'"),
    );
    assert.deepEqual(straight, []);
  });

  it('speak to one person, in plain words', () => {
    const odd = /\b(somebody|whoever|everybody|anybody|of two who|so many as)\b/i;
    for (const texts of [english, flatten(refusals.en), serverTexts('en')]) {
      assert.deepEqual(
        [...texts].filter(([, text]) => odd.test(text)),
        [],
      );
    }
  });

  it('name every permission', () => {
    const named = [...english.keys()].filter((key) => key.startsWith('permission.'));
    assert.deepEqual(named.sort(), PERMISSIONS.map((name) => `permission.${name}`).sort());
  });

  it('AUD-1 have words for everything that the audit trail can tell, and for nothing else', () => {
    const beginning = 'audit.action.';
    for (const texts of [english, french]) {
      const told = [...texts.keys()].filter((key) => key.startsWith(beginning));
      assert.deepEqual(told.map((key) => key.slice(beginning.length)).sort(), [...AUDIT_ACTIONS].sort());
    }
  });

  it('hold no text that no page uses', async () => {
    // Another feature's text is written with its namespace: `t('records:records.owner')`.
    const source = (await readSource()).replaceAll(/(['`])[a-z-]+:(?=[a-zA-Z]+\.)/g, '$1');
    const isWritten = (text: string) => source.includes(text);
    // A key may be put together: `users.view.${view}`, `${'terms.access'}.title`, `${name}.title`.
    const isUsed = (key: string) => {
      const steps = key.split('.');
      const beginnings = steps.slice(1).map((_step, index) => steps.slice(0, index + 1).join('.'));
      return (
        isWritten(`'${key}'`) ||
        beginnings.some((beginning) => isWritten(`\`${beginning}.\${`)) ||
        beginnings.some((beginning) => beginning.includes('.') && isWritten(`'${beginning}'`)) ||
        (steps.length === 2 && new RegExp(`\`\\$\\{\\w+\\}\\.${steps[1]}\``).test(source))
      );
    };
    const unused = [...new Set([...english.keys()].map(withoutPlural))].filter((key) => !isUsed(key));
    assert.deepEqual(unused, []);
  });
});

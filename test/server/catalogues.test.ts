import assert from 'node:assert/strict';
import en from '../../src/server/i18n/en.json' with { type: 'json' };
import fr from '../../src/server/i18n/fr.json' with { type: 'json' };
import enProblems from '../../src/server/i18n/problems.en.json' with { type: 'json' };
import frProblems from '../../src/server/i18n/problems.fr.json' with { type: 'json' };
import { PROBLEM_STATUS } from '../../src/server/platform/problem-codes.ts';

type Catalogue = { [key: string]: string | Catalogue };

function texts(catalogue: Catalogue, path = ''): Map<string, string> {
  return new Map(
    Object.entries(catalogue).flatMap(([key, value]) =>
      typeof value === 'string' ? [[path + key, value] as const] : [...texts(value, `${path}${key}.`)],
    ),
  );
}

const placeholders = (text: string) => (text.match(/\{\{\w+\}\}/g) ?? []).sort();

describe("the server's catalogues", () => {
  const english = texts({ ...en, problem: enProblems });
  const french = texts({ ...fr, problem: frProblems });

  it('have the same texts in English and French', () => {
    assert.deepEqual([...french.keys()].sort(), [...english.keys()].sort());
  });

  it('fill in the same values', () => {
    for (const [key, text] of english) assert.deepEqual(placeholders(french.get(key) ?? ''), placeholders(text), key);
  });

  it('have a sentence for every problem, and for no other', () => {
    assert.deepEqual(Object.keys(enProblems).sort(), Object.keys(PROBLEM_STATUS).sort());
  });
});

import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join, normalize } from 'node:path';

const FOLDER = 'src/addin';
/** What every page finds there: `startTexts` loads it before anything is shown. */
const AT_START = ['common'];

const namesIn = (text: string) => [...text.matchAll(/'([a-z-]+)'/g)].map(([, name]) => name ?? '');

/** The add-in's modules: what each imports at once, which texts it uses, and what it fetches later. */
async function readModules() {
  const names = (await readdir(FOLDER, { recursive: true })).filter((name) => /\.tsx?$/.test(name));
  const modules = new Map<string, { imports: string[]; texts: string[]; lazy: { path: string; texts: string[] }[] }>();
  for (const name of names) {
    const source = await readFile(join(FOLDER, name), 'utf8');
    const resolved = (path: string) => normalize(join(name, '..', path));
    modules.set(name, {
      imports: [...source.matchAll(/^(?:import|export)\s(?!type)[^;]*?from '(\.[^']+\.tsx?)';/gm)].map(([, path]) =>
        resolved(path ?? ''),
      ),
      texts: [...source.matchAll(/useTranslation\(([^)]+)\)/g)].flatMap(([, given]) => namesIn(given ?? '')),
      lazy: [
        ...source.matchAll(/import\((?:\/\*[^*]*\*\/ )?'(\.[^']+\.tsx?)'\)(?:\)\.\w+ \}\))?((?:,\s*'[a-z-]+')*)/g),
      ].map(([, path, texts]) => ({ path: resolved(path ?? ''), texts: namesIn(texts ?? '').sort() })),
    });
  }
  return modules;
}

describe('the texts of what is fetched later', () => {
  it('come together with it, and no others', async () => {
    const modules = await readModules();
    const textsOf = (entry: string): string[] => {
      const seen = new Set<string>();
      const visit = (name: string) => {
        if (seen.has(name)) return;
        seen.add(name);
        for (const next of modules.get(name)?.imports ?? []) visit(next);
      };
      visit(entry);
      const used = new Set([...seen].flatMap((name) => modules.get(name)?.texts ?? []));
      return [...used].filter((name) => !AT_START.includes(name)).sort();
    };
    assert.deepEqual(textsOf('main.tsx'), [], 'what is there at once');
    const fetched = [...modules.values()].flatMap(({ lazy }) => lazy);
    assert.ok(fetched.some(({ path }) => path === 'features/members/users-page.tsx'));
    assert.deepEqual(
      Object.fromEntries(fetched.map(({ path, texts }) => [path, texts])),
      Object.fromEntries(fetched.map(({ path }) => [path, textsOf(path)])),
    );
  });
});

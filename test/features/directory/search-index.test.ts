import assert from 'node:assert/strict';
import fc from 'fast-check';
import { typedWords } from '../../../src/server/core/directory/rules.ts';
import { type Searchable, SearchIndex } from '../../../src/server/core/directory/search-index.ts';
import { Problem } from '../../../src/server/platform/problem.ts';
import { fold, words } from '../../../src/server/platform/search-text.ts';

const syllable = fc.constantFrom('an', 'na', 'ber', 'é', 'ß', 'o', 'li', 'a', '王', '𝒜');
const word = fc.array(syllable, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(''));
const fullName = fc.array(word, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '));
const people = fc
  .uniqueArray(fc.record({ id: fc.nat(500), fullName, more: fullName }), { selector: ({ id }) => id, maxLength: 80 })
  .map((list) => list.map(({ id, fullName: name, more }) => person(id, name, more)));

function person(id: number, name: string, more: string): Searchable {
  return { objectId: `o${id}`, nameKey: fold(name), words: [...words(name, more), '@zz.test'] };
}

/** The same, told in the plainest way. */
function plainly(all: Searchable[], search: string): string[] {
  const typed = fold(search);
  const matches = all.filter((each) =>
    typedWords(search).every((prefix) => each.words.some((w) => w.startsWith(prefix))),
  );
  const key = ({ nameKey, objectId }: Searchable) => [nameKey.startsWith(typed) ? '0' : '1', nameKey, objectId];
  const order = (a: string[], b: string[]): number => {
    const at = a.findIndex((part, index) => part !== b[index]);
    return at === -1 ? 0 : (a[at] ?? '') < (b[at] ?? '') ? -1 : 1;
  };
  return matches.toSorted((a, b) => order(key(a), key(b))).map(({ objectId }) => objectId);
}

function allPages(index: SearchIndex, search: string, limit: number): { pages: string[]; totals: Set<number> } {
  const pages: string[] = [];
  const totals = new Set<number>();
  let cursor: string | undefined;
  do {
    const found = index.find(search, limit, cursor);
    assert.ok(found.objectIds.length <= limit);
    pages.push(...found.objectIds);
    totals.add(found.total);
    cursor = found.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return { pages, totals };
}

describe('directory: the search index', () => {
  it('INV-1 finds, on any pages, exactly who matches, in order and counted', () => {
    fc.assert(
      fc.property(people, fc.oneof(word, fullName), fc.integer({ min: 1, max: 9 }), (all, search, limit) => {
        const index = new SearchIndex(all);
        const { pages, totals } = allPages(index, search, limit);
        assert.deepEqual(pages, plainly(all, search));
        assert.deepEqual([...totals], [pages.length]);
      }),
      { numRuns: 300 },
    );
  });

  it('INV-1 what fits no word may be the beginning of a domain', () => {
    const index = new SearchIndex([person(1, 'Ann', ''), person(2, 'Bob', '')]);
    assert.equal(index.find('zz', 10, undefined).total, 2);
    assert.equal(index.find('zz.test', 10, undefined).total, 2);
    assert.equal(index.find('other', 10, undefined).total, 0);
  });

  it('INV-1 an empty directory has nobody', () => {
    assert.deepEqual(new SearchIndex([]).find('a', 10, undefined), { objectIds: [], nextCursor: null, total: 0 });
  });

  it('INV-1 refuses a cursor of another list', () => {
    const index = new SearchIndex([person(1, 'Ann', '')]);
    for (const cursor of ['', 'x', 'W10', Buffer.from('["a","b"]').toString('base64url')]) {
      assert.throws(
        () => index.find('a', 1, cursor),
        (error) => error instanceof Problem && error.code === 'invalid_cursor',
      );
    }
  });
});

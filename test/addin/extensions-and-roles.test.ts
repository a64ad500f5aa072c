import assert from 'node:assert/strict';
import { togglePick, togglePicks } from '../../src/addin/features/extensions/use-extensions.ts';
import { below, targetsOf } from '../../src/addin/features/roles/use-roles.ts';

describe('picking whom an extension is for', () => {
  const sorted = (picks: ReadonlySet<string>) => [...picks].sort().join('');

  it('EXT-1 takes one more while a licence is left, and gives one back at any time', () => {
    const two = togglePick(togglePick(new Set(), 'a', 2), 'b', 2);
    assert.equal(sorted(two), 'ab');
    assert.equal(sorted(togglePick(two, 'c', 2)), 'ab');
    assert.equal(sorted(togglePick(two, 'a', 2)), 'b');
    assert.equal(sorted(two), 'ab', 'what was there before stays as it was');
  });

  it('EXT-1 takes everybody shown as far as there are licences, and gives all of them back', () => {
    const picks = togglePicks(new Set(['z']), ['a', 'b', 'c'], 3);
    assert.equal(sorted(picks), 'abz');
    assert.equal(sorted(togglePicks(picks, ['a', 'b'], 3)), 'z');
  });
});

describe('the hierarchy of roles', () => {
  const roles = [
    { id: 'top', name: 'Top', parentId: null },
    { id: 'a', name: 'A', parentId: 'top' },
    { id: 'ab', name: 'AB', parentId: 'a' },
    { id: 'abc', name: 'ABC', parentId: 'ab' },
    { id: 'b', name: 'B', parentId: 'top' },
  ];
  const ids = (some: readonly { id: string }[]) => some.map(({ id }) => id);

  it('REC-2 offers a role every place but itself and what is below it', () => {
    assert.deepEqual(ids(targetsOf(roles, 'a')), ['top', 'b']);
    assert.deepEqual(ids(targetsOf(roles, 'abc')), ['top', 'a', 'ab', 'b']);
    assert.deepEqual(ids(below(roles, 'top')), ['a', 'b']);
  });
});

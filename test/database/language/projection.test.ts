import assert from 'node:assert/strict';
import { compileProjection } from '../../../src/database/embedded/query/projection.ts';
import { doc, type Fields, refuses, show } from './support.ts';

/** `[projection, document, result]` */
const cases: [Fields, Fields, string][] = [
  [{}, { _id: 1, a: 2 }, '{_id: 1, a: 2}'],
  [{ b: 1, a: 1 }, { _id: 1, a: 2, c: 3, b: 4 }, '{_id: 1, a: 2, b: 4}'],
  [{ a: true, _id: 0 }, { _id: 1, a: 2, b: 3 }, '{a: 2}'],
  [{ _id: 0, a: 1 }, { _id: 1, a: 2, b: 3 }, '{a: 2}'],
  [{ _id: 1 }, { _id: 1, a: 2 }, '{_id: 1}'],
  [{ _id: 0 }, { _id: 1, a: 2 }, '{a: 2}'],
  [{ a: 0 }, { _id: 1, a: 2, b: 3 }, '{_id: 1, b: 3}'],
  [{ _id: 1, a: 0 }, { _id: 1, a: 2, b: 3 }, '{_id: 1, b: 3}'],
  [{ missing: 1 }, { _id: 1, a: 2 }, '{_id: 1}'],
  [{ 'a.b': 1 }, { _id: 1, a: { c: 1, b: 2 }, d: 1 }, '{_id: 1, a: {b: 2}}'],
  [{ 'a.b': 1 }, { _id: 1, a: [{ b: 1, c: 2 }, 5, { c: 3 }, [{ b: 6 }]] }, '{_id: 1, a: [{b: 1}, {}, [{b: 6}]]}'],
  [{ 'a.b': 1 }, { _id: 1, a: 5 }, '{_id: 1}'],
  [{ a: { b: 1, c: 1 } }, { _id: 1, a: { c: 1, b: 2, d: 3 } }, '{_id: 1, a: {c: 1, b: 2}}'],
  [{ 'a.b': 0 }, { _id: 1, a: [{ b: 1, c: 2 }, 5] }, '{_id: 1, a: [{c: 2}, 5]}'],
  [{ 'a.b': 0 }, { _id: 1, a: { b: 1 } }, '{_id: 1, a: {}}'],
  [{ b: '$a', a: 1 }, { _id: 1, c: 3, a: 2 }, '{_id: 1, a: 2, b: 2}'],
  [{ b: { $add: ['$a', 1] } }, { _id: 1, a: 2 }, '{_id: 1, b: 3}'],
  [{ a: 'text' }, { _id: 1, a: 2 }, "{_id: 1, a: 'text'}"],
  [{ a: ['$b', 1] }, { _id: 1, b: 2 }, '{_id: 1, a: [2, 1]}'],
  [{ 'a.x': '$b' }, { _id: 1, a: [{ y: 1 }, 2], b: 7 }, '{_id: 1, a: [{x: 7}]}'],
  [{ a: '$$REMOVE', b: 1 }, { _id: 1, a: 1, b: 2 }, '{_id: 1, b: 2}'],
  [{ a: { $slice: 2 } }, { _id: 1, a: [1, 2, 3], b: 4 }, '{_id: 1, a: [1, 2], b: 4}'],
  [{ a: { $slice: -2 } }, { _id: 1, a: [1, 2, 3] }, '{_id: 1, a: [2, 3]}'],
  [{ a: { $slice: [1, 1] } }, { _id: 1, a: [1, 2, 3] }, '{_id: 1, a: [2]}'],
  [{ a: { $slice: [-2, 1] } }, { _id: 1, a: [1, 2, 3] }, '{_id: 1, a: [2]}'],
  [{ a: { $slice: 1 }, b: 1 }, { _id: 1, c: 1, b: 2, a: [1, 2] }, '{_id: 1, b: 2, a: [1]}'],
  [{ a: { $slice: 1 }, b: 0 }, { _id: 1, a: [1, 2], b: 2 }, '{_id: 1, a: [1]}'],
  [{ a: { $slice: 1 } }, { _id: 1, a: 5 }, '{_id: 1, a: 5}'],
  [{ 'a.b': { $slice: 1 } }, { _id: 1, a: [{ b: [1, 2] }, { b: [3, 4] }] }, '{_id: 1, a: [{b: [1]}, {b: [3]}]}'],
  [{ b: { $slice: ['$a', 1] } }, { _id: 1, a: [1, 2] }, '{_id: 1, b: [1]}'],
  [
    { a: { $elemMatch: { x: { $gt: 1 } } } },
    { _id: 1, a: [{ x: 1 }, { x: 2 }, { x: 3 }], b: 1 },
    '{_id: 1, a: [{x: 2}]}',
  ],
  [{ a: { $elemMatch: { $gt: 1 } }, b: 1 }, { _id: 1, a: [1, 2], b: 1 }, '{_id: 1, b: 1, a: [2]}'],
  [{ a: { $elemMatch: { $gt: 9 } } }, { _id: 1, a: [1, 2] }, '{_id: 1}'],
];

describe('embedded database: projections', () => {
  for (const [spec, document, expected] of cases) {
    it(show(doc(spec)), () => {
      const source = doc(document);
      const before = show(source);
      assert.equal(show(compileProjection(doc(spec)).apply(source)), expected);
      assert.equal(show(source), before, 'the document stays as it was');
    });
  }

  it('shows the element that the filter found', () => {
    const projection = compileProjection(doc({ 'a.$': 1, b: 1 }));
    assert.ok(projection.needsPosition);
    assert.equal(show(projection.apply(doc({ _id: 1, a: [5, 6, 7], b: 2, c: 3 }), 1)), '{_id: 1, a: [6], b: 2}');
    refuses(() => projection.apply(doc({ _id: 1, a: [1] })), 51246);
  });

  const refusals: [Fields, number, RegExp][] = [
    [{ a: 1, b: 0 }, 31254, /b/],
    [{ a: 0, b: 1 }, 31253, /b/],
    [{ a: 0, b: '$x' }, 31253, /b/],
    [{ a: 1, 'a.b': 1 }, 31249, /a\.b/],
    [{ 'a.b': 1, a: 1 }, 31250, /at a/],
    [{ a: {} }, 51270, /a/],
    [{ 'a..b': 1 }, 15998, /empty/],
    [{ a: { $foo: 1 } }, 168, /\$foo/],
    [{ a: { $meta: 'textScore' } }, 238, /\$meta/],
    [{ 'a.$': 1, 'b.$': 1 }, 31276, /positional/],
    [{ 'a.$': 0 }, 31395, /positional/],
    [{ 'a.b': { $elemMatch: { x: 1 } } }, 31275, /\$elemMatch/],
    [{ a: { $slice: [1, 0] } }, 28724, /\$slice/],
  ];
  for (const [spec, code, text] of refusals) {
    it(`refuses ${show(doc(spec))}`, () => refuses(() => compileProjection(doc(spec)), code, text));
  }
});

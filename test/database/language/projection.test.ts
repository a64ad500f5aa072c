import assert from 'node:assert/strict';
import { compileProjection } from '../../../src/database/embedded/query/projection.ts';
import { doc, type Fields, notImplemented, refuses, show } from './support.ts';

/** `[projection, document, result]` */
const cases: [Fields, Fields, string][] = [
  [{ b: 1, a: 1 }, { _id: 1, a: 2, c: 3, b: 4 }, '{_id: 1, a: 2, b: 4}'],
  [{ a: true, _id: 0 }, { _id: 1, a: 2, b: 3 }, '{a: 2}'],
  [{ _id: 0, a: 1 }, { _id: 1, a: 2, b: 3 }, '{a: 2}'],
  [{ _id: 1 }, { _id: 1, a: 2 }, '{_id: 1}'],
  [{ missing: 1 }, { _id: 1, a: 2 }, '{_id: 1}'],
  [{ 'a.b': 1 }, { _id: 1, a: { c: 1, b: 2 }, d: 1 }, '{_id: 1, a: {b: 2}}'],
  [{ 'a.b': 1 }, { _id: 1, a: [{ b: 1, c: 2 }, 5, { c: 3 }, [{ b: 6 }]] }, '{_id: 1, a: [{b: 1}, {}, [{b: 6}]]}'],
  [{ 'a.b': 1 }, { _id: 1, a: 5 }, '{_id: 1}'],
  [{ a: { b: 1, c: 1 } }, { _id: 1, a: { c: 1, b: 2, d: 3 } }, '{_id: 1, a: {c: 1, b: 2}}'],
  [{ b: '$a', a: 1 }, { _id: 1, c: 3, a: 2 }, '{_id: 1, a: 2, b: 2}'],
  [{ b: { $add: ['$a', 1] } }, { _id: 1, a: 2 }, '{_id: 1, b: 3}'],
  [{ a: 'text' }, { _id: 1, a: 2 }, "{_id: 1, a: 'text'}"],
  [{ _id: '$a' }, { _id: 1, a: 2 }, '{_id: 2}'],
  [{ x: { y: '$a', z: 1 } }, { _id: 1, a: 5, x: { z: 1, w: 2 } }, '{_id: 1, x: {z: 1, y: 5}}'],
  [{ 'a.x': '$b' }, { _id: 1, a: [{ y: 1 }, 2], b: 7 }, '{_id: 1, a: [{x: 7}]}'],
  [{ a: '$nothing', b: 1 }, { _id: 1, a: 1, b: 2 }, '{_id: 1, b: 2}'],
];

describe('embedded database: projections', () => {
  for (const [spec, document, expected] of cases) {
    it(show(doc(spec)), () => {
      const source = doc(document);
      const before = show(source);
      assert.equal(show(compileProjection(doc(spec))(source)), expected);
      assert.equal(show(source), before, 'the document stays as it was');
    });
  }

  const refusals: [Fields, number, RegExp][] = [
    [{ a: 1, 'a.b': 1 }, 31249, /a\.b/],
    [{ 'a.b': 1, a: 1 }, 31250, /at a/],
    [{ a: {} }, 51270, /a/],
    [{ 'a..b': 1 }, 15998, /empty/],
    [{ 'a.$': 1 }, 16410, /a\.\$/],
    [{ a: 1, b: 0 }, notImplemented, /leaves out the field b/],
    [{ a: 0 }, notImplemented, /leaves out the field a/],
    [{ _id: 0 }, notImplemented, /leaves out the field _id/],
    [{ a: ['$b', 1] }, notImplemented, /array/],
    [{ a: { $slice: 2 } }, notImplemented, /\$slice/],
    [{ a: { $elemMatch: { x: 1 } } }, notImplemented, /\$elemMatch/],
    [{ a: { $meta: 'textScore' } }, notImplemented, /\$meta/],
    [{ a: '$$REMOVE' }, notImplemented, /\$\$REMOVE/],
  ];
  for (const [spec, code, text] of refusals) {
    it(`refuses ${show(doc(spec))}`, () => refuses(() => compileProjection(doc(spec)), code, text));
  }
});

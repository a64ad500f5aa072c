import { compileEvaluation, type ExpressionOptions } from '../aggregate/expression.ts';
import { CommandError, notSupported } from '../errors.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { compileElementMatch } from './filter.ts';
import { readSlice, reshapeArrays } from './projection-arrays.ts';
import { decide, flagOf, isFlag, parseProjection, type ReadSpecial, readFieldPath } from './projection-parse.ts';
import { applyShape, plant } from './projection-tree.ts';

type ProjectionOptions = ExpressionOptions;

/** A projection of `find` or `findAndModify` made ready. */
export interface Projection {
  /** Whether `apply` needs to know which array element the filter found (`'a.$': 1`). */
  readonly needsPosition: boolean;
  /** @param positionalIndex the element that the filter found (`Filter.match`) */
  apply(document: Doc, positionalIndex?: number): Doc;
}

/** Changes a document that was already projected. */
type Reshape = (document: Doc, positionalIndex: number | undefined) => Doc;

/**
 * Makes the projection of a `find` ready: fields kept or left out, expressions, `$slice`, `$elemMatch` and the positional `$`.
 * @throws CommandError for what is wrong in it
 */
export function compileProjection(spec: Doc, options: ProjectionOptions = {}): Projection {
  if (spec.size === 0) return { needsPosition: false, apply: (document) => document };
  const reshapes: Reshape[] = [];
  let needsPosition = false;
  const { compile, environmentOf } = compileEvaluation(options);
  const readSpecial: ReadSpecial = (path, value, reading) => {
    if (path.endsWith('.$')) {
      if (needsPosition) throw new CommandError(31276, 'Cannot specify more than one positional projection per query.');
      if (!isFlag(value) || !flagOf(value))
        throw new CommandError(31395, 'positional projection cannot be used with exclusion');
      const parts = readFieldPath(path.slice(0, -2));
      decide('inclusion', path, reading);
      plant(reading.tree, parts, 'keep');
      needsPosition = true;
      reshapes.push((document, index) => reshapeArrays(document, parts, (array) => [elementAt(array, index)], false));
      return true;
    }
    if (!isDoc(value)) return false;
    if (value.has('$meta')) throw notSupported('the projection $meta');
    const slice = value.size === 1 ? readSlice(value.get('$slice')) : undefined;
    if (slice) {
      const parts = readFieldPath(path);
      plant(reading.tree, parts, 'keep');
      reshapes.push((document) => reshapeArrays(document, parts, slice, true));
      return true;
    }
    if (!value.has('$elemMatch')) return false;
    if (path.includes('.')) throw new CommandError(31275, 'Cannot use $elemMatch projection on a nested field');
    const matches = compileElementMatch(value.get('$elemMatch') ?? null, options);
    decide('inclusion', path, reading);
    plant(reading.tree, [path], ({ root }) => firstMatch(root.get(path), matches));
    return true;
  };
  const shape = parseProjection(spec, compile, readSpecial);
  return {
    needsPosition,
    apply(document, positionalIndex) {
      const projected = applyShape(shape, document, environmentOf(document));
      return reshapes.reduce((result, reshape) => reshape(result, positionalIndex), projected);
    },
  };
}

function elementAt(array: Value[], index: number | undefined): Value {
  const element = index === undefined ? undefined : array[index];
  if (element === undefined)
    throw new CommandError(51246, "positional operator '.$' couldn't find a matching element in the array");
  return element;
}

function firstMatch(value: Value | undefined, matches: (element: Value) => boolean): Value | undefined {
  const found = Array.isArray(value) ? value.find(matches) : undefined;
  return found === undefined ? undefined : [found];
}

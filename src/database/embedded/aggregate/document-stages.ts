import { CommandError, notSupported } from '../errors.ts';
import { parseAddedFields, parseProjection, readFieldPath } from '../query/projection-parse.ts';
import { applyShape, plant, type Shape, type Tree } from '../query/projection-tree.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { kindOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { checkWeight } from '../values/weight.ts';
import { compileEvaluation, type Evaluation, type ExpressionOptions } from './expression.ts';

/** A stage that makes one document of one document. */
type Transform = (document: Doc) => Doc;
type ReadTransform = (spec: Value, evaluation: Evaluation, name: string) => Transform;

/** The stages that make one document of one document, by name: all that an update may use. */
export const documentStages: Record<string, ReadTransform> = {
  $project: (spec, evaluation) => {
    if (!isDoc(spec)) throw new CommandError(15969, '$project specification must be an object');
    if (spec.size === 0)
      throw new CommandError(
        51272,
        'Invalid $project :: caused by :: projection specification must have at least one field',
      );
    return shaping(parseProjection(spec, evaluation.compile), evaluation);
  },
  $addFields: addFields,
  $set: addFields,
  $unset: (spec, evaluation) => {
    const names = Array.isArray(spec) ? spec : [spec];
    if (names.length === 0)
      throw new CommandError(31119, '$unset specification must be a string or an array with at least one field');
    const tree: Tree = new Map();
    for (const name of names) {
      if (typeof name !== 'string')
        throw new CommandError(
          31120,
          '$unset specification must be a string or an array containing only string values',
        );
      plant(tree, readFieldPath(name), 'drop');
    }
    return shaping({ tree, others: 'keep' }, evaluation);
  },
  $replaceRoot: (spec, evaluation, name) => {
    const newRoot = isDoc(spec) && spec.size === 1 ? spec.get('newRoot') : undefined;
    if (newRoot === undefined) throw new CommandError(40231, 'no newRoot specified for the $replaceRoot stage');
    return replacing(newRoot, evaluation, name);
  },
  $replaceWith: replacing,
};

function addFields(spec: Value, evaluation: Evaluation, name: string): Transform {
  if (!isDoc(spec)) throw new CommandError(40272, `${name} specification stage must be an object, got ${kindOf(spec)}`);
  if (spec.size === 0)
    throw new CommandError(51272, `Invalid ${name} :: caused by :: specification must have at least one field`);
  return shaping(parseAddedFields(spec, evaluation.compile), evaluation);
}

function shaping(shape: Shape, { environmentOf }: Evaluation): Transform {
  return (document) => checkWeight(applyShape(shape, document, environmentOf(document)));
}

function replacing(newRoot: Value, { compile, environmentOf }: Evaluation, name: string): Transform {
  const evaluate = compile(newRoot);
  return (document) => {
    const root = evaluate(environmentOf(document));
    if (!isDoc(root)) {
      throw new CommandError(
        40228,
        `'newRoot' expression of ${name} must evaluate to an object, but resulting value was: ${textOf(root)}`,
      );
    }
    return checkWeight(root);
  };
}

/** Reads the pipeline of an update. @throws CommandError InvalidOptions for stages that an update may not use */
export function compileDocumentStages(stages: Value[], options: ExpressionOptions): Transform {
  const evaluation = compileEvaluation(options);
  const transforms = stages.map((stage) => {
    const [entry] = isDoc(stage) && stage.size === 1 ? stage : [];
    if (!entry) throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = entry;
    const read = Object.hasOwn(documentStages, name) ? documentStages[name] : undefined;
    if (!read)
      throw name.startsWith('$')
        ? new CommandError('InvalidOptions', `${name} is not allowed to be used within an update`)
        : notSupported(`the stage ${name}`);
    return read(spec, evaluation, name);
  });
  return (document) => transforms.reduce((result, transform) => transform(result), document);
}

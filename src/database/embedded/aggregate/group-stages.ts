import { Int32 } from 'bson';
import { CommandError } from '../errors.ts';
import { compare } from '../values/compare.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { rankOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { ValueMap } from '../values/value-map.ts';
import { checkWeight, Memory } from '../values/weight.ts';
import { type Accumulator, type Field, readAccumulator } from './accumulators.ts';
import type { Evaluate } from './evaluation.ts';
import type { Evaluation } from './expression.ts';
import type { ReadStage, StageContext } from './stage.ts';

/** Gathers documents by a key; groups come in the order in which they were met. */
function* group(
  input: Iterable<Doc>,
  keyOf: Evaluate,
  fields: Field[],
  { environmentOf, context }: Evaluation,
): Iterable<Doc> {
  const memory = new Memory('$group');
  const groups = new ValueMap<Accumulator[]>(context.collation);
  for (const document of input) {
    const environment = environmentOf(document);
    const key = keyOf(environment) ?? null;
    let gathered = groups.get(key);
    if (!gathered) {
      memory.keep(key);
      gathered = fields.map((field) => field.make(memory));
      groups.set(key, gathered);
    }
    for (const [i, field] of fields.entries()) gathered[i]?.add(field.evaluate(environment));
  }
  for (const [key, gathered] of groups.entries()) {
    const document: Doc = new Map([['_id', key ?? null]]);
    for (const [i, { name }] of fields.entries()) document.set(name, gathered[i]?.result() ?? null);
    yield checkWeight(document);
  }
}

const groupStage: ReadStage = (spec, { evaluation }) => {
  if (!isDoc(spec)) throw new CommandError(15947, "a group's fields must be specified in an object");
  const id = spec.get('_id');
  if (id === undefined) throw new CommandError(15955, 'a group specification must include an _id');
  const keyOf = evaluation.compile(id);
  const fields = [...spec]
    .filter(([name]) => name !== '_id')
    .map(([name, accumulator]) => readAccumulator(name, accumulator, evaluation));
  return (input) => group(input, keyOf, fields, evaluation);
};

function countField(name: string, evaluation: Evaluation): Field {
  return readAccumulator(name, new Map([['$sum', new Int32(1)]]), evaluation);
}

const sortByCount: ReadStage = (spec, { evaluation }) => {
  const isPath = typeof spec === 'string' && spec.startsWith('$');
  if (!isPath && !(isDoc(spec) && [...spec.keys()][0]?.startsWith('$')))
    throw new CommandError(40149, 'the sortByCount field must be a $-prefixed path or an expression');
  const keyOf = evaluation.compile(spec);
  return function* (input) {
    const groups = [...group(input, keyOf, [countField('count', evaluation)], evaluation)];
    yield* groups.sort((a, b) => compare(b.get('count'), a.get('count')));
  };
};

const bucket: ReadStage = (spec, context) => {
  const { groupBy, boundaries, otherwise, fields } = readBucket(spec, context);
  const { collation } = context.evaluation.context;
  const keyOf: Evaluate = (environment) => {
    const value = groupBy(environment);
    const upper = boundaries.findIndex((boundary) => compare(value, boundary, collation) < 0);
    if (upper > 0 && rankOf(value) === rankOf(boundaries[0])) return boundaries[upper - 1];
    if (otherwise === undefined)
      throw new CommandError(
        40066,
        '$switch could not find a matching branch for an input, and no default was specified',
      );
    return otherwise;
  };
  return function* (input) {
    yield* [...group(input, keyOf, fields, context.evaluation)].sort((a, b) =>
      compare(a.get('_id'), b.get('_id'), collation),
    );
  };
};

interface Buckets {
  groupBy: Evaluate;
  boundaries: Value[];
  /** The bucket of what lies outside of the boundaries. */
  otherwise: Value | undefined;
  fields: Field[];
}

function readBucket(spec: Value, { evaluation, options }: StageContext): Buckets {
  if (!isDoc(spec)) throw new CommandError(40201, 'Argument to $bucket stage must be an object');
  for (const name of spec.keys()) {
    if (!['groupBy', 'boundaries', 'default', 'output'].includes(name))
      throw new CommandError(40197, `Unrecognized option to $bucket: ${name}.`);
  }
  const [groupBy, boundaries, output] = ['groupBy', 'boundaries', 'output'].map((name) => spec.get(name));
  if (groupBy === undefined || boundaries === undefined)
    throw new CommandError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.");
  const isPath = typeof groupBy === 'string' && groupBy.startsWith('$');
  if (!isPath && !isDoc(groupBy))
    throw new CommandError(40202, "The $bucket 'groupBy' field must be defined as a $-prefixed path or an expression");
  const literals = constants(boundaries, evaluation);
  for (const [i, boundary] of literals.entries()) {
    const before = literals[i - 1];
    if (i === 0) continue;
    if (rankOf(before) !== rankOf(boundary))
      throw new CommandError(40193, "All values in the 'boundaries' option to $bucket must have the same type.");
    if (compare(before, boundary, options.collation) >= 0)
      throw new CommandError(
        40194,
        "The 'boundaries' option to $bucket must be sorted in ascending order, but it is not",
      );
  }
  const otherwise = spec.has('default') ? constant(spec.get('default') ?? null, evaluation) : undefined;
  assertOutside(otherwise, literals, options.collation);
  if (output !== undefined && !isDoc(output))
    throw new CommandError(40196, "The $bucket 'output' field must be an object");
  const fields = output
    ? [...output].map(([name, accumulator]) => readAccumulator(name, accumulator, evaluation))
    : [countField('count', evaluation)];
  return { groupBy: evaluation.compile(groupBy), boundaries: literals, otherwise, fields };
}

function constants(boundaries: Value, evaluation: Evaluation): Value[] {
  if (!Array.isArray(boundaries))
    throw new CommandError(40200, "The $bucket 'boundaries' field must be an array of values");
  if (boundaries.length < 2)
    throw new CommandError(40192, "The $bucket 'boundaries' field must have at least 2 values");
  return boundaries.map((boundary) => constant(boundary, evaluation));
}

/** An expression that depends on no document. */
function constant(expression: Value, { compile, environmentOf }: Evaluation): Value {
  const isLiteral =
    !isDoc(expression) && !Array.isArray(expression) && !(typeof expression === 'string' && expression.startsWith('$'));
  if (!isLiteral)
    throw new CommandError(
      'NotImplemented',
      `a value of $bucket that is an expression is not supported by the embedded database: ${textOf(expression)}`,
    );
  return compile(expression)(environmentOf(new Map())) ?? null;
}

function assertOutside(
  value: Value | undefined,
  boundaries: Value[],
  collation: StageContext['options']['collation'],
): void {
  if (value === undefined || rankOf(value) !== rankOf(boundaries[0])) return;
  if (compare(value, boundaries[0], collation) >= 0 && compare(value, boundaries.at(-1), collation) < 0) {
    throw new CommandError(
      40199,
      "The $bucket 'default' field must be less than the lowest boundary or greater than or equal to the highest boundary.",
    );
  }
}

/** Stages that gather documents. */
export const groupStages: Record<string, ReadStage> = {
  $group: groupStage,
  $sortByCount: sortByCount,
  $bucket: bucket,
};

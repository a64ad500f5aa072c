import { BSONRegExp } from 'bson';
import { CommandError } from '../errors.ts';
import { compileFilter } from '../query/filter.ts';
import { readFieldPath } from '../query/projection-parse.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { visit } from '../values/path.ts';
import { checkWeight, Memory } from '../values/weight.ts';
import type { Variables } from './evaluation.ts';
import { checkVariable } from './expressions/bindings.ts';
import { setAt } from './flow-stages.ts';
import type { Nested, ReadStage, Sources, StageContext } from './stage.ts';

const nothing = new Map<string, Value>();

function sourcesOf({ sources }: StageContext, name: string): Sources {
  if (!sources) throw new CommandError('NotImplemented', `${name} is not supported by the embedded database here`);
  return sources;
}

/** Reads another collection through a nested pipeline. */
function* readThrough(
  collection: string,
  filters: Doc[],
  nested: Nested,
  variables: Variables,
  context: StageContext,
  name: string,
): Iterable<Doc> {
  const options = { ...context.options, variables };
  const [only] = filters;
  const filter = compileFilter(filters.length === 1 && only ? only : new Map([['$and', filters]]), options);
  yield* nested.run(sourcesOf(context, name).find(collection, filter, options));
}

interface Lookup {
  from: string;
  as: string[];
  local: string[] | undefined;
  foreign: string | undefined;
  let: Doc;
  pipeline: Value | undefined;
}

function readLookup(spec: Value): Lookup {
  if (!isDoc(spec)) throw new CommandError('FailedToParse', 'the $lookup specification must be an Object');
  for (const name of spec.keys()) {
    if (!['from', 'as', 'localField', 'foreignField', 'let', 'pipeline'].includes(name))
      throw new CommandError('FailedToParse', `unknown argument to $lookup: ${name}`);
  }
  const text = (name: string): string | undefined => {
    const value = spec.get(name);
    if (value !== undefined && typeof value !== 'string')
      throw new CommandError('FailedToParse', `$lookup argument '${name}' must be a string`);
    return value;
  };
  const [from, as, local, foreign] = [text('from'), text('as'), text('localField'), text('foreignField')];
  const variables = spec.get('let') ?? nothing;
  if (from === undefined)
    throw new CommandError('FailedToParse', "missing 'from' option to $lookup stage specification");
  if (as === undefined) throw new CommandError('FailedToParse', "must specify 'as' field for a $lookup");
  if (!isDoc(variables)) throw new CommandError('FailedToParse', "$lookup argument 'let' must be an object");
  if ((local === undefined) !== (foreign === undefined))
    throw new CommandError('FailedToParse', '$lookup requires both or neither of localField and foreignField');
  if (local === undefined && !spec.has('pipeline'))
    throw new CommandError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    );
  if (foreign !== undefined) readFieldPath(foreign);
  return {
    from,
    as: readFieldPath(as),
    local: local === undefined ? undefined : readFieldPath(local),
    foreign,
    let: variables,
    pipeline: spec.get('pipeline'),
  };
}

const lookup: ReadStage = (spec, context, name) => {
  const { from, as, local, foreign, let: variables, pipeline = [] } = readLookup(spec);
  const bindings = [...variables].map(([variable, value]) => ({
    variable: checkVariable(variable),
    evaluate: context.evaluation.compile(value),
  }));
  // Read once for its errors; each document has its own values of the variables.
  const inOuter = context.nested(
    pipeline,
    valuesOf(
      bindings.map(({ variable }) => [variable, null]),
      context,
    ),
  );
  sourcesOf(context, name);
  let independent: Value[] | undefined;
  const isIndependent = local === undefined && bindings.length === 0;
  return function* (input) {
    for (const document of input) {
      const environment = context.evaluation.environmentOf(document);
      const values = valuesOf(
        bindings.map(({ variable, evaluate }) => [variable, evaluate(environment) ?? null]),
        context,
      );
      const nested = bindings.length === 0 ? inOuter : context.nested(pipeline, values);
      const filters =
        local && foreign !== undefined ? [joinFilter(document, local, foreign), nested.filter] : [nested.filter];
      const found = independent ?? gather(readThrough(from, filters, nested, values, context, name), name);
      if (isIndependent) independent = found;
      yield checkWeight(setAt(document, as, found));
    }
  };
};

function gather(documents: Iterable<Doc>, name: string): Value[] {
  const memory = new Memory(name);
  const found: Value[] = [];
  for (const document of documents) {
    memory.keep(document);
    found.push(document);
  }
  return found;
}

function valuesOf(inner: [string, Value][], { options }: StageContext): Variables {
  return new Map([...(options.variables ?? []), ...inner]);
}

/** Documents whose foreign field equals a value of the local one; a missing local field is null, an array means each of its elements. */
function joinFilter(document: Doc, local: readonly string[], foreign: string): Doc {
  const values: Value[] = [];
  visit(document, local, false, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  if (values.length === 0) values.push(null);
  const equalities = values.map((value): Doc => new Map([[foreign, new Map([['$eq', value]])]]));
  const [only] = equalities;
  if (only && equalities.length === 1) return only;
  // `$in` would take a regular expression for a pattern.
  const hasPattern = values.some((value) => isPatternLike(value));
  return hasPattern ? new Map([['$or', equalities]]) : new Map([[foreign, new Map([['$in', values]])]]);
}

function isPatternLike(value: Value): boolean {
  return value instanceof BSONRegExp || (isDoc(value) && [...value.keys()][0]?.startsWith('$') === true);
}

const unionWith: ReadStage = (spec, context, name) => {
  const options: Doc = isDoc(spec) ? spec : new Map([['coll', spec]]);
  for (const option of options.keys()) {
    if (option !== 'coll' && option !== 'pipeline')
      throw new CommandError(40415, `BSON field '$unionWith.${option}' is an unknown field.`);
  }
  const collection = options.get('coll');
  if (typeof collection !== 'string')
    throw new CommandError('FailedToParse', 'the $unionWith stage needs the name of a collection');
  const nested = context.nested(options.get('pipeline') ?? []);
  sourcesOf(context, name);
  return function* (input) {
    yield* input;
    yield* readThrough(collection, [nested.filter], nested, valuesOf([], context), context, name);
  };
};

const facet: ReadStage = (spec, context, name) => {
  if (!isDoc(spec) || spec.size === 0)
    throw new CommandError(40169, 'the $facet specification must be a non-empty object');
  const facets = [...spec].map(([field, pipeline]) => {
    if (field.includes('.') || field.startsWith('$'))
      throw new CommandError(16410, `the facet name '${field}' may contain neither a '.' nor begin with a '$'`);
    if (Array.isArray(pipeline) && pipeline.some((stage) => isDoc(stage) && stage.has('$facet')))
      throw new CommandError(40600, '$facet is not allowed to be used within a $facet stage');
    const { filter, run } = context.nested(pipeline);
    return { field, filter: compileFilter(filter, context.options), run };
  });
  return function* (input) {
    const documents = gather(input, name).filter(isDoc);
    const result: Doc = new Map();
    for (const { field, filter, run } of facets)
      result.set(field, gather(run(documents.filter((document) => filter.matches(document))), name));
    yield checkWeight(result);
  };
};

/** Stages that run other pipelines. */
export const joinStages: Record<string, ReadStage> = { $lookup: lookup, $unionWith: unionWith, $facet: facet };

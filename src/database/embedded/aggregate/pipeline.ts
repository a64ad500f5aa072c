import { CommandError, notSupported } from '../errors.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileSort, type Sort } from '../query/sort.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { Memory } from '../values/weight.ts';
import { Deadline } from './deadline.ts';
import { documentStages } from './document-stages.ts';
import { compileEvaluation, type ExpressionOptions } from './expression.ts';
import { flowStages, readCount, readMatch, readSort } from './flow-stages.ts';
import { groupStages } from './group-stages.ts';
import { joinStages } from './join-stages.ts';
import type { Nested, ReadStage, Run, Sources, StageContext } from './stage.ts';

export type { Sources } from './stage.ts';

export interface PipelineOptions extends ExpressionOptions {
  /** Where `$lookup` and `$unionWith` read; without it they are refused. */
  sources?: Sources | undefined;
}

/**
 * What a pipeline begins with, for a plan by indexes. Each part says how many stages are done when it is served:
 * that is the number to give to `run`. A later part is there only behind the earlier ones.
 */
export interface Leading {
  /** Everything when the pipeline begins with no `$match`. */
  match: { filter: Filter; done: number };
  sort: { sort: Sort; done: number } | undefined;
  /** `$skip` and `$limit` behind the above. */
  window: { skip: number; limit: number | undefined; done: number } | undefined;
}

/** A pipeline made ready. */
export interface Pipeline {
  readonly leading: Leading;
  /** The names of its stages. */
  readonly stages: readonly string[];
  /**
   * The documents that come out. Nothing is read before the result is, and no more than it needs.
   * @param done how many stages from the beginning were served already
   */
  run(input: Iterable<Doc>, done?: number): Iterable<Doc>;
}

interface Stage {
  name: string;
  spec: Value;
  run: Run;
}

const refused = new Set(
  (
    '$bucketAuto $changeStream $collStats $currentOp $densify $documents $fill $geoNear $graphLookup $indexStats $listLocalSessions ' +
    '$listSessions $merge $out $planCacheStats $redact $search $searchMeta $setWindowFields $shardedDataDistribution $vectorSearch'
  ).split(' '),
);

const eachDocument = Object.entries(documentStages).map(([name, read]): [string, ReadStage] => [
  name,
  (spec, { evaluation }) => {
    const transform = read(spec, evaluation, name);
    return function* (input) {
      for (const document of input) yield transform(document);
    };
  },
]);
const readers: ReadonlyMap<string, ReadStage> = new Map([
  ...eachDocument,
  ...Object.entries({ ...flowStages, ...groupStages, ...joinStages }),
]);

/**
 * Makes an aggregation pipeline ready.
 * @throws CommandError 40324 for an unknown stage, NotImplemented for one that only this database lacks
 */
export function compilePipeline(pipeline: Value, options: PipelineOptions = {}): Pipeline {
  const context = makeContext(options);
  const stages = readStages(pipeline, context);
  return {
    leading: findLeading(stages, context),
    stages: stages.map(({ name }) => name),
    run: (input, done = 0) => chain(stages.slice(done), context)(ticking(input, context.options.deadline)),
  };
}

function makeContext({ sources, ...options }: PipelineOptions): StageContext {
  const full = { ...options, deadline: options.deadline ?? new Deadline(), now: options.now ?? new Date() };
  return {
    evaluation: compileEvaluation(full),
    options: full,
    sources,
    nested(pipeline, variables = options.variables): Nested {
      const context = makeContext({ ...full, variables, sources });
      const stages = readStages(pipeline, context);
      const first = stages[0]?.name === '$match' ? stages[0] : undefined;
      return {
        filter: first ? readMatch(first.spec) : new Map(),
        run: chain(first ? stages.slice(1) : stages, context),
      };
    },
  };
}

function readStages(pipeline: Value, context: StageContext): Stage[] {
  if (!Array.isArray(pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  if (pipeline.length > 1000) throw new CommandError(7749501, 'Pipeline length must be no longer than 1000 stages');
  return pipeline.map((stage) => {
    if (!isDoc(stage)) throw new CommandError('TypeMismatch', "Each element of the 'pipeline' array must be an object");
    const [entry] = stage;
    if (!entry || stage.size !== 1)
      throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = entry;
    const read = readers.get(name);
    if (!read && refused.has(name)) throw notSupported(`the stage ${name}`);
    if (!read) throw new CommandError(40324, `Unrecognized pipeline stage name: '${name}'`);
    return { name, spec, run: read(spec, context, name) };
  });
}

/** The stages one behind the other. A `$sort` whose beginning is all that is wanted holds no more than that. */
function chain(stages: Stage[], { options }: StageContext): Run {
  const runs = stages.map((stage, i) => {
    const limit = stage.name === '$sort' ? wanted(stages.slice(i + 1)) : undefined;
    if (limit === undefined) return stage.run;
    const sort = compileSort(readSort(stage.spec), options);
    return function* (input: Iterable<Doc>) {
      yield* sort.sorted(input, { limit, memory: new Memory('$sort') });
    };
  });
  return (input) => runs.reduce((documents, run) => run(documents), input);
}

/** How many documents `$skip` and `$limit` at the beginning of stages let through at most. */
function wanted(stages: Stage[]): number | undefined {
  let skipped = 0;
  for (const { name, spec } of stages) {
    if (name === '$limit') return skipped + readCount(spec, name, 1);
    if (name !== '$skip') return undefined;
    skipped += readCount(spec, name, 0);
  }
  return undefined;
}

function* ticking(input: Iterable<Doc>, deadline: Deadline): Iterable<Doc> {
  for (const document of input) {
    deadline.tick();
    yield document;
  }
}

function findLeading(stages: Stage[], { options }: StageContext): Leading {
  const filters: Doc[] = [];
  let done = 0;
  for (; stages[done]?.name === '$match'; done++) filters.push(readMatch(stages[done]?.spec ?? null));
  const [only] = filters;
  const filter = filters.length > 1 ? new Map([['$and', filters]]) : (only ?? new Map<string, Value>());
  const match = { filter: compileFilter(filter, options), done };
  const sortStage = stages[done]?.name === '$sort' ? stages[done] : undefined;
  const sort = sortStage && { sort: compileSort(readSort(sortStage.spec), options), done: ++done };
  return { match, sort, window: findWindow(stages, done) };
}

/** A `$skip` and a `$limit` behind it, either alone, from a position on. */
function findWindow(stages: Stage[], from: number): Leading['window'] {
  let done = from;
  let skip = 0;
  let limit: number | undefined;
  const first = stages[done];
  if (first?.name === '$skip') {
    skip = readCount(first.spec, first.name, 0);
    done++;
  }
  const next = stages[done];
  if (next?.name === '$limit') {
    limit = readCount(next.spec, next.name, 1);
    done++;
  }
  return done === from ? undefined : { skip, limit, done };
}

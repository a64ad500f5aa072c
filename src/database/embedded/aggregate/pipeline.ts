import { admit, type Word } from '../door.ts';
import { CommandError } from '../errors.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { compileProjection } from '../query/projection.ts';
import { compileSort, type Sort } from '../query/sort.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { isNumber, toDouble } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { Memory } from '../values/weight.ts';
import { type Find, type Run, readBucket, readGroup } from './group.ts';
import { readLookup } from './lookup.ts';

/**
 * What a pipeline begins with, for a plan by indexes. Each part says how many stages are done when it is served:
 * that is the number to give to `run`. A later part is there only behind the earlier ones.
 */
interface Leading {
  /** Everything when the pipeline begins with no `$match`. */
  match: { filter: Filter; done: number };
  sort: { sort: Sort; done: number } | undefined;
  /** `$skip` and `$limit` behind the above. */
  window: { skip: number; limit: number | undefined; done: number } | undefined;
}

/** A pipeline made ready. */
export interface Pipeline {
  readonly leading: Leading;
  readonly stages: readonly Stage[];
  /**
   * The documents that come out. Nothing is read before the result is, and no more than it needs.
   * @param find reads other collections
   * @param done how many stages from the beginning were served already
   */
  run(input: Iterable<Doc>, find: Find, done?: number): Iterable<Doc>;
}

interface Stage {
  name: Word<'stage'>;
  spec: Value;
  run: Run;
}

const readers: Record<Word<'stage'>, (spec: Value) => Run> = {
  $match: (spec) => {
    const { matches } = compileFilter(filterOf(spec));
    return function* (input) {
      for (const document of input) if (matches(document)) yield document;
    };
  },
  $sort: (spec) => {
    const sort = compileSort(orderOf(spec));
    return function* (input, limit) {
      yield* sort.sorted(input, { limit, memory: new Memory('$sort') });
    };
  },
  $skip: (spec) => {
    const count = countOf('$skip', spec);
    return function* (input) {
      let left = count;
      for (const document of input) if (left-- <= 0) yield document;
    };
  },
  $limit: (spec) => {
    const count = countOf('$limit', spec);
    return function* (input) {
      let left = count;
      for (const document of input) {
        yield document;
        if (--left === 0) return;
      }
    };
  },
  $project: (spec) => {
    if (!isDoc(spec) || spec.size === 0)
      throw new CommandError(15969, '$project specification must be an object with at least one field');
    const transform = compileProjection(spec);
    return function* (input) {
      for (const document of input) yield transform(document);
    };
  },
  $group: readGroup,
  $bucket: readBucket,
  $lookup: (spec) => readLookup(spec, compilePipeline),
};

/**
 * Makes an aggregation pipeline ready.
 * @throws CommandError for what is wrong in it, NotImplemented for stages that are not on the allow-list
 */
export function compilePipeline(pipeline: Value): Pipeline {
  if (!Array.isArray(pipeline))
    throw new CommandError('TypeMismatch', "'pipeline' option must be specified as an array");
  const stages = pipeline.map((stage): Stage => {
    const [entry] = isDoc(stage) && stage.size === 1 ? stage : [];
    if (!entry) throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = [admit('stage', entry[0]), entry[1]];
    return { name, spec, run: readers[name](spec) };
  });
  return {
    leading: findLeading(stages),
    stages,
    run: (input, find, done = 0) => chain(stages.slice(done), input, find),
  };
}

/** The stages one behind the other. A `$sort` whose beginning is all that is wanted holds no more than that. */
function chain(stages: Stage[], input: Iterable<Doc>, find: Find): Iterable<Doc> {
  return stages.reduce((documents, { run }, i) => run(documents, wanted(stages.slice(i + 1)), find), input);
}

/** How many documents `$skip` and `$limit` at the beginning of stages take at most. */
function wanted(stages: Stage[]): number | undefined {
  const window = findWindow(stages, 0);
  return window?.limit === undefined ? undefined : window.skip + window.limit;
}

function findLeading(stages: Stage[]): Leading {
  const filters: Doc[] = [];
  let done = 0;
  for (; stages[done]?.name === '$match'; done++) filters.push(filterOf(stages[done]?.spec ?? null));
  const [only] = filters;
  const filter = filters.length > 1 ? new Map([['$and', filters]]) : (only ?? new Map<string, Value>());
  const match = { filter: compileFilter(filter), done };
  const sortStage = stages[done]?.name === '$sort' ? stages[done] : undefined;
  const sort = sortStage && { sort: compileSort(orderOf(sortStage.spec)), done: ++done };
  return { match, sort, window: findWindow(stages, done) };
}

/** A `$skip` and a `$limit` behind it, either alone, from a position on. */
function findWindow(stages: Stage[], from: number): Leading['window'] {
  let done = from;
  let skip = 0;
  let limit: number | undefined;
  const first = stages[done];
  if (first?.name === '$skip') {
    skip = countOf(first.name, first.spec);
    done++;
  }
  const next = stages[done];
  if (next?.name === '$limit') {
    limit = countOf(next.name, next.spec);
    done++;
  }
  return done === from ? undefined : { skip, limit, done };
}

function filterOf(spec: Value): Doc {
  if (!isDoc(spec)) throw new CommandError(15959, 'the match filter must be an expression in an object');
  return spec;
}

function orderOf(spec: Value): Doc {
  if (!isDoc(spec)) throw new CommandError(15973, 'the $sort key specification must be an object');
  if (spec.size === 0) throw new CommandError(15976, '$sort stage must have at least one sort key');
  return spec;
}

function countOf(name: '$skip' | '$limit', spec: Value): number {
  const count = isNumber(spec) ? toDouble(spec) : Number.NaN;
  if (!Number.isSafeInteger(count) || count < 0)
    throw new CommandError(
      5107201,
      `invalid argument to ${name} stage: Expected a non-negative integer: ${textOf(spec)}`,
    );
  if (count === 0 && name === '$limit') throw new CommandError(15958, 'the limit must be positive');
  return count;
}

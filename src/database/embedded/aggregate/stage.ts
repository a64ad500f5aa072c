import type { Filter, FilterOptions } from '../query/filter.ts';
import type { Doc, Value } from '../values/document.ts';
import type { Deadline } from './deadline.ts';
import type { Variables } from './evaluation.ts';
import type { Evaluation, ExpressionOptions } from './expression.ts';

/** A stage made ready: documents in, documents out. */
export type Run = (input: Iterable<Doc>) => Iterable<Doc>;

/** Where stages such as `$lookup` read other collections of the same database. */
export interface Sources {
  /**
   * The documents of a collection that match.
   * @param options how the filter was made; `deadline.tick()` is to be called for each document examined
   */
  find(collection: string, filter: Filter, options: FilterOptions & { deadline: Deadline }): Iterable<Doc>;
}

/** What the reading of a stage needs. */
export interface StageContext {
  evaluation: Evaluation;
  options: ExpressionOptions & { deadline: Deadline };
  sources: Sources | undefined;
  /** Makes a pipeline inside this one ready, with more variables. */
  nested(stages: Value, variables?: Variables): Nested;
}

/** A pipeline inside another. */
export interface Nested {
  /** The filter that it begins with. */
  filter: Doc;
  /** The stages behind that filter. */
  run: Run;
}

/** Reads the specification of a stage. */
export type ReadStage = (spec: Value, context: StageContext, name: string) => Run;

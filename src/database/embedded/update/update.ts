import { compileDocumentStages } from '../aggregate/document-stages.ts';
import type { Variables } from '../aggregate/evaluation.ts';
import { CommandError } from '../errors.ts';
import type { Collation } from '../values/collation.ts';
import { equal } from '../values/compare.ts';
import { checkDepth } from '../values/depth.ts';
import type { Doc, Value } from '../values/document.ts';
import { identical } from '../values/identical.ts';
import { textOf } from '../values/text.ts';
import { compileOperators } from './operator-update.ts';

export interface UpdateOptions {
  arrayFilters?: Doc[] | undefined;
  collation?: Collation | undefined;
  /** Values of `let`, for pipelines. */
  variables?: Variables | undefined;
  /** The value of `$$NOW` in pipelines. */
  now?: Date | undefined;
}

/** What an update is applied to. */
export interface ApplyOptions {
  /** Whether the document is about to be inserted by an upsert. */
  isInsert?: boolean | undefined;
  /** The array element that the filter found, for `$`. */
  positionalIndex?: number | undefined;
  /** The time of `$currentDate`. */
  now?: Date | undefined;
}

/** An update made ready. */
export interface Update {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /**
   * The updated document; the given one stays as it is.
   * `changed` tells whether its bytes differ.
   * @throws CommandError as MongoDB does, for example ImmutableField when `_id` would change
   */
  apply(document: Doc, options?: ApplyOptions): { document: Doc; changed: boolean };
}

/**
 * Makes an update ready: operators, a replacement document, or a pipeline.
 * @throws CommandError for what is wrong in it
 */
export function compileUpdate(update: Doc | Value[], options: UpdateOptions = {}): Update {
  const kind = kindOfUpdate(update);
  const run = compileKind(update, kind, options);
  return {
    kind,
    apply(document, { isInsert = false, positionalIndex, now = new Date() } = {}) {
      const id = document.get('_id');
      const updated = withId(run(document, { isInsert, positionalIndex, now, id: textOf(id) }), id, kind);
      checkDepth(updated);
      return { document: updated, changed: !identical(document, updated) };
    },
  };
}

function kindOfUpdate(update: Doc | Value[]): Update['kind'] {
  if (Array.isArray(update)) return 'pipeline';
  return [...update.keys()][0]?.startsWith('$') ? 'operators' : 'replacement';
}

function compileKind(
  update: Doc | Value[],
  kind: Update['kind'],
  { arrayFilters = [], ...options }: UpdateOptions,
): ReturnType<typeof compileOperators> {
  if (kind !== 'operators' && arrayFilters.length > 0) {
    throw new CommandError('FailedToParse', `arrayFilters may not be specified for ${kind}-style updates`);
  }
  if (Array.isArray(update)) {
    const transform = compileDocumentStages(update, options);
    return (document) => transform(document);
  }
  if (kind === 'operators') return compileOperators(update, arrayFilters, options.collation);
  for (const name of update.keys()) {
    if (name.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' in '${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
      );
    }
  }
  return () => new Map(update);
}

/** Keeps `_id`, which may not change, and puts it first where a replacement or a pipeline left it out. */
function withId(updated: Doc, id: Value | undefined, kind: Update['kind']): Doc {
  const newId = updated.get('_id');
  if (id === undefined) return updated;
  if (newId === undefined && kind === 'operators') {
    throw new CommandError(
      'ImmutableField',
      "Performing an update on the path '_id' would modify the immutable field '_id'",
    );
  }
  if (newId !== undefined && !equal(newId, id)) {
    throw new CommandError(
      'ImmutableField',
      kind === 'operators'
        ? "Performing an update on the path '_id' would modify the immutable field '_id'"
        : `After applying the update, the (immutable) field '_id' was found to have been altered to _id: ${textOf(newId)}`,
    );
  }
  const document: Doc = kind === 'operators' ? updated : new Map([['_id', id], ...updated]);
  // An equal id of another numeric type does not replace the one there is.
  return document.set('_id', id);
}

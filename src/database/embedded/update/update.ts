import { admit } from '../door.ts';
import { CommandError } from '../errors.ts';
import { compileAddedFields, type Transform } from '../query/projection.ts';
import { equal } from '../values/compare.ts';
import { clone, type Doc, hasOperators, isDoc, type Value } from '../values/document.ts';
import { identical } from '../values/identical.ts';
import { kindOf } from '../values/kinds.ts';
import { checkStorable } from '../values/storable.ts';
import { textOf } from '../values/text.ts';
import { edit } from './edit.ts';
import { type Modifier, type Situation, updateOperators } from './operators.ts';
import { Conflicts, comparePaths, readPath } from './paths.ts';

/** An update made ready. */
export interface Update {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /**
   * The updated document; the given one stays as it is.
   * `changed` tells whether its bytes differ.
   * @param isInsert whether the document is about to be inserted by an upsert
   * @throws CommandError as MongoDB does, for example ImmutableField when `_id` would change
   */
  apply(document: Doc, isInsert?: boolean): { document: Doc; changed: boolean };
}

/**
 * Makes an update ready: operators, a replacement document, or a pipeline.
 * @throws CommandError for what is wrong in it, NotImplemented for what is not on the allow-list
 */
export function compileUpdate(update: Doc | Value[]): Update {
  const kind = Array.isArray(update) ? 'pipeline' : hasOperators(update) ? 'operators' : 'replacement';
  const run = Array.isArray(update)
    ? compileStages(update)
    : kind === 'operators'
      ? compileOperators(update)
      : compileReplacement(update);
  return {
    kind,
    apply(document, isInsert = false) {
      const id = document.get('_id');
      const updated = withId(run(document, { isInsert, id: textOf(id) }), id, kind);
      checkStorable(updated);
      return { document: updated, changed: !identical(document, updated) };
    },
  };
}

function compileStages(stages: Value[]): Transform {
  const transforms = stages.map((stage) => {
    const [entry] = isDoc(stage) && stage.size === 1 ? stage : [];
    if (!entry) throw new CommandError(40323, 'A pipeline stage specification object must contain exactly one field.');
    const [name, spec] = entry;
    admit('stage of an update', name);
    if (!isDoc(spec) || spec.size === 0)
      throw new CommandError(40272, `${name} specification stage must be an object with at least one field`);
    return compileAddedFields(spec);
  });
  return (document) => transforms.reduce((result, transform) => transform(result), document);
}

function compileReplacement(replacement: Doc): Transform {
  for (const name of replacement.keys()) {
    if (name.startsWith('$')) {
      throw new CommandError(
        'DollarPrefixedFieldName',
        `The dollar ($) prefixed field '${name}' is not allowed in the context of an update's replacement document.`,
      );
    }
  }
  return () => new Map(replacement);
}

/** Reads `{ $set: …, $inc: … }` into what gives back a changed copy. */
function compileOperators(update: Doc): (document: Doc, situation: Situation) => Doc {
  const steps = [...update].flatMap(([name, fields]) => readOperator(name, fields));
  const conflicts = new Conflicts();
  for (const { parts } of steps) conflicts.add(parts);
  const ordered = steps.toSorted((a, b) => comparePaths(a.parts, b.parts));
  return (document, situation) => {
    const copy = clone(document);
    for (const { parts, modifier } of ordered) edit(copy, parts, modifier, situation);
    return copy;
  };
}

function readOperator(name: string, fields: Value): { parts: string[]; modifier: Modifier }[] {
  const read = updateOperators[admit('update operator', name)];
  if (!isDoc(fields)) {
    const message = `Modifiers operate on fields but we found type ${kindOf(fields)} instead: {${name}: ${textOf(fields)}}`;
    throw new CommandError('FailedToParse', message);
  }
  return [...fields].map(([path, argument]) => ({ parts: readPath(path), modifier: read(argument, path) }));
}

/** Keeps `_id`, which may not change, and puts it first where a replacement or a pipeline left it out. */
function withId(updated: Doc, id: Value | undefined, kind: Update['kind']): Doc {
  const newId = updated.get('_id');
  if (id === undefined) return updated;
  if (newId === undefined ? kind === 'operators' : !equal(newId, id)) {
    throw new CommandError(
      'ImmutableField',
      `Performing an update on the path '_id' would modify the immutable field '_id': ${textOf(newId)}`,
    );
  }
  const document: Doc = kind === 'operators' ? updated : new Map([['_id', id], ...updated]);
  // An equal id of another numeric type does not replace the one there is.
  return document.set('_id', id);
}

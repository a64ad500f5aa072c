import { CommandError } from '../errors.ts';
import type { Collation } from '../values/collation.ts';
import { clone, type Doc, isDoc, type Value } from '../values/document.ts';
import { kindOf } from '../values/kinds.ts';
import { textOf } from '../values/text.ts';
import { readArrayFilters } from './array-filters.ts';
import { arrayOperators } from './array-operators.ts';
import { edit, read } from './edit.ts';
import { fieldOperators } from './field-operators.ts';
import type { Modifier, ReadModifier, Situation } from './modifier.ts';
import { Conflicts, comparePaths, expand, isPositional, readPath } from './paths.ts';

/** A modifier on one path, or the target of a `$rename` with the path it comes from. */
type Step = { parts: string[]; modifier: Modifier } | { parts: string[]; from: string[] };

const operators: ReadonlyMap<string, ReadModifier> = new Map(Object.entries({ ...fieldOperators, ...arrayOperators }));

/** An update by operators: gives back a changed copy. */
type ApplyOperators = (document: Doc, situation: Situation & { positionalIndex: number | undefined }) => Doc;

/** Reads `{ $set: …, $inc: … }`. @throws CommandError for what is wrong in it */
export function compileOperators(update: Doc, arrayFilters: Doc[], collation: Collation | undefined): ApplyOperators {
  const steps = [...update].flatMap(([name, fields]) => readOperator(name, fields, collation));
  const conflicts = new Conflicts();
  for (const step of steps) {
    conflicts.add(step.parts);
    if ('from' in step) conflicts.add(step.from);
  }
  const filters = readArrayFilters(
    arrayFilters,
    steps.map(({ parts }) => parts),
    collation,
  );
  const isDynamic = steps.some(({ parts }) => parts.some(isPositional));
  const ordered = steps.toSorted((a, b) => comparePaths(a.parts, b.parts));
  return (document, situation) => {
    const copy = clone(document);
    const positions = { index: situation.positionalIndex, filters };
    for (const step of isDynamic ? concrete(document, steps, positions) : ordered) perform(copy, step, situation);
    return copy;
  };
}

/** The steps for one document, without positional parts. */
function concrete(document: Doc, steps: Step[], positions: Parameters<typeof expand>[2]): Step[] {
  const conflicts = new Conflicts();
  const expanded = steps.flatMap((step) =>
    expand(document, step.parts, positions).map((parts) => ({ ...step, parts })),
  );
  for (const { parts } of expanded) conflicts.add(parts);
  return expanded.sort((a, b) => comparePaths(a.parts, b.parts));
}

function readOperator(name: string, fields: Value, collation: Collation | undefined): Step[] {
  const readModifier = operators.get(name);
  if (!readModifier && name !== '$rename') {
    throw new CommandError(
      'FailedToParse',
      `Unknown modifier: ${name}. Expected a valid update modifier or pipeline-style update specified as an array`,
    );
  }
  if (!isDoc(fields)) {
    throw new CommandError(
      'FailedToParse',
      `Modifiers operate on fields but we found type ${kindOf(fields)} instead. For example: {$mod: {<field>: ...}} not {${name}: ${textOf(fields)}}`,
    );
  }
  return [...fields].map(([path, argument]): Step => {
    if (!readModifier) return readRename(path, argument);
    return { parts: readPath(path), modifier: readModifier(argument, path, { collation }) };
  });
}

function readRename(path: string, target: Value): Step {
  if (typeof target !== 'string')
    throw new CommandError('BadValue', `The 'to' field for $rename must be a string: ${path}: ${textOf(target)}`);
  if (target.includes('\0'))
    throw new CommandError('BadValue', "The 'to' field for $rename cannot contain an embedded null byte");
  const from = readPath(path);
  const parts = readPath(target);
  if (path === target)
    throw new CommandError('BadValue', `The source and target field for $rename must differ: ${path}: "${target}"`);
  for (const [which, names] of [
    ['source', from],
    ['destination', parts],
  ] as const) {
    if (names.some(isPositional))
      throw new CommandError('BadValue', `The ${which} field for $rename may not be dynamic: ${names.join('.')}`);
  }
  return { parts, from };
}

function perform(document: Doc, step: Step, situation: Situation): void {
  if ('modifier' in step) {
    edit(document, step.parts, step.modifier, situation);
    return;
  }
  const value = read(document, step.from);
  assertOutsideArrays(document, step.from, 'source', situation);
  if (value === undefined) return;
  assertOutsideArrays(document, step.parts, 'destination', situation);
  edit(document, step.from, { creates: false, apply: () => undefined }, situation);
  edit(document, step.parts, { creates: true, apply: () => value }, situation);
}

/** `$rename` neither takes from an array nor puts into one. */
function assertOutsideArrays(document: Doc, parts: readonly string[], which: string, { id }: Situation): void {
  for (let depth = 1; depth < parts.length; depth++) {
    if (Array.isArray(read(document, parts.slice(0, depth)))) {
      throw new CommandError(
        'BadValue',
        `The ${which} field cannot be an array element, '${parts.join('.')}' in doc with _id: ${id} has an array field called '${parts[depth - 1]}'`,
      );
    }
  }
}

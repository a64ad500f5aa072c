import { CommandError } from '../errors.ts';
import type { Doc, Value } from '../values/document.ts';
import { arrayIndex } from '../values/path.ts';
import { textOf } from '../values/text.ts';
import type { Modifier, Situation } from './operators.ts';

/** Nulls that writing behind the end of an array may fill in, as in MongoDB. */
const LONGEST_FILL = 1_500_000;

/** Applies a modifier to the field at a path of a document that may be changed. */
export function edit(document: Doc, parts: readonly string[], modifier: Modifier, situation: Situation): void {
  const { container, depth } = descend(document, parts);
  const name = parts[depth] ?? '';
  const current = depth === parts.length - 1 ? member(container, name) : undefined;
  if (current === undefined && !modifier.creates) return;
  const value = modifier.apply(current, situation);
  if (value !== undefined) {
    assertViable(container, name, parts, depth);
    put(container, name, nested(parts.slice(depth + 1), value));
  } else if (current !== undefined) remove(container, name);
}

type Container = Value;

/** Goes down a path as far as documents and arrays are there, at most to the container of the last part. */
function descend(document: Doc, parts: readonly string[]): { container: Container; depth: number } {
  let container: Container = document;
  let depth = 0;
  while (depth < parts.length - 1) {
    const next = member(container, parts[depth] ?? '');
    if (next === undefined) break;
    container = next;
    depth++;
  }
  return { container, depth };
}

function member(container: Container, name: string): Value | undefined {
  if (container instanceof Map) return container.get(name);
  const index = Array.isArray(container) ? arrayIndex(name) : undefined;
  return Array.isArray(container) && index !== undefined ? container[index] : undefined;
}

function assertViable(container: Container, name: string, parts: readonly string[], depth: number): void {
  if (container instanceof Map) return;
  const index = Array.isArray(container) ? arrayIndex(name) : undefined;
  if (!Array.isArray(container) || index === undefined) {
    throw new CommandError(
      'PathNotViable',
      `Cannot create field '${name}' in element {${parts[depth - 1] ?? ''}: ${textOf(container)}}`,
    );
  }
  if (index - container.length > LONGEST_FILL)
    throw new CommandError('BadValue', `can't backfill more than ${LONGEST_FILL} elements`);
}

function put(container: Container, name: string, value: Value): void {
  if (container instanceof Map) container.set(name, value);
  else if (Array.isArray(container)) {
    const index = arrayIndex(name) ?? 0;
    while (container.length < index) container.push(null);
    container[index] = value;
  }
}

/** Taking an element out of an array leaves null in its place. */
function remove(container: Container, name: string): void {
  if (container instanceof Map) container.delete(name);
  else put(container, name, null);
}

function nested(names: readonly string[], value: Value): Value {
  return names.reduceRight<Value>((inner, name) => new Map([[name, inner]]), value);
}

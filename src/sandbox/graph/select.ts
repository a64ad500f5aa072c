import type { Person } from '../people/person.ts';
import type { GraphCall } from './call.ts';
import { refusals } from './errors.ts';
import { defaultSelect, propertyNamed, propertyOf, type Reading } from './properties.ts';

/** What of a user an answer holds. */
export interface Selection {
  readonly names: readonly string[];
  /** As it stands in `@odata.context`; empty without `$select`. */
  readonly context: string;
  /** Of the manager, when `$expand=manager` asked for them. */
  readonly manager: readonly string[] | null;
}

/** Reads `$select` and `$expand`. @throws GraphError for what users don't have. */
export function readSelection(query: URLSearchParams): Selection {
  const names = readNames(query.get('$select'));
  const expand = query.get('$expand');
  const manager = expand === null ? null : managerSelect(expand);
  const listed = [...(names ?? []), ...(manager === null ? [] : ['manager()'])];
  const context = listed.length === 0 ? '' : `(${listed.join(',')})`;
  return { names: names ?? defaultSelect, context, manager };
}

function readNames(select: string | null): string[] | null {
  if (select === null || select.trim() === '') return null;
  return [...new Set(select.split(',').map((name) => propertyNamed(name.trim())))];
}

function managerSelect(expand: string): readonly string[] {
  const match = /^manager(?:\(\$select=([\w,]+)\))?$/.exec(expand);
  if (match === null) throw refusals.unsupported(`The $expand clause '${expand}' is not supported.`);
  return readNames(match[1] ?? null) ?? defaultSelect;
}

/** A user of an answer. */
export function present(
  call: GraphCall,
  person: Person,
  selection: Selection,
  reading: Reading,
): Record<string, unknown> {
  const user: Record<string, unknown> = {};
  for (const name of selection.names) user[name] = propertyOf(person, name, reading);
  if (selection.manager !== null && person.managerId !== null) {
    const manager = call.caller.tenant.directory.find(person.managerId);
    if (manager !== undefined) {
      user.manager = { '@odata.type': '#microsoft.graph.user', ...presentNames(manager, selection.manager, reading) };
    }
  }
  return user;
}

function presentNames(person: Person, names: readonly string[], reading: Reading): Record<string, unknown> {
  return Object.fromEntries(names.map((name) => [name, propertyOf(person, name, reading)]));
}

import { CommandError } from '../errors.ts';
import { compileFilter, type Filter } from '../query/filter.ts';
import { assertWithoutExpression } from '../query/parse.ts';
import type { Collation } from '../values/collation.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { textOf } from '../values/text.ts';
import { identifierOf } from './paths.ts';

/** Reads `arrayFilters` into a filter for each identifier; each must be used by a path, and each used one must be there. */
export function readArrayFilters(
  arrayFilters: Doc[],
  paths: Iterable<readonly string[]>,
  collation: Collation | undefined,
): Map<string, Filter> {
  const filters = new Map<string, Filter>();
  for (const filter of arrayFilters) {
    const name = identifierIn(filter);
    if (filters.has(name))
      throw new CommandError(
        'FailedToParse',
        `Found multiple array filters with the same top-level field name ${name}`,
      );
    const compiled = compileFilter(filter, { collation });
    assertWithoutExpression(compiled.root);
    filters.set(name, compiled);
  }
  const used = new Set<string>();
  for (const parts of paths) {
    for (const part of parts) {
      const name = identifierOf(part);
      if (name === undefined) continue;
      if (!filters.has(name))
        throw new CommandError(
          'BadValue',
          `No array filter found for identifier '${name}' in path '${parts.join('.')}'`,
        );
      used.add(name);
    }
  }
  for (const name of filters.keys()) {
    if (!used.has(name))
      throw new CommandError('FailedToParse', `The array filter for identifier '${name}' was not used in the update`);
  }
  return filters;
}

/** The one name with which all paths of a filter begin. */
function identifierIn(filter: Doc): string {
  const names = new Set(topNames(filter));
  const [name] = names;
  if (name === undefined)
    throw new CommandError('FailedToParse', 'Cannot use an expression without a top-level field name in arrayFilters');
  if (names.size > 1)
    throw new CommandError(
      'FailedToParse',
      `Error parsing array filter :: caused by :: Expected a single top-level field name, found '${[...names].join("' and '")}' in ${textOf(filter)}`,
    );
  if (!/^[a-z][a-zA-Z0-9]*$/.test(name))
    throw new CommandError(
      'BadValue',
      `Error parsing array filter :: caused by :: The top-level field name must be an alphanumeric string beginning with a lowercase letter, found '${name}'`,
    );
  return name;
}

function topNames(filter: Doc): string[] {
  return [...filter].flatMap(([name, value]) => {
    if (!name.startsWith('$')) return [name.split('.', 1)[0] ?? ''];
    return Array.isArray(value) ? value.flatMap((entry: Value) => (isDoc(entry) ? topNames(entry) : [])) : [];
  });
}

import { compileProjection } from '../query/projection.ts';
import type { Doc, Value } from '../values/document.ts';
import type { Query } from './query.ts';

/** Makes a projection ready; undefined when documents are wanted as they are. */
export function compileProjectionOf(
  spec: Doc | undefined,
  query: Query,
  variables: ReadonlyMap<string, Value> | undefined,
): ((document: Doc) => Doc) | undefined {
  if (!spec || spec.size === 0) return undefined;
  const projection = compileProjection(spec, { collation: query.collation, variables });
  if (!projection.needsPosition) return (document) => projection.apply(document);
  return (document) => projection.apply(document, query.filter.match(document).index);
}

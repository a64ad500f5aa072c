import { notSupported } from '../errors.ts';
import { compileNode, type Filter } from '../query/filter.ts';
import type { Node } from '../query/node.ts';
import { type Doc, isDoc, type Value } from '../values/document.ts';
import { splitPath, visit } from '../values/path.ts';
import { checkWeight, Memory } from '../values/weight.ts';
import type { Find, Run } from './group.ts';

/** The part of a pipeline that a lookup needs. */
interface Nested {
  leading: { match: { filter: Filter; done: number } };
  run(input: Iterable<Doc>, find: Find, done?: number): Iterable<Doc>;
}

/**
 * Reads `$lookup` by equality: `{ from, localField, foreignField, as, pipeline? }`. The documents are found by the plan of an
 * ordinary query, so that an index on the foreign field serves, together with a `$match` that the pipeline begins with.
 */
export function readLookup(spec: Value, compilePipeline: (pipeline: Value) => Nested): Run {
  const { from, localField, foreignField, as, pipeline = [], ...others } = isDoc(spec) ? Object.fromEntries(spec) : {};
  const [unspoken] = Object.keys(others);
  if (unspoken !== undefined) throw notSupported(`$lookup with ${unspoken}`);
  if (!isText(from) || !isText(localField) || !isText(foreignField) || !isText(as))
    throw notSupported('$lookup without from, localField, foreignField and as');
  if (as.includes('.') || as.startsWith('$')) throw notSupported(`$lookup into the path '${as}'`);
  const parts = splitPath(localField);
  const { leading, run } = compilePipeline(pipeline);
  return function* (input, _, find) {
    for (const document of input) {
      const root = all([joinOn(foreignField, document, parts), leading.match.filter.root]);
      const found = run(find(from, { root, matches: compileNode(root) }), find, leading.match.done);
      yield checkWeight(new Map(document).set(as, gather(found)));
    }
  };
}

/** A missing local field is null; an array means each of its elements. */
function joinOn(path: string, document: Doc, parts: string[]): Node {
  const values: Value[] = [];
  visit(document, parts, false, (value) => {
    if (Array.isArray(value)) values.push(...value);
    else if (value !== undefined) values.push(value);
    return false;
  });
  const [only = null] = values;
  const test = values.length > 1 ? ({ op: 'in', values } as const) : ({ op: 'eq', value: only } as const);
  return { kind: 'test', path, test };
}

function all(nodes: Node[]): Node {
  return { kind: 'and', nodes: nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node])) };
}

function gather(documents: Iterable<Doc>): Value[] {
  const memory = new Memory('$lookup');
  return Array.from(documents, (document) => {
    memory.keep(document);
    return document;
  });
}

function isText(value: Value | undefined): value is string {
  return typeof value === 'string' && value !== '';
}

import type { KeyRange } from '../storage/view.ts';
import type { Index } from './definition.ts';

/** How the documents that may match are found. */
export type Source =
  | { kind: 'collection'; backwards: boolean }
  | IndexSource
  /** each branch of an `$or` by an index of its own */
  | { kind: 'union'; sources: Source[] };

export interface IndexSource {
  kind: 'index';
  index: Index;
  ranges: KeyRange[];
  /** the index is unique and each range starts with the only key that it can hold */
  wholeKeys: boolean;
  /** what other conditions on the same array leave of the index: only documents with an entry in each are looked at */
  within: KeyRange[][];
  backwards: boolean;
}

export interface Plan {
  source: Source;
  /** true when every document found matches: the filter need not be asked again */
  exact: boolean;
  /** true when documents come in the order that was asked for */
  sorted: boolean;
}

/** How much work a query was: keys and documents looked at. */
export interface Effort {
  keys: number;
  documents: number;
}

export function noEffort(): Effort {
  return { keys: 0, documents: 0 };
}

import type { Doc } from '../values/document.ts';

/** One field of an index: its path and whether it is ordered upwards (1) or downwards (-1). */
export interface IndexField {
  path: string;
  /** the path's names */
  parts: string[];
  direction: 1 | -1;
}

export interface IndexDefinition {
  name: string;
  /** the key as the client wrote it, for answers */
  key: Doc;
  fields: IndexField[];
  unique: boolean;
  /** only documents that match are in the index */
  partialFilter?: Doc;
  /** seconds after the field's date that a document is removed */
  expireAfterSeconds?: number;
}

/** An index of a collection as it is stored and used. */
export interface Index extends IndexDefinition {
  id: number;
  /** for each field, whether a document had an array on its path: such an index has several entries for one document */
  multikey: boolean[];
  /** true once a key was too long to store whole: such keys are no longer in order among themselves */
  hasLongKeys: boolean;
}

export const idIndexName = '_id_';

import type { Index } from '../index/definition.ts';
import { indexPrefix, recordIdBytes } from '../index/entry.ts';
import { type Doc, decode } from '../values/document.ts';
import { type KeyRange, prefixRange, type View } from './view.ts';

/** One collection of a database: where its documents are and which indexes it has. */
export class Collection {
  readonly database: string;
  readonly name: string;
  readonly id: number;
  readonly uuid: Buffer;
  readonly indexes: Index[];
  /** false once dropped or renamed: cursors on it end */
  alive = true;
  /** when its indexes last changed, in the engine's count of writes: older snapshots cannot be read with them */
  changedAt = 0;
  /** how many queries had to go through all documents since the start */
  scans = 0;
  /** true when an index's multikey or long-key mark waits to be stored */
  marksChanged = false;
  #lastRecord: bigint;

  constructor(at: { database: string; name: string; id: number; uuid: Buffer; indexes: Index[]; lastRecord: bigint }) {
    this.database = at.database;
    this.name = at.name;
    this.id = at.id;
    this.uuid = at.uuid;
    this.indexes = at.indexes;
    this.#lastRecord = at.lastRecord;
  }

  get namespace(): string {
    return `${this.database}.${this.name}`;
  }

  /** Keys of all documents, in the order they were inserted. */
  get documents(): KeyRange {
    return prefixRange(indexPrefix(this.id));
  }

  documentKey(record: Buffer): Buffer {
    return Buffer.concat([indexPrefix(this.id), record]);
  }

  /** A number that no document of this collection has had since the start. */
  newRecord(): Buffer {
    this.#lastRecord += 1n;
    const record = Buffer.alloc(recordIdBytes);
    record.writeBigUInt64BE(this.#lastRecord);
    return record;
  }
}

/** The highest record number in use. */
export function lastRecordOf(view: View, collectionId: number): bigint {
  const last = view.range('documents', prefixRange(indexPrefix(collectionId)), 1, true)[0];
  return last ? last.key.readBigUInt64BE(4) : 0n;
}

/** A stored document with the number that indexes know it by; decoded only when somebody looks inside. */
export class FoundDocument {
  readonly record: Buffer;
  readonly bytes: Buffer;
  #document: Doc | undefined;

  constructor(record: Buffer, bytes: Buffer) {
    this.record = record;
    this.bytes = bytes;
  }

  get document(): Doc {
    this.#document ??= decode(this.bytes);
    return this.#document;
  }

  /** The same without its decoded form, which takes more memory. */
  withoutDocument(): FoundDocument {
    return new FoundDocument(this.record, this.bytes);
  }
}

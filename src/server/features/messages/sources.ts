import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { mongo } from 'mongoose';
import { storedId } from '../../platform/ids.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { sourceChunkModel, sourceFileModel } from './source-model.ts';

/** As GridFS cuts files (its specification, "chunkSizeBytes"). */
const CHUNK_BYTES = 255 * 1024;

/** A source that fits is written with its message, in one transaction; a longer one goes ahead of it. */
export const SMALL_SOURCE = CHUNK_BYTES;

interface Owner {
  _id: string;
  organizationId: string;
}

interface SmallSource extends Owner {
  content: Buffer;
}

/** Writes sources of at most `SMALL_SOURCE` bytes, in the documents that GridFS would make of them. */
export async function storeSmall(tx: Tx, sources: readonly SmallSource[]): Promise<void> {
  if (sources.length === 0) return;
  const uploadDate = tx.clock.now();
  await sourceFileModel(tx.db).insertMany(
    sources.map(({ _id, organizationId, content }) => ({
      _id,
      length: content.length,
      chunkSize: CHUNK_BYTES,
      uploadDate,
      filename: nameOf(_id),
      metadata: { organizationId },
    })),
    { session: tx.transaction, lean: true },
  );
  await sourceChunkModel(tx.db).insertMany(
    sources.map(({ _id, content }) => ({ files_id: _id, n: 0, data: content })),
    { session: tx.transaction, lean: true },
  );
}

/** Writes a source of any length, no faster than the database takes it. */
export async function storeLarge({ db }: Services, { _id, organizationId }: Owner, source: Readable): Promise<void> {
  const file = bucketOf(db).openUploadStreamWithId(storedId(_id), nameOf(_id), {
    chunkSizeBytes: CHUNK_BYTES,
    metadata: { organizationId: storedId(organizationId) },
  });
  await pipeline(source, file);
}

/** The source as it came. */
export function openSource({ db }: Services, id: string): Readable {
  return bucketOf(db).openDownloadStream(storedId(id));
}

/** Removes one with its message. */
export async function removeSource({ db, transaction }: Tx, id: string): Promise<void> {
  await sourceChunkModel(db).deleteMany({ files_id: id }, { session: transaction });
  await sourceFileModel(db).deleteOne({ _id: id }, { session: transaction });
}

/** Removes sources, whether or not they were written to their end. */
export async function dropSources({ db }: Services, ids: readonly string[]): Promise<void> {
  // The chunks first: a file that is still listed is found again.
  await sourceChunkModel(db).deleteMany({ files_id: { $in: ids } });
  await sourceFileModel(db).deleteMany({ _id: { $in: ids } });
}

/** Removes every source of an organization. */
export async function dropSourcesOf(services: Services, organizationId: string): Promise<void> {
  for (;;) {
    const ids = await sourceIds(services, organizationId, 100);
    if (ids.length === 0) return;
    await dropSources(services, ids);
  }
}

/** The sources of an organization, each under the id of its message. */
export async function sourceIds({ db }: Services, organizationId: string, limit = 0): Promise<string[]> {
  const rows = await sourceFileModel(db)
    .find({ 'metadata.organizationId': organizationId })
    .select('_id')
    .limit(limit)
    .lean();
  return rows.map(({ _id }) => _id);
}

function bucketOf(db: Services['db']): mongo.GridFSBucket {
  if (!db.db) throw new TypeError('The database is not connected.');
  return new mongo.GridFSBucket(db.db, { bucketName: 'mail-sources' });
}

function nameOf(id: string): string {
  return `${id}.eml`;
}

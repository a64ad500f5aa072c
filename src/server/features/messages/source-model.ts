import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';

/** A file of the GridFS bucket `mail-sources`, under the id of the message that it is the source of. */
export interface SourceFileRow {
  _id: string;
  length: number;
  chunkSize: number;
  uploadDate: Date;
  filename: string;
  metadata: { organizationId: string };
}

export interface SourceChunkRow {
  _id: string;
  files_id: string;
  n: number;
  data: Buffer;
}

const id = { type: ID, required: true };

const fileSchema = new Schema<SourceFileRow>(
  {
    length: { type: Number, required: true },
    chunkSize: { type: Number, required: true },
    uploadDate: { type: Date, required: true },
    filename: { type: String, required: true },
    metadata: { organizationId: id },
  },
  { collection: 'mail-sources.files', versionKey: false },
);
// GridFS's own two.
fileSchema.index({ filename: 1, uploadDate: 1 });
fileSchema.index({ 'metadata.organizationId': 1 });

const chunkSchema = new Schema<SourceChunkRow>(
  { files_id: id, n: { type: Number, required: true }, data: { type: Buffer, required: true } },
  { collection: 'mail-sources.chunks', versionKey: false },
);
chunkSchema.index({ files_id: 1, n: 1 }, { unique: true });

export function sourceFileModel(db: Connection): Model<SourceFileRow> {
  return db.model<SourceFileRow>('MailSourceFile', fileSchema);
}

export function sourceChunkModel(db: Connection): Model<SourceChunkRow> {
  return db.model<SourceChunkRow>('MailSourceChunk', chunkSchema);
}

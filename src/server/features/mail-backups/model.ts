import { type Connection, type Model, Schema } from 'mongoose';
import { ID } from '../../platform/ids.ts';
import { LONG_WORK_INDEX, type LongWorkRow, longWorkFields } from '../../platform/long-work-run.ts';
import { id, type Requester, requesterSchema } from '../../platform/requester.ts';
import {
  BACKUP_KINDS,
  BACKUP_STATUSES,
  type Backup,
  type BackupKind,
  type BackupStatus,
  SKIP_REASONS,
} from './schemas.ts';

/** A backup of one mailbox (MAIL-4). */
export interface BackupRow extends LongWorkRow {
  organizationId: string;
  memberId: string;
  mailboxId: string;
  /** The address of the mailbox when it was read. */
  address: string;
  kind: BackupKind;
  status: BackupStatus;
  /** Set while `waiting` or `running`: a mailbox has one such backup at most. */
  open: true | null;
  /** A long source that is being stored ahead of its message, or was when a run was cut off. */
  pendingSourceId: string | null;
  total: number;
  processed: number;
  kept: number;
  alreadyKept: number;
  notInvolved: number;
  skipped: number;
  skips: Backup['skips'];
  problem: string | null;
  requestedBy: Requester;
  /** When it was asked for, the last time. */
  createdAt: Date;
  finishedAt: Date | null;
}

const count = { type: Number, default: 0 };

const schema = new Schema<BackupRow>(
  {
    organizationId: id,
    memberId: id,
    mailboxId: id,
    address: { type: String, required: true },
    kind: { type: String, enum: BACKUP_KINDS, required: true },
    status: { type: String, enum: BACKUP_STATUSES, required: true },
    open: { type: Boolean, default: null },
    pendingSourceId: { type: ID, default: null },
    total: count,
    processed: count,
    kept: count,
    alreadyKept: count,
    notInvolved: count,
    skipped: count,
    skips: [
      {
        _id: false,
        number: Number,
        subject: { type: String, default: null },
        reason: { type: String, enum: SKIP_REASONS },
      },
    ],
    problem: { type: String, default: null },
    requestedBy: { type: requesterSchema, required: true },
    createdAt: { type: Date, required: true },
    finishedAt: { type: Date, default: null },
    ...longWorkFields,
  },
  { collection: 'mail-backups', versionKey: false },
);
schema.index({ organizationId: 1, memberId: 1, createdAt: 1, _id: 1 });
schema.index({ organizationId: 1, mailboxId: 1 }, { unique: true, partialFilterExpression: { open: true } });
schema.index(LONG_WORK_INDEX);
schema.index({ organizationId: 1, 'requestedBy.accountId': 1 });

export function backupModel(db: Connection): Model<BackupRow> {
  return db.model<BackupRow>('MailBackup', schema);
}

/** Messages that a backup has looked at, written with what became of them: a run that was cut off goes on behind them. */
export interface BackupStepRow {
  _id: string;
  organizationId: string;
  mailboxId: string;
  backupId: string;
  /** See `uidKeys`, `contentKey` and `numberKey`. */
  uidKeys: string[];
  /** These could not be read: nothing but this run of this backup leaves them out. */
  skipped: boolean;
}

const stepSchema = new Schema<BackupStepRow>(
  {
    organizationId: id,
    mailboxId: id,
    backupId: id,
    uidKeys: { type: [String], required: true },
    skipped: { type: Boolean, default: false },
  },
  { collection: 'mail-backup-steps', versionKey: false },
);
stepSchema.index({ organizationId: 1, mailboxId: 1, backupId: 1 });

export function backupStepModel(db: Connection): Model<BackupStepRow> {
  return db.model<BackupStepRow>('MailBackupStep', stepSchema);
}

import type { Readable } from 'node:stream';
import type { Services } from '../../platform/services.ts';
import { mailboxModel } from '../mailboxes/model.ts';
import { messageModel } from '../messages/model.ts';
import { dropSources, openSource } from '../messages/sources.ts';
import { backupModel, backupStepModel } from './model.ts';

const BATCH = 200;

/** A kept message as it goes into an export. */
export interface KeptSource {
  id: string;
  /** When it was written. */
  at: Date;
  /** The records that it is tied to. */
  recordIds: string[];
  /** Octets. */
  size: number;
  open(): Readable;
}

/** Every message that an organization has kept, the order is that of their ids; each source is opened when wanted. */
export async function* keptSources(services: Services, organizationId: string): AsyncGenerator<KeptSource> {
  let last: string | null = null;
  for (;;) {
    const rows: MessageHead[] = await messageModel(services.db)
      .find({ organizationId, ...(last && { _id: { $gt: last } }) })
      .sort({ _id: 1 })
      .limit(BATCH)
      .select('at recordIds size')
      .lean<MessageHead[]>();
    for (const { _id, at, recordIds, size } of rows) {
      yield { id: _id, at, recordIds, size, open: () => openSource(services, _id) };
    }
    last = rows.at(-1)?._id ?? null;
    if (!last || rows.length < BATCH) return;
  }
}

type MessageHead = { _id: string; at: Date; recordIds: string[]; size: number };

/**
 * Removes all mail data of an organization that is closed: mailboxes with their passwords, backups, messages, sources.
 * Batch by batch; called again it goes on where it was cut off.
 */
export async function removeOrganizationMail(services: Services, organizationId: string): Promise<void> {
  const { db } = services;
  // The backups first: one that runs finds itself gone, and writes nothing any more.
  const backups = await backupModel(db).find({ organizationId }).select('pendingSourceId').lean();
  await dropSources(
    services,
    backups.flatMap(({ pendingSourceId }) => pendingSourceId ?? []),
  );
  await backupModel(db).deleteMany({ organizationId });
  await mailboxModel(db).deleteMany({ organizationId });
  await backupStepModel(db).deleteMany({ organizationId });
  for (;;) {
    const rows = await messageModel(db).find({ organizationId }).select('_id').limit(BATCH).lean();
    const ids = rows.map(({ _id }) => _id);
    await dropSources(services, ids);
    await messageModel(db).deleteMany({ _id: { $in: ids }, organizationId });
    if (ids.length < BATCH) return;
  }
}

import { randomUUID } from 'node:crypto';
import type { Readable } from 'node:stream';
import * as audit from '../../core/audit/service.ts';
import type { Module } from '../../core/records/schemas.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { dayOrderOfPerson } from './days.ts';
import { findImport, presentImport } from './imports.ts';
import { type ImportRow, importChunkModel, importModel } from './model.ts';
import { imports } from './run-import.ts';
import type { Import } from './schemas.ts';
import { type Received, storeRows, type Upload } from './store-rows.ts';

/**
 * REC-1: takes a file of records in, chunk by chunk, and has it imported in the background. The same key again gives
 * the same import, which resumes where it failed; a file that was cut off on its way begins anew, and nothing of it has become a record before.
 * @param options.locale the first language that the browser asks for.
 * @throws Problem `malformed_csv` with the place, `validation_failed` without the one column that each record needs,
 *   `payload_too_large`, `import_limit` for the day, `import_interrupted`, `import_taken_over` when the same file is
 *   being sent by another call.
 */
export async function receiveImport(
  services: Services,
  { actor }: Authorized<'record.import'>,
  module: Module,
  { key, file, locale }: { key: string; file: Readable; locale: string | undefined },
): Promise<Import> {
  const upload = await claim(services, actor, module, key);
  if (!upload) {
    const row = await findImport(services, actor, { module, key });
    if (row.status === 'failed') await withTransaction(services, (tx) => startAgain(tx, actor, row));
    return presentImport(services, actor, await findImport(services, actor, { module, key }));
  }
  try {
    const received = await storeRows(services, upload, { file, personsOrder: dayOrderOfPerson(actor, locale) });
    await withTransaction(services, (tx) => complete(tx, actor, upload, received));
  } catch (error) {
    if (error instanceof Problem) await forget(services, upload);
    // Whoever sent it has hung up; what has arrived waits to be sent again.
    if (!(error instanceof Problem) && file.destroyed) throw new Problem('import_interrupted', { cause: error });
    throw error;
  }
  return presentImport(services, actor, await findImport(services, actor, { module, key }));
}

/** Makes this call the one that sends the file; null when the file is here already. */
async function claim(services: Services, actor: MemberActor, module: Module, key: string): Promise<Upload | null> {
  const { db, clock } = services;
  const organizationId = actor.organization.id;
  const now = clock.now();
  const name = { organizationId, memberId: actor.member.id, module, key };
  await importModel(db).updateOne(
    name,
    {
      $setOnInsert: {
        status: 'receiving',
        createdAt: now,
        heartbeatAt: now,
        uploadId: '',
        requestedBy: requesterOf(actor),
      },
    },
    { upsert: true },
  );
  const uploadId = randomUUID();
  const row = await importModel(db)
    .findOneAndUpdate({ ...name, status: 'receiving' }, { $set: { uploadId, rows: 0 } }, { returnDocument: 'after' })
    .lean<ImportRow>();
  if (!row) return null;
  await importChunkModel(db).deleteMany({ importId: row._id, uploadId: { $ne: uploadId } });
  return row;
}

async function complete(
  tx: Tx,
  actor: MemberActor,
  { _id, uploadId, module }: Upload,
  received: Received,
): Promise<void> {
  const { matchedCount } = await importModel(tx.db).updateOne(
    { _id, uploadId, status: 'receiving' },
    { $set: { status: 'waiting', ...received, ...unclaimed(tx.clock) } },
    { session: tx.transaction },
  );
  if (matchedCount === 0) throw new Problem('import_taken_over');
  await queue(tx, actor, { _id, module, rows: received.rows });
}

/** An import that was given up has its rows still, and resumes behind those that became records. */
async function startAgain(tx: Tx, actor: MemberActor, row: ImportRow): Promise<void> {
  const { matchedCount } = await importModel(tx.db).updateOne(
    { _id: row._id, status: 'failed' },
    { $set: { status: 'waiting', problem: null, finishedAt: null, ...unclaimed(tx.clock) } },
    { session: tx.transaction },
  );
  if (matchedCount === 1) await queue(tx, actor, row);
}

async function queue(tx: Tx, actor: MemberActor, row: Pick<ImportRow, '_id' | 'module' | 'rows'>): Promise<void> {
  const { _id: id, module, rows } = row;
  await audit.record(tx, {
    actor,
    organizationId: actor.organization.id,
    action: 'record.import',
    target: { kind: module, id, label: '' },
    details: { rows },
  });
  imports.queue(tx, id);
}

/** A file that was refused leaves nothing behind. */
async function forget({ db }: Services, { _id, uploadId }: Upload): Promise<void> {
  await importModel(db).deleteOne({ _id, uploadId, status: 'receiving' });
  await importChunkModel(db).deleteMany({ importId: _id, uploadId });
}

import { Readable } from 'node:stream';
import * as audit from '../../core/audit/service.ts';
import { recordPersonal } from '../../core/members/record-personal.ts';
import type { Actor, MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type ExportOwner, type ExportRow, exportModel, exportPartModel } from './model.ts';
import { present } from './present.ts';
import type { Export } from './schemas.ts';

type OrganizationProof = Authorized<'organization.export', MemberActor>;
type AccountProof = Authorized<'account.export', Actor>;

/** A finished file on its way out. */
export interface ExportFile {
  body: Readable;
  size: number;
}

export async function latestOrganizationExport(
  services: Services,
  { actor }: OrganizationProof,
): Promise<Export | null> {
  return await latest(services, ofOrganization(actor));
}

export async function latestAccountExport(services: Services, { actor }: AccountProof): Promise<Export | null> {
  return await latest(services, ofAccount(actor));
}

/** @throws Problem `not_found` when there is no such file of theirs, or not any more. */
export async function openOrganizationExport(
  services: Services,
  { actor }: OrganizationProof,
  exportId: string,
): Promise<ExportFile> {
  const file = await open(services, ofOrganization(actor), exportId);
  const { id, name } = actor.organization;
  const target = { kind: 'organization', id, label: name };
  await withTransaction(services, (tx) =>
    audit.record(tx, { actor, organizationId: id, action: 'organization.download-export', target }),
  );
  return file;
}

/** @throws Problem `not_found` when there is no such file of theirs, or not any more. */
export async function openAccountExport(
  services: Services,
  { actor }: AccountProof,
  exportId: string,
): Promise<ExportFile> {
  const file = await open(services, ofAccount(actor), exportId);
  const { account } = actor;
  await withTransaction(services, (tx) => recordPersonal(tx, { actor, account, action: 'account.download-export' }));
  return file;
}

function ofOrganization({ organization }: MemberActor): ExportOwner {
  return { organizationId: organization.id, accountId: null };
}

function ofAccount({ account }: Actor): ExportOwner {
  return { organizationId: null, accountId: account.id };
}

async function latest(services: Services, owner: ExportOwner): Promise<Export | null> {
  const row = await exportModel(services.db)
    .findOne({ ...owner, expiresAt: { $gt: services.clock.now() } })
    .sort({ createdAt: -1 })
    .lean<ExportRow>();
  return row && present(services, row);
}

async function open({ db, clock }: Services, owner: ExportOwner, exportId: string): Promise<ExportFile> {
  const row = await exportModel(db)
    .findOne({ ...owner, _id: exportId, status: 'done', expiresAt: { $gt: clock.now() } })
    .lean<ExportRow>();
  if (!row) throw new Problem('not_found');
  return { body: Readable.from(parts(db, row), { objectMode: false }), size: row.size };
}

async function* parts(db: Services['db'], { _id: exportId, runId, parts: count }: ExportRow) {
  for (let number = 0; number < count; number += 1) {
    const part = await exportPartModel(db)
      .findOne({ exportId, runId, number })
      .setOptions({ promoteBuffers: true })
      .lean();
    // A newer export has taken its place: whoever reads hears that the file was cut off.
    if (!part) throw new Error('A part of an export is gone.');
    yield part.bytes;
  }
}

import { attempt } from '../../core/audit/attempt.ts';
import * as audit from '../../core/audit/service.ts';
import * as owners from '../../core/members/owners.ts';
import { type HistoryRow, historyModel, type RecordRow, recordModel } from '../../core/records/model.ts';
import type { Fields, FieldValue, Module } from '../../core/records/schemas.ts';
import { findRecord } from '../../core/records/visibility.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { AuditAction } from '../../platform/audit-actions.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { Problem, type ProblemTarget } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { untieRecord } from '../messages/untie-record.ts';
import { present, type RecordView } from './present.ts';
import { changesBetween, linkOf, searchable, wordsOf } from './rules.ts';
import { DEFAULTS } from './schemas.ts';

/** The body of a call, checked by its module's schema. */
type Body = { ownerId?: string | undefined } & { [field: string]: FieldValue | undefined };

/**
 * REC-1: a new record, the caller's own unless another owner is named.
 * @throws Problem `owner_inactive`, `not_found` for an owner who is nobody's member, `validation_failed` for a link to a record that the caller does not see.
 */
export async function createRecord(
  services: Services,
  { actor }: Authorized<'record.create'>,
  module: Module,
  { ownerId = actor.member.id, ...given }: Body,
): Promise<RecordView> {
  const fields = { ...DEFAULTS[module], ...said(given) } as Fields;
  const row = await giving(services, { actor, action: 'record.create', recordId: '', ownerId }, async (tx) => {
    await mustBeActive(tx, actor, ownerId);
    await mustSeeLink(tx, actor, fields);
    const row = newRecord(tx, actor, { module, ownerId, fields });
    await recordModel(tx.db).insertMany([row], { session: tx.transaction });
    await historyModel(tx.db).insertMany([event(tx, actor, row._id, { kind: 'created' })], { session: tx.transaction });
    await recordAudit(tx, actor, 'record.create', row, { ownerId });
    return row;
  });
  return await presentOne(services, actor, row);
}

/**
 * Changes fields, owner or both; each change stands in the record's history.
 * @throws Problem `not_found`, `owner_inactive`, `validation_failed` as for a new one.
 */
export async function updateRecord(
  services: Services,
  { actor }: Authorized<'record.update'>,
  module: Module,
  recordId: string,
  { ownerId, ...given }: Body,
): Promise<RecordView> {
  const row = await giving(services, { actor, action: 'record.update', recordId, ownerId }, async (tx) => {
    const before = await findRecord(tx, actor, module, recordId);
    const fields = { ...before.fields, ...said(given) };
    const changes = changesBetween(before.fields, fields);
    const isGiven = ownerId !== undefined && before.ownerId !== ownerId;
    if (changes.length === 0 && !isGiven) return before;
    if (isGiven) await mustBeActive(tx, actor, ownerId);
    if (changes.some(({ field }) => field === 'contactId' || field === 'related')) await mustSeeLink(tx, actor, fields);
    const after: RecordRow = {
      ...before,
      fields,
      ...searchable(module, fields),
      ...(isGiven && { ownerId, transferId: null }),
      updatedAt: tx.clock.now(),
    };
    await recordModel(tx.db).replaceOne({ _id: before._id, organizationId: before.organizationId }, after, {
      session: tx.transaction,
    });
    const events = [
      ...(changes.length > 0 ? [event(tx, actor, before._id, { kind: 'changed', changes })] : []),
      ...(isGiven
        ? [event(tx, actor, before._id, { kind: 'owner', ownerBefore: before.ownerId, ownerAfter: after.ownerId })]
        : []),
    ];
    await historyModel(tx.db).insertMany(events, { session: tx.transaction });
    await recordAudit(tx, actor, 'record.update', after, {
      changed: changes.map(({ field }) => field),
      ...(isGiven && { ownerBefore: before.ownerId, owner: ownerId }),
    });
    return after;
  });
  return await presentOne(services, actor, row);
}

interface Giving {
  actor: MemberActor;
  action: AuditAction;
  recordId: string;
  ownerId: string | undefined;
}

/** Runs `work` in a transaction; when it is refused, the trail says to whom the record would have been given. */
async function giving<Result>(
  services: Services,
  { actor, action, recordId, ownerId }: Giving,
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  const target = { kind: 'record', id: recordId, label: '' };
  const about = { actor, action, target, details: { ownerId } };
  return await attempt(services, about, () => withTransaction(services, work));
}

/** Removes a record with its history and its messages. @throws Problem `not_found`. */
export async function deleteRecord(
  services: Services,
  { actor }: Authorized<'record.delete'>,
  module: Module,
  recordId: string,
): Promise<void> {
  await withTransaction(services, async (tx) => {
    const row = await findRecord(tx, actor, module, recordId);
    const { organizationId } = row;
    await recordModel(tx.db).deleteOne({ _id: row._id, organizationId }, { session: tx.transaction });
    await historyModel(tx.db).deleteMany({ organizationId, recordId: row._id }, { session: tx.transaction });
    await untieRecord(tx, row);
    await recordAudit(tx, actor, 'record.delete', row);
  });
}

/** The document of a new record; its fields have been checked. */
export function newRecord(
  { clock }: Services,
  { organization }: { organization: { id: string } },
  { module, ownerId, fields }: { module: Module; ownerId: string; fields: Fields },
): RecordRow {
  const now = clock.now();
  return {
    _id: newId(),
    organizationId: organization.id,
    module,
    ownerId,
    fields,
    ...searchable(module, fields),
    transferId: null,
    createdAt: now,
    updatedAt: now,
  };
}

/** One line of a record's history. */
export function event(
  { clock }: Services,
  { organization, account }: { organization: { id: string }; account: { id: string } },
  recordId: string,
  what: Pick<HistoryRow, 'kind'> & Partial<HistoryRow>,
): HistoryRow {
  return {
    _id: newId(),
    organizationId: organization.id,
    recordId,
    at: clock.now(),
    byAccountId: account.id,
    changes: [],
    words: wordsOf(what.changes ?? []),
    ownerBefore: null,
    ownerAfter: null,
    importId: null,
    transferId: null,
    ...what,
  };
}

/** Leaves out what was not said. */
function said(given: Record<string, FieldValue | undefined>): Fields {
  return Object.fromEntries(
    Object.entries(given).filter((entry): entry is [string, FieldValue] => entry[1] !== undefined),
  );
}

async function mustBeActive(tx: Tx, { organization }: MemberActor, ownerId: string): Promise<void> {
  const active = await owners.holdActive(tx, organization.id, [ownerId]);
  if (active.has(ownerId)) return;
  const known = await owners.findOwners(tx, organization.id, [ownerId]);
  throw new Problem(known.has(ownerId) ? 'owner_inactive' : 'not_found');
}

async function mustSeeLink(tx: Tx, actor: MemberActor, fields: Fields): Promise<void> {
  const link = linkOf(fields);
  if (!link) return;
  try {
    await findRecord(tx, actor, link.module, link.id);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const field = 'contactId' in fields ? 'contactId' : 'related';
    throw new Problem('validation_failed', { errors: [{ field, code: 'unknown_record', message: '' }] });
  }
}

async function presentOne(services: Services, actor: MemberActor, row: RecordRow): Promise<RecordView> {
  const [record] = await present(services, actor, [row]);
  if (!record) throw new TypeError('A record was written and not presented.');
  return record;
}

async function recordAudit(
  tx: Tx,
  actor: MemberActor,
  action: AuditAction,
  row: RecordRow,
  details: Record<string, unknown> = {},
): Promise<void> {
  const organizationId = actor.organization.id;
  await audit.record(tx, { actor, organizationId, action, target: targetOf(row), details });
}

function targetOf({ _id, module, title }: RecordRow): ProblemTarget {
  return { kind: module, id: _id, label: title };
}

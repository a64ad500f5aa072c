import * as audit from '../../core/audit/service.ts';
import { mustNotBeOutranked, outrankingIds } from '../../core/members/outranked.ts';
import * as owners from '../../core/members/owners.ts';
import type { MemberActor } from '../../platform/actor.ts';
import { type Authorized, may } from '../../platform/authorize.ts';
import { listPage, type Page } from '../../platform/cursor.ts';
import { unclaimed } from '../../platform/long-work-run.ts';
import { Problem } from '../../platform/problem.ts';
import { requesterOf } from '../../platform/requester.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { type TransferRow, transferModel } from './model.ts';
import { transferRecords as mayTransfer } from './policy.ts';
import { undoRefusal, undoUntil } from './rules.ts';
import { transfers } from './run-transfer.ts';
import type { Transfer, TransferBody, TransfersQuery } from './schemas.ts';
import { startTransfer } from './start-transfer.ts';

type Allowed = Authorized<'record.transfer'>;

/** REC-3; see `startTransfer`. */
export async function transferRecords(services: Services, allowed: Allowed, body: TransferBody): Promise<Transfer> {
  const id = await withTransaction(services, (tx) => startTransfer(tx, allowed, body));
  return await showTransfer(services, allowed, id);
}

/** @throws Problem `not_found`. */
export async function showTransfer(services: Services, { actor }: Allowed, id: string): Promise<Transfer> {
  const [transfer] = await present(services, actor, [await find(services, actor, id)]);
  if (!transfer) throw new TypeError('A transfer was found and not presented.');
  return transfer;
}

/** The transfers of the organization, or those from one member, the latest first. */
export async function listTransfers(
  services: Services,
  { actor }: Allowed,
  { fromMemberId, limit, cursor }: TransfersQuery,
): Promise<Page<Transfer>> {
  const page = await listPage(
    transferModel(services.db),
    {
      filter: { organizationId: actor.organization.id, ...(fromMemberId && { fromId: fromMemberId }) },
      order: [
        ['createdAt', -1],
        ['_id', -1],
      ],
      limit,
      cursor,
    },
    (row) => row,
  );
  return { ...page, items: await present(services, actor, page.items) };
}

/**
 * Gives the records back, in the background; what has gone on to another owner since then stays there. Asking again
 * changes nothing.
 * @throws Problem `not_found`, `outranked` when the former or a new owner may do more than the actor (MEM-13),
 *   `transfer_running`, `undo_expired`, `owner_inactive` when the former owner was deleted.
 */
export async function undoTransfer(services: Services, allowed: Allowed, id: string): Promise<Transfer> {
  const { actor } = allowed;
  await withTransaction(services, async (tx) => {
    const row = await find(tx, actor, id);
    if (row.status === 'undoing' || row.status === 'undone') return;
    await mustNotBeOutranked(tx, actor, peopleOf(row));
    const refusal = undoRefusal(row, tx.clock.now());
    if (refusal) throw new Problem(refusal);
    const fromId = row.fromId;
    if (!(await owners.hold(tx, actor.organization.id, fromId))) throw new Problem('owner_inactive');
    await transferModel(tx.db).updateOne(
      { _id: row._id },
      { $set: { status: 'undoing', problem: null, undoneBy: requesterOf(actor), ...unclaimed(tx.clock) } },
      { session: tx.transaction },
    );
    await audit.record(tx, {
      actor,
      organizationId: actor.organization.id,
      action: 'record.transfer-undo',
      target: { kind: 'member', id: fromId, label: await owners.labelOf(tx, actor.organization.id, fromId) },
      details: { transferId: id },
    });
    transfers.queue(tx, id);
  });
  return await showTransfer(services, allowed, id);
}

async function find(services: Services, { organization }: MemberActor, id: string): Promise<TransferRow> {
  const row = await transferModel(services.db)
    .findOne({ _id: id, organizationId: organization.id })
    .session(services.transaction)
    .lean<TransferRow>();
  if (!row) throw new Problem('not_found');
  return row;
}

async function present(services: Services, actor: MemberActor, rows: readonly TransferRow[]): Promise<Transfer[]> {
  const ids = rows.flatMap(peopleOf);
  const [people, outranking] = await Promise.all([
    owners.findOwners(services, actor.organization.id, ids),
    outrankingIds(services, actor, ids),
  ]);
  const now = services.clock.now();
  return rows.map((row) => ({
    id: row._id,
    from: people.get(row.fromId) ?? null,
    to: row.targets.map(({ module, ownerId }) => ({ module, owner: people.get(ownerId) ?? null })),
    status: row.status,
    total: row.total,
    moved: row.moved,
    restored: row.restored,
    problem: row.problem,
    stuck: transfers.isStuck(row, now),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
    undoUntil: undoUntil(row).toISOString(),
    abilities: {
      undo:
        may(actor, mayTransfer) && !peopleOf(row).some((id) => outranking.has(id)) && undoRefusal(row, now) === null,
    },
  }));
}

/** Whose records they were, and whose they became. */
function peopleOf({ fromId, targets }: TransferRow): string[] {
  return [fromId, ...targets.map(({ ownerId }) => ownerId)];
}

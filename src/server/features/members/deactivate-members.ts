import * as audit from '../../core/audit/service.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import { keepingLeaders, type Leaders } from '../../core/members/leaders.ts';
import { type MemberRow, memberModel } from '../../core/members/model.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { type Recipient, recipients, toRef } from '../../core/members/service.ts';
import type { Targets } from '../../core/records/schemas.ts';
import * as records from '../../core/records/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { startTransfer } from '../record-transfers/start-transfer.ts';
import { endHoldings } from './leave.ts';
import { mailDeactivated } from './mails.ts';
import { deactivationRefusals } from './rules.ts';
import type { DeactivateResponse, MembersBody } from './schemas.ts';
import { doneRows, refuseTogether, resultOf, selectMembers, type Verdict, verdictOf } from './selection.ts';

/** The new owners of the members' records, with the proof that the actor may hand them over. */
export interface HandOver {
  authorized: Authorized<'record.transfer'>;
  to: Targets;
}

/**
 * MEM-1 … MEM-5: deactivates members until somebody reactivates them. What they hold ends (see `leave.ts`), their seats
 * are free, and they get a mail. Their records stay theirs, unless `handOver` starts to give them to others.
 * @throws Problem `not_found`; `owner_inactive` when a new owner is among them or inactive; with
 *   `atomic` also `cannot_deactivate_self` and `last_manager` (MEM-6), `outranked` and `last_administrator` (MEM-13).
 */
export async function deactivateMembers(
  services: Services,
  { actor }: Authorized<'member.deactivate'>,
  { atomic, ...selection }: MembersBody,
  handOver: HandOver | null,
): Promise<DeactivateResponse> {
  const organizationId = actor.organization.id;
  return await withTransaction(services, async (tx) => {
    const rows = await selectMembers(tx, organizationId, selection);
    const verdicts = await keepingLeaders(tx, actor, async (leaders) => {
      const evaluated = await evaluate(tx, actor, rows, leaders);
      if (atomic) refuseTogether(evaluated);
      if (doneRows(evaluated).length > 0) await deactivate(tx, actor, doneRows(evaluated));
      return evaluated;
    });
    const leaving = doneRows(verdicts);
    const transfers = handOver ? await startTransfers(tx, handOver, leaving) : new Map<string, string>();
    await notify(tx, actor, leaving, transfers);
    return {
      results: verdicts.map((verdict) => {
        const result = resultOf(verdict);
        return { ...result, transferId: transfers.get(result.id) ?? null };
      }),
      seats: await subscription.seats(tx, organizationId),
    };
  });
}

async function evaluate(
  tx: Tx,
  actor: MemberActor,
  rows: readonly MemberRow[],
  { managers, administrators }: Leaders,
): Promise<Verdict[]> {
  const outranking = await outrankingAmong(tx, actor, rows.map(toRef));
  const members = rows.map(toRef).map(({ id, status, profileId }) => ({
    status,
    isSelf: id === actor.member.id,
    outranks: outranking.has(id),
    isManager: managers.profileIds.has(profileId),
    isAdministrator: administrators.profileIds.has(profileId),
  }));
  const left = { managers: managers.count, administrators: administrators.count };
  const refusals = deactivationRefusals(members, left);
  return rows.map((row, index) => verdictOf(row, refusals[index] ?? null, 'already_inactive'));
}

async function deactivate(tx: Tx, actor: MemberActor, rows: readonly MemberRow[]): Promise<void> {
  const organizationId = actor.organization.id;
  const deactivatedAt = tx.clock.now();
  await memberModel(tx.db).updateMany(
    { _id: { $in: rows.map(({ _id }) => _id) }, organizationId },
    { $set: { status: 'inactive', deactivatedAt }, $inc: { revision: 1 } },
    { session: tx.transaction },
  );
  await endHoldings(tx, { organizationId, members: rows.map(toRef) }, actor);
}

/** Starts a transfer for each member who owns records. @returns the transfers' ids by member id. */
async function startTransfers(
  tx: Tx,
  { authorized, to }: HandOver,
  rows: readonly MemberRow[],
): Promise<Map<string, string>> {
  const ids = rows.map(({ _id }) => _id);
  const targets = Object.values(to) as string[];
  if (ids.some((id) => targets.includes(id))) throw new Problem('owner_inactive');
  const owned = await records.recordCounts(tx, authorized.actor.organization.id, ids);
  const transfers = new Map<string, string>();
  for (const id of ids) {
    const total = Object.values(owned.get(id) ?? {}).reduce((sum, count) => sum + count, 0);
    if (total > 0) transfers.set(id, await startTransfer(tx, authorized, { fromMemberId: id, to }));
  }
  return transfers;
}

/** Records it and mails each member. An open invitation would let them back in, so it is superseded. */
async function notify(
  tx: Tx,
  actor: MemberActor,
  rows: readonly MemberRow[],
  transfers: ReadonlyMap<string, string>,
): Promise<void> {
  if (rows.length === 0) return;
  const organizationId = actor.organization.id;
  const people: Recipient[] = await recipients(tx, organizationId, rows.map(toRef));
  await supersedeInvitations(tx, actor, people);
  await audit.recordAll(
    tx,
    people.map(({ id, loginId }) => ({
      actor,
      organizationId,
      action: 'member.deactivate',
      target: { kind: 'member', id, label: loginId },
      details: { transferId: transfers.get(id) ?? null },
    })),
  );
  await mailDeactivated(tx, actor, people);
}

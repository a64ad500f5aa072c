import * as accounts from '../../core/accounts/service.ts';
import type { MemberRow } from '../../core/members/model.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import { toRef } from '../../core/members/service.ts';
import * as records from '../../core/records/service.ts';
import * as subscription from '../../core/seats/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { countHoldings } from './leave.ts';
import { deactivationRefusal, deletionRefusal, reactivationRefusals } from './rules.ts';
import type { Consequences, ConsequencesBody, MemberRefusal } from './schemas.ts';
import { selectMembers } from './selection.ts';

/**
 * MEM-5: what it would mean to deactivate, reactivate or delete these members; changes nothing.
 * @throws Problem `not_found`, `validation_failed` for too many.
 */
export async function showConsequences(
  services: Services,
  { actor }: Authorized<'member.list'>,
  selection: ConsequencesBody,
): Promise<Consequences> {
  const organizationId = actor.organization.id;
  const rows = await selectMembers(services, organizationId, selection);
  const ids = rows.map(({ _id }) => _id);
  const outranking = await outrankingAmong(services, actor, rows.map(toRef));
  // What the actor and members who may do more hold is not counted: the actor can't deactivate them.
  const others = rows.filter(({ _id }) => _id !== actor.member.id && !outranking.has(_id));
  const counted = new Set(others.map(({ _id }) => _id));
  const [owned, holdings, seats] = await Promise.all([
    records.recordCounts(services, organizationId, ids),
    countHoldings(services, { organizationId, members: others.map(toRef) }),
    subscription.seats(services, organizationId),
  ]);
  const inactive = rows.filter(({ status }) => status === 'inactive').length;
  const active = rows.length - inactive;
  const needed = others.filter(({ status }) => status === 'inactive').length;
  const freed = others.filter(({ status }) => status === 'active').length;
  const total = { leads: 0, contacts: 0, deals: 0, tasks: 0 };
  const owners = new Set<string>();
  for (const [id, counts] of owned) {
    const modules = counted.has(id) ? (Object.keys(total) as (keyof typeof total)[]) : [];
    for (const module of modules) total[module] += counts[module];
    if (Object.values(counts).some((count) => count > 0)) owners.add(id);
  }
  return {
    members: rows.length,
    active,
    inactive,
    records: total,
    ...holdings,
    seats: { ...seats, freed, needed, missing: Math.max(0, needed - seats.free) },
    refused: await findRefused(services, actor, rows, { owners, outranking, free: seats.free }),
  };
}

async function findRefused(
  services: Services,
  { member }: MemberActor,
  rows: readonly MemberRow[],
  { owners, outranking, free }: { owners: ReadonlySet<string>; outranking: ReadonlySet<string>; free: number },
): Promise<Consequences['refused']> {
  const members = rows.map(toRef).map((each) => ({ ...each, outranks: outranking.has(each.id) }));
  const seatless = reactivationRefusals(members, free);
  const all = members.map(({ id, accountId, status, outranks }, place) => {
    const deactivate = deactivationRefusal({ status, isSelf: id === member.id, outranks });
    return {
      id,
      accountId,
      deactivate: deactivate === 'already_inactive' ? null : deactivate,
      reactivate: seatless[place] === 'member_active' ? null : (seatless[place] ?? null),
      delete: deletionRefusal({ status, outranks, ownsRecords: owners.has(id) }),
    };
  });
  const people = await accounts.findMany(
    services,
    all.filter((each) => each.deactivate ?? each.reactivate ?? each.delete).map(({ accountId }) => accountId),
  );
  const named = (action: 'deactivate' | 'reactivate' | 'delete') =>
    all.flatMap((each): { id: string; fullName: string; code: MemberRefusal }[] => {
      const code = each[action];
      return code ? [{ id: each.id, fullName: people.get(each.accountId)?.fullName ?? '', code }] : [];
    });
  return { deactivate: named('deactivate'), reactivate: named('reactivate'), delete: named('delete') };
}

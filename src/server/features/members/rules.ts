import type { MemberAction, MemberRefusal } from './schemas.ts';

/** What decides which actions the actor can take on a member. */
export interface MemberFacts {
  status: 'active' | 'inactive';
  /** Whether the member is the actor. */
  isSelf: boolean;
  /** MEM-13: whether the member may do more than the actor. */
  outranks: boolean;
  ownsRecords: boolean;
  freeSeats: number;
}

type StateRefusal = MemberRefusal | null;

type Deactivation = Pick<MemberFacts, 'status' | 'isSelf' | 'outranks'>;

/** MEM-6, MEM-13: why the actor can't deactivate a member; null when they can. */
export function deactivationRefusal({ status, isSelf, outranks }: Deactivation): StateRefusal {
  if (status === 'inactive') return 'already_inactive';
  if (isSelf) return 'cannot_deactivate_self';
  return outranks ? 'outranked' : null;
}

/**
 * The same for several members of one call, in their order: the last active manager and the last active Administrator
 * stay.
 * @param active how many there are before the call.
 */
export function deactivationRefusals(
  members: readonly (Deactivation & { isManager: boolean; isAdministrator: boolean })[],
  active: { managers: number; administrators: number },
): StateRefusal[] {
  const left = { ...active };
  return members.map((member) => {
    const refusal = deactivationRefusal(member);
    if (refusal !== null) return refusal;
    if (member.isManager && left.managers === 1) return 'last_manager';
    if (member.isAdministrator && left.administrators === 1) return 'last_administrator';
    if (member.isManager) left.managers -= 1;
    if (member.isAdministrator) left.administrators -= 1;
    return null;
  });
}

/** MEM-7: reactivation takes a seat. */
function reactivationRefusal({
  status,
  outranks,
  freeSeats,
}: Pick<MemberFacts, 'status' | 'outranks' | 'freeSeats'>): StateRefusal {
  if (status === 'active') return 'member_active';
  if (outranks) return 'outranked';
  return freeSeats > 0 ? null : 'seats_exhausted';
}

/** The same for several members of one call, in their order, until no seat is free. */
export function reactivationRefusals(
  members: readonly Pick<MemberFacts, 'status' | 'outranks'>[],
  freeSeats: number,
): StateRefusal[] {
  let left = freeSeats;
  return members.map(({ status, outranks }) => {
    const refusal = reactivationRefusal({ status, outranks, freeSeats: left });
    if (refusal === null) left -= 1;
    return refusal;
  });
}

/** MEM-8: only inactive members who own no records can be deleted. */
export function deletionRefusal({
  status,
  outranks,
  ownsRecords,
}: Pick<MemberFacts, 'status' | 'outranks' | 'ownsRecords'>): StateRefusal {
  if (outranks) return 'outranked';
  if (status === 'active') return 'member_active';
  return ownsRecords ? 'records_owned' : null;
}

/**
 * Why each action on a member is refused; actions that are possible are missing.
 * @param allowed what the actor's profile permits.
 */
export function refusalsOf(
  facts: MemberFacts,
  allowed: Record<MemberAction, boolean>,
): Partial<Record<MemberAction, MemberRefusal>> {
  const ofState: Record<MemberAction, StateRefusal> = {
    update: facts.outranks ? 'outranked' : null,
    deactivate: deactivationRefusal(facts),
    reactivate: reactivationRefusal(facts),
    delete: deletionRefusal(facts),
    transfer: facts.outranks ? 'outranked' : null,
  };
  const why = (action: MemberAction) => (allowed[action] ? ofState[action] : 'permission_required');
  return Object.fromEntries(
    (Object.keys(ofState) as MemberAction[]).flatMap((action) => {
      const refusal = why(action);
      return refusal === null ? [] : [[action, refusal]];
    }),
  );
}

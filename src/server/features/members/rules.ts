import type { MemberAction, MemberRefusal } from './schemas.ts';

/** What is known of a member when somebody asks what can be done to them. */
export interface MemberFacts {
  status: 'active' | 'inactive';
  /** Whether the member is the one who asks. */
  isSelf: boolean;
  ownsRecords: boolean;
  freeSeats: number;
}

type StateRefusal = MemberRefusal | null;

/** MEM-6: why somebody can't be deactivated by whoever asks; null when they can. */
export function deactivationRefusal({ status, isSelf }: Pick<MemberFacts, 'status' | 'isSelf'>): StateRefusal {
  if (status === 'inactive') return 'already_inactive';
  return isSelf ? 'cannot_deactivate_self' : null;
}

/**
 * The same for many in one call, one after the other: the last of those who manage users stays.
 * @param managers how many active members manage users now.
 */
export function deactivationRefusals(
  members: readonly (Pick<MemberFacts, 'status' | 'isSelf'> & { isManager: boolean })[],
  managers: number,
): StateRefusal[] {
  let left = managers;
  return members.map((member) => {
    const refusal = deactivationRefusal(member);
    if (refusal !== null || !member.isManager) return refusal;
    if (left === 1) return 'last_manager';
    left -= 1;
    return null;
  });
}

/** MEM-7: coming back takes a seat. */
function reactivationRefusal({ status, freeSeats }: Pick<MemberFacts, 'status' | 'freeSeats'>): StateRefusal {
  if (status === 'active') return 'member_active';
  return freeSeats > 0 ? null : 'seats_exhausted';
}

/** The same for many in one call, one after the other: as many come back as there are seats. */
export function reactivationRefusals(
  members: readonly Pick<MemberFacts, 'status'>[],
  freeSeats: number,
): StateRefusal[] {
  let left = freeSeats;
  return members.map(({ status }) => {
    const refusal = reactivationRefusal({ status, freeSeats: left });
    if (refusal === null) left -= 1;
    return refusal;
  });
}

/** MEM-8: inactive members only, after their records have a new owner. */
export function deletionRefusal({ status, ownsRecords }: Pick<MemberFacts, 'status' | 'ownsRecords'>): StateRefusal {
  if (status === 'active') return 'member_active';
  return ownsRecords ? 'records_owned' : null;
}

/** Why each thing can't be done to a member; what can be done is missing. `allowed`: what the actor's profile permits. */
export function refusalsOf(
  facts: MemberFacts,
  allowed: Record<MemberAction, boolean>,
): Partial<Record<MemberAction, MemberRefusal>> {
  const ofState: Record<MemberAction, StateRefusal> = {
    update: null,
    deactivate: deactivationRefusal(facts),
    reactivate: reactivationRefusal(facts),
    delete: deletionRefusal(facts),
    transfer: null,
  };
  const why = (action: MemberAction) => (allowed[action] ? ofState[action] : 'permission_required');
  return Object.fromEntries(
    (Object.keys(ofState) as MemberAction[]).flatMap((action) => {
      const refusal = why(action);
      return refusal === null ? [] : [[action, refusal]];
    }),
  );
}

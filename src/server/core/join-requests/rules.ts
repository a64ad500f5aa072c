import { after, DAY } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { JOIN_REQUEST_STATUSES } from './schemas.ts';

export type JoinRequestStatus = (typeof JOIN_REQUEST_STATUSES)[number];

/** The life of a request: decided once, then frozen. */
export const STEPS: Record<JoinRequestStatus, readonly JoinRequestStatus[]> = {
  pending: ['approved', 'declined', 'withdrawn'],
  approved: [],
  declined: [],
  withdrawn: [],
};

/** JOIN-7: approvers are reminded once, after this many days. */
const REMIND_AFTER_DAYS = 3;

/** JOIN-7: requests from before this moment are due for the reminder. */
export function reminderDueBefore(now: Date): Date {
  return after(now, -REMIND_AFTER_DAYS * DAY);
}

/** JOIN-8: when a person whose request was declined may ask again. */
export function mayAskAgainAt(declinedAt: Date, askAgainDays: number): Date {
  return after(declinedAt, askAgainDays * DAY);
}

/** Why a decision on a request in this state is refused (JOIN-5); null while it is open. */
export function decisionRefusal(status: JoinRequestStatus): ProblemCode | null {
  if (status === 'pending') return null;
  return status === 'withdrawn' ? 'request_withdrawn' : 'already_decided';
}

/** A person as the directory has them now. */
interface DirectoryPerson {
  loginId: string;
  isEnabled: boolean;
}

/** JOIN-10: why the person can't be let in, by the directory; null when they can. */
export function identityRefusal(
  requestedLoginId: string,
  person: DirectoryPerson | null,
): 'directory_user_unavailable' | 'login_id_mismatch' | null {
  if (!person?.isEnabled) return 'directory_user_unavailable';
  return normalizeLoginId(person.loginId) === normalizeLoginId(requestedLoginId) ? null : 'login_id_mismatch';
}

/** Why a person can't ask to join (JOIN-8, JOIN-9); null when they can. */
export function askRefusal(facts: {
  member: 'active' | 'inactive' | null;
  isInvited: boolean;
  mayAskAgainAt: Date | null;
  now: Date;
}): 'already_member' | 'already_invited' | 'member_inactive' | 'ask_again_later' | null {
  if (facts.member === 'active') return 'already_member';
  if (facts.isInvited) return 'already_invited';
  if (facts.member === 'inactive') return 'member_inactive';
  return facts.mayAskAgainAt && facts.now < facts.mayAskAgainAt ? 'ask_again_later' : null;
}

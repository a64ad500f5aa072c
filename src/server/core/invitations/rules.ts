import { after, DAY } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { INVITATION_STATUSES } from './schemas.ts';

export type InvitationStatus = (typeof INVITATION_STATUSES)[number];

/** The life of an invitation. `accepted` and `revoked` are final; an expired one may be sent again (INV-8). */
export const STEPS: Record<InvitationStatus, readonly InvitationStatus[]> = {
  pending: ['pending', 'accepted', 'revoked', 'expired'],
  expired: ['pending', 'revoked'],
  accepted: [],
  revoked: [],
};

/** How often a link may be sent again within 24 hours (INV-8). */
export const RESENDS_A_DAY = 5;

interface Dated {
  status: InvitationStatus;
  expiresAt: Date;
}

/** INV-8: an invitation is expired from its date on, also before the job has marked it. */
export function statusAt({ status, expiresAt }: Dated, now: Date): InvitationStatus {
  return status === 'pending' && expiresAt <= now ? 'expired' : status;
}

export function expiryOf(sentAt: Date, days: number): Date {
  return after(sentAt, days * DAY);
}

export function mayBeSentAgain(invitation: Dated, now: Date): boolean {
  return STEPS[statusAt(invitation, now)].includes('pending');
}

export function mayBeRevoked(invitation: Dated, now: Date): boolean {
  return STEPS[statusAt(invitation, now)].includes('revoked');
}

/** INV-8: whether the limit of the last 24 hours is reached. */
export function resendsUsedUp(resentAt: readonly Date[], now: Date): boolean {
  return resentAt.filter((moment) => moment > after(now, -DAY)).length >= RESENDS_A_DAY;
}

export interface Invited {
  kind: 'microsoft' | 'email';
  loginId: string;
  tenantId: string | null;
  objectId: string | null;
}

/** A person to invite: of the tenant, or, without an object ID, known by login ID alone. */
export interface Invitee {
  objectId: string | null;
  loginId: string;
}

/** Whether two are the same person. The login ID decides only where an object ID is missing, for it can pass to another person. */
export function isSamePerson(one: Invitee, other: Invitee): boolean {
  if (one.objectId !== null && other.objectId !== null) return one.objectId === other.objectId;
  return one.loginId === other.loginId;
}

export interface SignedIn {
  loginId: string;
  identity: { tenantId: string; objectId: string } | null;
}

/**
 * INV-5: whether the sign-in is the invited one. Login IDs have to be equal and, for an invitation of Microsoft 365,
 * so have tenant and object ID. No other claim of a token is used.
 */
export function isInvited(invited: Invited, { loginId, identity }: SignedIn): boolean {
  if (normalizeLoginId(loginId) !== normalizeLoginId(invited.loginId)) return false;
  if (invited.kind === 'email') return true;
  return identity !== null && identity.tenantId === invited.tenantId && identity.objectId === invited.objectId;
}

/** INV-8: why a link no longer works; null while it does. */
export function linkRefusal(invitation: Dated, isNewestLink: boolean, now: Date): ProblemCode | null {
  const status = statusAt(invitation, now);
  if (status === 'accepted') return 'link_used';
  if (status === 'revoked') return 'link_revoked';
  if (!isNewestLink) return 'link_replaced';
  return status === 'expired' ? 'link_expired' : null;
}

import { Types } from 'mongoose';
import { fold, words } from '../../platform/search-text.ts';
import type { Tx } from '../../platform/services.ts';
import * as audit from '../audit/service.ts';
import { outrankingAmong } from '../members/outranked.ts';
import * as members from '../members/service.ts';
import * as outbox from '../outbox/service.ts';
import type { Candidate } from './candidates.ts';
import { invitationEmail } from './emails.tsx';
import { expire } from './expire-invitations.ts';
import type { InvitationTerms } from './invite-people.ts';
import { mailKey } from './mail-link.ts';
import { type InvitationRow, invitationModel } from './model.ts';
import { expiryOf } from './rules.ts';
import type { InviteResponse } from './schemas.ts';
import { pendingAmong } from './service.ts';

type Result = InviteResponse['results'][number];
type Invitee = NonNullable<Candidate['person']>;

/** Invites some people in one transaction: invitations, audit entries and mails become true together. */
export async function inviteBatch(tx: Tx, terms: InvitationTerms, candidates: Candidate[]): Promise<Result[]> {
  const outcomeOf = await lookAround(tx, terms, candidates);
  const rows: InvitationRow[] = [];
  const results = candidates.map(({ key, person }): Result => {
    if (!person) return { key, outcome: 'directory_user_unavailable', invitationId: null };
    const known = outcomeOf(person);
    if (known) return { key, ...known };
    const row = toRow(tx, terms, person);
    rows.push(row);
    return { key, outcome: 'invited', invitationId: row._id.toHexString() };
  });
  if (rows.length > 0) await save(tx, terms, rows);
  return results;
}

/** What already stands in the way of inviting a person; null when nothing does. */
async function lookAround(tx: Tx, { actor, organization }: InvitationTerms, candidates: Candidate[]) {
  const organizationId = organization.id;
  const people = candidates.flatMap(({ person }) => person ?? []);
  const objectIds = people.flatMap(({ objectId }) => objectId ?? []);
  const loginIds = people.map(({ loginId }) => loginId);
  // Invitations whose date has passed make room before the job writes it down (INV-8).
  const theirs = { organizationId, $or: [{ loginId: { $in: loginIds } }, { objectId: { $in: objectIds } }] };
  await expire(tx, theirs, 2 * people.length);
  const byObjectId = await members.amongPeople(tx, organizationId, objectIds);
  const memberByLoginId = await members.amongLoginIds(tx, organizationId, loginIds);
  const memberByObjectId = new Map(byObjectId.map((member) => [member.objectId, member]));
  const outranking = await outrankingAmong(tx, actor, [...byObjectId, ...memberByLoginId.values()]);
  const pending = await pendingAmong(tx, organizationId, { objectIds, loginIds });
  const invited = new Map(
    pending.flatMap(({ id, objectId, loginId }) => [[objectId, id] as const, [loginId, id] as const]),
  );
  return ({ objectId, loginId }: Invitee): Omit<Result, 'key'> | null => {
    const member = (objectId && memberByObjectId.get(objectId)) || memberByLoginId.get(loginId);
    if (member?.status === 'active') return { outcome: 'already_member', invitationId: null };
    // Accepting would reactivate the member with the profile and role of the invitation.
    if (member && outranking.has(member.id)) return { outcome: 'outranked', invitationId: null };
    const invitationId = (objectId && invited.get(objectId)) || invited.get(loginId);
    return invitationId ? { outcome: 'already_invited', invitationId } : null;
  };
}

function toRow(tx: Tx, { actor, organization, profileId, roleId }: InvitationTerms, person: Invitee): InvitationRow {
  const now = tx.clock.now();
  const { id: accountId, fullName, loginId } = actor.account;
  return {
    _id: new Types.ObjectId(),
    organizationId: new Types.ObjectId(organization.id),
    kind: person.objectId === null ? 'email' : 'microsoft',
    ...person,
    nameKey: fold(person.fullName),
    words: words(person.fullName, person.loginId),
    tenantId: person.objectId === null ? null : organization.tenantId,
    profileId: new Types.ObjectId(profileId),
    roleId: new Types.ObjectId(roleId),
    invitedBy: { accountId: new Types.ObjectId(accountId), fullName, loginId },
    status: 'pending',
    createdAt: now,
    expiresAt: expiryOf(now, tx.config.INVITATION_DAYS),
    sending: 1,
    resentAt: [],
    links: [],
    otherAccountAt: null,
    accepted: null,
  };
}

async function save(tx: Tx, { actor, organization }: InvitationTerms, rows: InvitationRow[]): Promise<void> {
  await invitationModel(tx.db).insertMany(rows, { session: tx.session });
  await audit.recordAll(
    tx,
    rows.map(({ _id, kind, loginId, profileId, roleId }) => ({
      actor,
      organizationId: organization.id,
      action: 'invitation.create',
      target: { kind: 'invitation', id: _id.toHexString(), label: loginId },
      details: { kind, profileId: profileId.toHexString(), roleId: roleId.toHexString() },
    })),
  );
  await outbox.enqueueAll(
    tx,
    rows.map((row) => mailOf(row)),
  );
}

/** The mail of an invitation as it stands; its link is made when it goes out. */
export function mailOf({ _id, organizationId, sending, mailTo, fullName, language }: InvitationRow) {
  const data = { invitationId: _id.toHexString(), sending };
  return {
    email: invitationEmail,
    data,
    to: { address: mailTo, name: fullName },
    language,
    dedupeKey: mailKey(data),
    organizationId: organizationId.toHexString(),
  };
}

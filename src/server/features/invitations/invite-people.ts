import * as audit from '../../core/audit/service.ts';
import * as directory from '../../core/directory/service.ts';
import { type KnownAs, knownPeople } from '../../core/invitations/known-people.ts';
import { type InvitationRow, invitationModel } from '../../core/invitations/model.ts';
import { expiryOf } from '../../core/invitations/rules.ts';
import { seatsAfterPending, targetOf } from '../../core/invitations/service.ts';
import { supersedeInvitations } from '../../core/invitations/supersede-invitations.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import type * as organizations from '../../core/organizations/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import * as roles from '../../core/roles/service.ts';
import { readStructure } from '../../core/structure/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { newId } from '../../platform/ids.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { Problem } from '../../platform/problem.ts';
import { fold, words } from '../../platform/search-text.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { expire } from './lifecycle.ts';
import { mailInvitations } from './mails.ts';
import type { InviteBody, InviteResponse } from './schemas.ts';

type Result = InviteResponse['results'][number];

/** What every person of one call is invited with. */
interface InvitationOffer {
  actor: MemberActor;
  organization: organizations.OrganizationRef;
  profileId: string;
  roleId: string;
}

/** A person to invite. */
interface Candidate {
  /** The object ID or login ID of the request. */
  key: string;
  /** Null when the directory has no such person. */
  person: {
    /** False for a disabled person of the directory. */
    isEnabled: boolean;
    loginId: string;
    fullName: string;
    objectId: string | null;
    mailTo: string;
    language: organizations.OrganizationRef['language'];
  } | null;
}

type Invitee = NonNullable<Candidate['person']>;

/** How many people that the mirror does not have are looked up at Microsoft at the same time. */
const LOOK_UPS_AT_ONCE = 8;

/** People per transaction: few enough to keep its locks short. */
const BATCH = 100;

/** Tries when another call invites one of the same people at the same moment: the next try finds that invitation. */
const TRIES = 3;

/**
 * Invites people of the tenant or anybody by e-mail address, each with an outcome (INV-1, INV-2). Calling
 * it again invites nobody twice (INV-9).
 * @throws Problem `not_found` for a profile or role that is not the organization's, `permission_required` for a profile
 *   with more than the actor has (MEM-12), `role_above_yours` (ROLE-2), `directory_unavailable`.
 */
export async function invitePeople(
  services: Services,
  { actor }: Authorized<'invitation.create'>,
  body: InviteBody,
): Promise<InviteResponse> {
  const organizationId = actor.organization.id;
  const { organization, ...structure } = await readStructure(services, organizationId);
  const profile = profiles.grantableAmong(structure.profiles, actor, body.profileId);
  const role = roles.newcomersRoleAmong(structure.hierarchy, actor, body.roleId);
  const offer = { actor, organization, profileId: profile.id, roleId: role.id };
  const candidates = await findCandidates(services, organization, body);
  const results: InviteResponse['results'] = [];
  for (let start = 0; start < candidates.length; start += BATCH) {
    results.push(...(await inviteSafely(services, offer, candidates.slice(start, start + BATCH))));
  }
  return { results, seatsAfter: await seatsAfterPending(services, organizationId) };
}

/** The people whom the body names, without duplicates. */
async function findCandidates(
  services: Services,
  organization: organizations.OrganizationRef,
  body: InviteBody,
): Promise<Candidate[]> {
  if ('people' in body) {
    const { language } = organization;
    const byLoginId = new Map(body.people.map((person) => [person.loginId, person]));
    return [...byLoginId].map(([loginId, { fullName }]) => ({
      key: loginId,
      person: { isEnabled: true, loginId, fullName, objectId: null, mailTo: loginId, language },
    }));
  }
  const objectIds = [...new Set(body.objectIds)];
  const people = await findInDirectory(services, organization, objectIds);
  return objectIds.map((objectId) => {
    const person = people.get(objectId);
    if (!person) return { key: objectId, person: null };
    const { isEnabled, loginId, fullName, language } = person;
    const mailTo = directory.mailAddressOf(person);
    return {
      key: objectId,
      person: { isEnabled, loginId, fullName, objectId, mailTo, language: language ?? organization.language },
    };
  });
}

/** From the mirror of the directory; those whom it does not have yet, from Microsoft. */
async function findInDirectory(
  services: Services,
  { id, tenantId }: organizations.OrganizationRef,
  objectIds: string[],
): Promise<Map<string, directory.DirectoryPerson>> {
  const known = await directory.findPeople(services, id, objectIds);
  const people = new Map(known.map((person) => [person.objectId, person]));
  const missing = objectIds.filter((objectId) => !people.has(objectId));
  const lookUp = async () => {
    for (let objectId = missing.pop(); objectId; objectId = missing.pop()) {
      const person = await directory.readPerson(services, tenantId, objectId);
      if (person) people.set(objectId, person);
    }
  };
  await Promise.all(Array.from({ length: LOOK_UPS_AT_ONCE }, lookUp));
  return people;
}

async function inviteSafely(
  services: Services,
  offer: InvitationOffer,
  candidates: Candidate[],
): Promise<InviteResponse['results']> {
  for (let attempts = 1; ; attempts++) {
    try {
      return await withTransaction(services, async (tx) => {
        // Neither may have been deleted since they were chosen.
        const { profiles, hierarchy } = await readStructure(tx, offer.organization.id);
        const chosen = [
          profiles.find(({ id }) => id === offer.profileId),
          hierarchy.roles.find(({ id }) => id === offer.roleId),
        ];
        if (chosen.includes(undefined)) throw new Problem('not_found');
        return await inviteBatch(tx, offer, candidates);
      });
    } catch (error) {
      if (attempts === TRIES || !duplicateKey(error)) throw error;
    }
  }
}

/** Invites some people in one transaction: invitations, audit entries and mails become true together. */
async function inviteBatch(tx: Tx, offer: InvitationOffer, candidates: Candidate[]): Promise<Result[]> {
  const organizationId = offer.organization.id;
  const people = candidates.flatMap(({ person }) => person ?? []);
  const known = await knownPeople(tx, organizationId, people);
  await expireOld(
    tx,
    people.flatMap((person) => known(person).overdue),
  );
  const places = people.flatMap((person) => known(person).place ?? []);
  const outranking = await outrankingAmong(tx, offer.actor, places);
  const stale = people.flatMap((person) =>
    refusalOf(person, known(person), outranking) ? [] : (known(person).inTheWay ?? []),
  );
  await supersedeInvitations(tx, offer.actor, stale);
  const rows: InvitationRow[] = [];
  const results = candidates.map(({ key, person }): Result => {
    if (!person) return { key, outcome: 'directory_user_unavailable', invitationId: null };
    const { invitationId, ...as } = known(person);
    const isStale = stale.some(({ id }) => id === invitationId);
    const refusal = refusalOf(person, { ...as, invitationId: isStale ? null : invitationId }, outranking);
    if (refusal) return { key, ...refusal };
    const row = toRow(tx, offer, person);
    rows.push(row);
    return { key, outcome: 'invited', invitationId: row._id };
  });
  if (rows.length > 0) await save(tx, offer, rows);
  return results;
}

/** An invitation past its date must not count as open, also before the job has marked it as expired (INV-8). */
async function expireOld(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await expire(tx, { _id: { $in: ids } }, ids.length);
}

/** Why a person can't be invited, by the same facts as the directory's list shows; null when they can. */
function refusalOf(
  { isEnabled }: Invitee,
  { member, place, invitationId }: KnownAs,
  outranking: ReadonlySet<string>,
): Omit<Result, 'key'> | null {
  if (member === 'active') return { outcome: 'already_member', invitationId: null };
  // Accepting would reactivate the member with the profile and role of the invitation (MEM-13).
  if (place && outranking.has(place.id)) return { outcome: 'outranked', invitationId: null };
  if (invitationId) return { outcome: 'already_invited', invitationId };
  return isEnabled ? null : { outcome: 'directory_user_unavailable', invitationId: null };
}

function toRow(
  tx: Tx,
  { actor, organization, profileId, roleId }: InvitationOffer,
  { isEnabled: _is, ...person }: Invitee,
): InvitationRow {
  const now = tx.clock.now();
  const { id: accountId, fullName, loginId } = actor.account;
  return {
    _id: newId(),
    organizationId: organization.id,
    kind: person.objectId === null ? 'email' : 'microsoft',
    ...person,
    nameKey: fold(person.fullName),
    words: words(person.fullName, person.loginId),
    tenantId: person.objectId === null ? null : organization.tenantId,
    profileId,
    roleId,
    invitedBy: { accountId, fullName, loginId },
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

async function save(tx: Tx, { actor, organization }: InvitationOffer, rows: InvitationRow[]): Promise<void> {
  await invitationModel(tx.db).insertMany(rows, { session: tx.transaction });
  await audit.recordAll(
    tx,
    rows.map((row) => ({
      actor,
      organizationId: organization.id,
      action: 'invitation.create',
      target: targetOf(row),
      details: { kind: row.kind, profileId: row.profileId, roleId: row.roleId },
    })),
  );
  await mailInvitations(tx, rows);
}

import * as accounts from '../../core/accounts/service.ts';
import * as directory from '../../core/directory/service.ts';
import type { MemberRow } from '../../core/members/model.ts';
import { outrankingBy } from '../../core/members/outranked.ts';
import { toRef } from '../../core/members/service.ts';
import * as records from '../../core/records/service.ts';
import { readStructure, type Structure } from '../../core/structure/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import { may } from '../../platform/authorize.ts';
import type { Services } from '../../platform/services.ts';
import { transferRecords } from '../record-transfers/policy.ts';
import * as policy from './policy.ts';
import { type MemberFacts, refusalsOf } from './rules.ts';
import type { Member, MemberAction, MemberDetails } from './schemas.ts';

/** A member as lists show them, with the reason why each unavailable action is refused. */
export type Presented = Member & Pick<MemberDetails, 'refusals'>;

/** Members as the API returns them. The number of queries does not depend on the number of rows. */
export async function presentMembers(
  services: Services,
  actor: MemberActor,
  rows: readonly MemberRow[],
): Promise<Presented[]> {
  const structure = await readStructure(services, actor.organization.id);
  const [nameOf, factsOf] = await Promise.all([
    loadNames(services, structure, rows),
    findFacts(services, actor, structure, rows),
  ]);
  const allowed = {
    update: may(actor, policy.updateMember),
    deactivate: may(actor, policy.deactivateMembers),
    reactivate: may(actor, policy.reactivateMembers),
    delete: may(actor, policy.deleteMembers),
    transfer: may(actor, transferRecords),
  };
  return rows.map((row) => {
    const refusals = refusalsOf(factsOf(row), allowed);
    const can = (action: MemberAction) => refusals[action] === undefined;
    return {
      id: row._id,
      accountId: row.accountId,
      objectId: row.objectId,
      ...nameOf(row),
      status: row.status,
      joinedAt: row.joinedAt.toISOString(),
      deactivatedAt: row.deactivatedAt?.toISOString() ?? null,
      abilities: {
        update: can('update'),
        deactivate: can('deactivate'),
        reactivate: can('reactivate'),
        delete: can('delete'),
        transfer: can('transfer'),
      },
      refusals,
    };
  });
}

type Names = Pick<Member, 'loginId' | 'fullName' | 'jobTitle' | 'department' | 'profile' | 'role'>;

/** Loads the members' names, titles, profiles and roles, to look them up by row. */
export async function loadNames(
  services: Services,
  { organization, profiles, hierarchy }: Structure,
  rows: readonly MemberRow[],
): Promise<(row: MemberRow) => Names> {
  const accountIds = rows.map(({ accountId }) => accountId);
  const objectIds = rows.flatMap(({ objectId }) => objectId ?? []);
  const [byAccount, people] = await Promise.all([
    accounts.findMany(services, accountIds),
    directory.findPeople(services, organization.id, objectIds),
  ]);
  const profileNames = new Map(profiles.map(({ id, name }) => [id, name]));
  const roleNames = new Map(hierarchy.roles.map(({ id, name }) => [id, name]));
  const inDirectory = new Map(people.map((person) => [person.objectId, person]));
  return (row) => {
    const profileId = row.profileId;
    const roleId = row.roleId;
    const account = byAccount.get(row.accountId);
    const person = row.objectId === null ? undefined : inDirectory.get(row.objectId);
    return {
      loginId: account?.loginId ?? '',
      fullName: account?.fullName ?? '',
      jobTitle: person?.jobTitle ?? null,
      department: person?.department ?? null,
      profile: { id: profileId, name: profileNames.get(profileId) ?? '' },
      role: { id: roleId, name: roleNames.get(roleId) ?? '' },
    };
  };
}

/**
 * Loads what `refusalsOf` decides by. Owned records matter only for deletion, so active members' records are not read.
 */
async function findFacts(
  services: Services,
  actor: MemberActor,
  { profiles, seats: { free } }: Structure,
  rows: readonly MemberRow[],
): Promise<(row: MemberRow) => MemberFacts> {
  const { organization, member } = actor;
  const inactive = rows.filter(({ status }) => status === 'inactive').map(({ _id }) => _id);
  const owners = await records.owners(services, organization.id, inactive);
  const outranking = outrankingBy(profiles, actor, rows.map(toRef));
  return ({ _id, status }) => {
    const id = _id;
    const isSelf = id === member.id;
    return { status, isSelf, outranks: outranking.has(id), ownsRecords: owners.has(id), freeSeats: free };
  };
}

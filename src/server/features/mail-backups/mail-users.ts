import { knownDomains } from '../../core/directory/verified-domains.ts';
import * as extensions from '../../core/extensions/service.ts';
import * as activeMembers from '../../core/members/active-members.ts';
import { outrankingAmong } from '../../core/members/outranked.ts';
import type { NamedMember as Member } from '../../core/members/service.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { findMailboxes, ownersOfMailboxes } from '../mailboxes/mailboxes.ts';
import { backupStates, presentBackups } from './backups.ts';
import { type MailboxFacts, refusalsOf } from './rules.ts';
import { MAIL_USER_ACTIONS, type MailUser, type MailUsersQuery } from './schemas.ts';

/** MAIL-2: the active members for whom the extension works, or the inactive ones who have left a mailbox. */
export async function listMailUsers(
  services: Services,
  { actor }: Authorized<'mailbox.list'>,
  { status, ...query }: MailUsersQuery,
): Promise<Page<MailUser>> {
  const organizationId = actor.organization.id;
  const page =
    status === 'active'
      ? await activeMembers.listActive(services, organizationId, query, await holders(services, organizationId))
      : await activeMembers.listInactive(
          services,
          organizationId,
          query,
          await ownersOfMailboxes(services, organizationId),
        );
  return { ...page, items: await presentMailUsers(services, actor, page.items) };
}

/** @throws Problem `not_found`. */
export async function showMailUser(services: Services, actor: MemberActor, memberId: string): Promise<MailUser> {
  const member = await activeMembers.findNamed(services, actor.organization.id, memberId);
  const [user] = await presentMailUsers(services, actor, [member]);
  if (!user) throw new TypeError('A member was found and not presented.');
  return user;
}

async function holders(services: Services, organizationId: string): Promise<activeMembers.Narrowing> {
  const { mode } = await extensions.findLicence(services, organizationId, 'mail');
  if (mode === 'user') {
    return { field: '_id', values: await extensions.activatedIds(services, organizationId, 'mail'), isIn: true };
  }
  const all = await profiles.all(services, organizationId);
  return { field: 'profileId', values: extensions.profilesWith(all, 'mail'), isIn: true };
}

/** One query for each kind of thing, however many members there are. */
async function presentMailUsers(
  services: Services,
  actor: MemberActor,
  members: readonly Member[],
): Promise<MailUser[]> {
  const organizationId = actor.organization.id;
  const ids = members.map(({ id }) => id);
  const [mailboxes, managers, outranking, domains, states] = await Promise.all([
    findMailboxes(services, organizationId, ids),
    countManagers(services, organizationId),
    outrankingAmong(services, actor, members),
    members.some(({ status }) => status === 'inactive') ? knownDomains(services, organizationId) : null,
    backupStates(services, organizationId, ids),
  ]);
  const backups = await presentBackups(
    services,
    organizationId,
    [...states.values()].map(({ last }) => last),
  );
  const mailboxOf = new Map(mailboxes.map((mailbox) => [mailbox.memberId, mailbox]));
  const backupOf = new Map(backups.map((backup) => [backup.id, backup]));
  return members.map((member) => {
    const { id, fullName, loginId, status, deactivatedAt } = member;
    const mailbox = mailboxOf.get(id) ?? null;
    const state = states.get(id);
    const facts: MailboxFacts = {
      mailbox,
      member,
      isOwn: id === actor.member.id,
      outranks: outranking.has(id),
      managers,
      domains,
      isRunning: state?.last.open === true,
      backedUpAt: state?.readAt ?? null,
    };
    const refusals = refusalsOf(facts);
    const [lock, unlock, backUp, latestBackup] = MAIL_USER_ACTIONS.map((action) => refusals[action] === undefined);
    return {
      id,
      fullName,
      loginId,
      status,
      deactivatedAt: deactivatedAt?.toISOString() ?? null,
      mailbox: mailbox && {
        address: mailbox.address,
        protocol: mailbox.protocol,
        sharing: mailbox.sharing,
        locked: mailbox.lockedAt !== null,
        frozen: mailbox.frozenAt !== null,
        savedAt: mailbox.savedAt.toISOString(),
      },
      backup: (state && backupOf.get(state.last._id)) ?? null,
      abilities: {
        lock: lock === true,
        unlock: unlock === true,
        backUp: backUp === true,
        latestBackup: latestBackup === true,
      },
      refusals,
    };
  });
}

/** How many active members have `manageMail` (MAIL-6). */
export async function countManagers(services: Services, organizationId: string): Promise<number> {
  const profileIds = await profiles.granting(services, organizationId, 'manageMail');
  return await activeMembers.countWithProfiles(services, organizationId, profileIds);
}

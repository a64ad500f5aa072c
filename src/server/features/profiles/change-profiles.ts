import * as audit from '../../core/audit/service.ts';
import { moveInvitations } from '../../core/invitations/move-invitations.ts';
import { moveMembers } from '../../core/members/assignments.ts';
import { keepingLeaders } from '../../core/members/leaders.ts';
import { nameKeyOf, type ProfileRow, profileModel } from '../../core/profiles/model.ts';
import { changeRefusal, permissionsOf } from '../../core/profiles/rules.ts';
import * as profiles from '../../core/profiles/service.ts';
import { holdSeats } from '../../core/seats/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { covers, PERMISSIONS } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { CreateProfileBody, Switches, UpdateProfileBody } from './schemas.ts';

/** The limit for an organization; nobody keeps an overview of more. */
const MOST_PROFILES = 100;

/**
 * Creates a profile, empty or as a copy of another one.
 * @throws Problem `name_taken`, `not_found`, `permission_required` when the actor lacks one of its permissions,
 *   `profile_limit`.
 */
export async function createProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  { name, copyOf, ...request }: CreateProfileBody,
): Promise<string> {
  const organizationId = actor.organization.id;
  return await uniquelyNamed(
    withTransaction(services, async (tx) => {
      const original = copyOf ? await profiles.find(tx, organizationId, copyOf) : null;
      if (copyOf && !original) throw new Problem('not_found');
      const permissions = inOrder(PERMISSIONS, request.permissions ?? original?.permissions ?? []);
      const extensions = inOrder(EXTENSIONS, request.extensions ?? original?.extensions ?? []);
      refuse(changeRefusal({ builtIn: null, permissions: [] }, { permissions }, actor.permissions));
      const count = await profileModel(tx.db).countDocuments({ organizationId }).session(tx.transaction);
      if (count >= MOST_PROFILES) throw new Problem('profile_limit');
      const [row] = await profileModel(tx.db).create(
        [{ organizationId, name, nameKey: nameKeyOf(name), permissions, extensions }],
        { session: tx.transaction },
      );
      if (!row) throw new TypeError('A profile was written and none came back.');
      await audit.record(tx, {
        actor,
        organizationId,
        action: 'profile.create',
        target: { kind: 'profile', id: row.id, label: name },
        details: { permissions, extensions, copyOf: copyOf ?? null },
      });
      return row.id as string;
    }),
  );
}

/**
 * Changes a profile. It takes effect on its members' next call (MEM-11).
 * @throws Problem `not_found`, `built_in`, `name_taken`, `permission_required` (MEM-12), `outranked`,
 *   `last_administrator` (MEM-13), `last_manager` (MEM-6).
 */
export async function updateProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  profileId: string,
  { name, switches = {}, ...request }: UpdateProfileBody,
): Promise<void> {
  const organizationId = actor.organization.id;
  await uniquelyNamed(
    withTransaction(services, async (tx) => {
      const before = await findRow(tx, organizationId, profileId);
      const permissions = switched(PERMISSIONS, before.permissions, request.permissions, switches);
      const extensions = switched(EXTENSIONS, before.extensions, request.extensions, switches);
      refuse(changeRefusal(before, { name, permissions }, actor.permissions));
      const set = {
        ...(name !== undefined && { name, nameKey: nameKeyOf(name) }),
        ...(permissions && { permissions }),
        ...(extensions && { extensions }),
      };
      const write = () =>
        profileModel(tx.db).updateOne({ _id: profileId, organizationId }, { $set: set }, { session: tx.transaction });
      const takesAway = permissions !== undefined && !covers(new Set(permissions), before.permissions);
      await (takesAway ? keepingLeaders(tx, actor, write) : write());
      await audit.record(tx, {
        actor,
        organizationId,
        action: 'profile.update',
        target: { kind: 'profile', id: profileId, label: before.name },
        details: {
          before: { name: before.name, permissions: before.permissions, extensions: before.extensions },
          after: { name, permissions, extensions },
        },
      });
    }),
  );
}

/**
 * Deletes a profile. Its members and open invitations get the profile `moveTo` in the same transaction.
 * @throws Problem `not_found`, `built_in`, `in_use` when it is in use and `moveTo` is missing, `last_manager`,
 *   `last_administrator`, `outranked` when it has a permission that the actor lacks, `permission_required` when
 *   `moveTo` has one.
 */
export async function deleteProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  profileId: string,
  moveTo: string | undefined,
): Promise<void> {
  const organizationId = actor.organization.id;
  await withTransaction(services, async (tx) => {
    const row = await findRow(tx, organizationId, profileId);
    if (row.builtIn !== null) throw new Problem('built_in');
    if (moveTo === profileId) throw new Problem('in_use');
    const target = moveTo ? await findRow(tx, organizationId, moveTo) : null;
    const refusal = changeRefusal(row, { permissions: target?.permissions }, actor.permissions);
    if (refusal) throw new Problem(refusal);
    await holdSeats(tx, organizationId);
    const move = { organizationId, field: 'profileId', from: profileId, to: moveTo ?? null } as const;
    const moved = await keepingLeaders(tx, actor, async () => {
      const moved = { members: await moveMembers(tx, move), invitations: await moveInvitations(tx, move) };
      await profileModel(tx.db).deleteOne({ _id: profileId, organizationId }, { session: tx.transaction });
      return moved;
    });
    await audit.record(tx, {
      actor,
      organizationId,
      action: 'profile.delete',
      target: { kind: 'profile', id: profileId, label: row.name },
      details: { ...moved, moveTo: moveTo ?? null },
    });
  });
}

/** A profile with what it permits. @throws Problem `not_found`. */
async function findRow(tx: Tx, organizationId: string, profileId: string): Promise<ProfileRow> {
  const row = await profileModel(tx.db).findOne({ _id: profileId, organizationId }).session(tx.transaction).lean();
  if (!row) throw new Problem('not_found');
  return { ...row, permissions: permissionsOf(row) };
}

function refuse(refusal: ReturnType<typeof changeRefusal>): void {
  if (refusal) throw new Problem(refusal);
}

async function uniquelyNamed<Result>(work: Promise<Result>): Promise<Result> {
  return await work.catch((error: unknown) => {
    throw duplicateKey(error)?.includes('nameKey') ? new Problem('name_taken') : error;
  });
}

/** What is on afterwards; undefined when the request changes nothing of it. */
function switched<Item extends keyof Switches>(
  all: readonly Item[],
  before: readonly Item[],
  requested: readonly Item[] | undefined,
  switches: Switches,
): Item[] | undefined {
  if (!requested && !all.some((item) => switches[item] !== undefined)) return undefined;
  return all.filter((item) => switches[item] ?? (requested ?? before).includes(item));
}

/** Without duplicates, in the order of `all`, which is that of the page. */
function inOrder<Item>(all: readonly Item[], some: readonly Item[]): Item[] {
  return all.filter((item) => some.includes(item));
}

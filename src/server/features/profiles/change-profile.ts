import * as audit from '../../core/audit/service.ts';
import { keepingLeaders } from '../../core/members/leaders.ts';
import { nameKeyOf, type ProfileRow, profileModel } from '../../core/profiles/model.ts';
import { changeRefusal, permissionsOf } from '../../core/profiles/rules.ts';
import * as profiles from '../../core/profiles/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { EXTENSIONS } from '../../platform/extensions.ts';
import { duplicateKey } from '../../platform/mongo-errors.ts';
import { covers, PERMISSIONS } from '../../platform/permissions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import type { CreateProfileBody, Switches, UpdateProfileBody } from './schemas.ts';

/** More are no help to anybody. */
const MOST_PROFILES = 100;

/**
 * Makes a profile, of nothing or of another one.
 * @throws Problem `name_taken`, `not_found`, `permission_required` for what the actor does not have, `profile_limit`.
 */
export async function createProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  { name, copyOf, ...wish }: CreateProfileBody,
): Promise<string> {
  const organizationId = actor.organization.id;
  return await uniquelyNamed(
    withTransaction(services, async (tx) => {
      const original = copyOf ? await profiles.find(tx, organizationId, copyOf) : null;
      if (copyOf && !original) throw new Problem('not_found');
      const permissions = inOrder(PERMISSIONS, wish.permissions ?? original?.permissions ?? []);
      const extensions = inOrder(EXTENSIONS, wish.extensions ?? original?.extensions ?? []);
      refuse(changeRefusal({ builtIn: null, permissions: [] }, { permissions }, actor.permissions));
      const count = await profileModel(tx.db).countDocuments({ organizationId }).session(tx.session);
      if (count >= MOST_PROFILES) throw new Problem('profile_limit');
      const [row] = await profileModel(tx.db).create(
        [{ organizationId, name, nameKey: nameKeyOf(name), permissions, extensions }],
        { session: tx.session },
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
 * Changes a profile; its members feel it on their next call (MEM-11).
 * @throws Problem `not_found`, `built_in`, `name_taken`, `permission_required` (MEM-12), `outranked`, `last_administrator`
 *   (MEM-13), `last_manager` (MEM-6).
 */
export async function updateProfile(
  services: Services,
  { actor }: Authorized<'profile.manage'>,
  profileId: string,
  { name, switches = {}, ...wish }: UpdateProfileBody,
): Promise<void> {
  const organizationId = actor.organization.id;
  await uniquelyNamed(
    withTransaction(services, async (tx) => {
      const before = await findRow(tx, organizationId, profileId);
      const permissions = switched(PERMISSIONS, before.permissions, wish.permissions, switches);
      const extensions = switched(EXTENSIONS, before.extensions, wish.extensions, switches);
      refuse(changeRefusal(before, { name, permissions }, actor.permissions));
      const set = {
        ...(name !== undefined && { name, nameKey: nameKeyOf(name) }),
        ...(permissions && { permissions }),
        ...(extensions && { extensions }),
      };
      const write = () =>
        profileModel(tx.db).updateOne({ _id: profileId, organizationId }, { $set: set }, { session: tx.session });
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

/** A profile with what it permits. @throws Problem `not_found`. */
export async function findRow(tx: Tx, organizationId: string, profileId: string): Promise<ProfileRow> {
  const row = await profileModel(tx.db).findOne({ _id: profileId, organizationId }).session(tx.session).lean();
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

/** What is on afterwards; undefined where nothing was said. */
function switched<Item extends keyof Switches>(
  all: readonly Item[],
  before: readonly Item[],
  wish: readonly Item[] | undefined,
  switches: Switches,
): Item[] | undefined {
  if (!wish && !all.some((item) => switches[item] !== undefined)) return undefined;
  return all.filter((item) => switches[item] ?? (wish ?? before).includes(item));
}

/** Each once, in the order in which they are shown. */
function inOrder<Item>(all: readonly Item[], some: readonly Item[]): Item[] {
  return all.filter((item) => some.includes(item));
}

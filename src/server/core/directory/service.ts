import { MicrosoftError } from '../../../graph/errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectorySyncRow, type DirectoryUserRow, directorySyncModel, directoryUserModel } from './model.ts';
import { type DirectoryPerson, toPerson } from './rules.ts';

export { type DirectoryPerson, mailAddressOf } from './rules.ts';

/** How many people the mirrors of all organizations are missing, for the operator. */
export async function countLeftOut({ db }: Services): Promise<number> {
  const rows = await directorySyncModel(db)
    .find({ leftOut: { $ne: [] } })
    .select('leftOut')
    .lean();
  return rows.reduce((sum, { leftOut }) => sum + (leftOut?.length ?? 0), 0);
}

/** The people with these object IDs, as the mirror knows them: one query. */
export async function findPeople(
  services: Services,
  organizationId: string,
  objectIds: readonly string[],
): Promise<DirectoryPerson[]> {
  if (objectIds.length === 0) return [];
  return await directoryUserModel(services.db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .session(services.session)
    .lean<DirectoryUserRow[]>();
}

/** Null when the mirror knows nobody of that object ID. */
export async function findPerson(
  services: Services,
  organizationId: string,
  objectId: string,
): Promise<DirectoryPerson | null> {
  const [person] = await findPeople(services, organizationId, [objectId]);
  return person ?? null;
}

/** How far the mirror is; null for an organization without one. */
export async function syncState({ db }: Services, organizationId: string): Promise<DirectorySyncRow | null> {
  return await directorySyncModel(db).findOne({ organizationId }).lean();
}

/**
 * A person as Microsoft knows them at this moment, past the mirror; null when there is nobody of that object ID.
 * @throws Problem `directory_unavailable`.
 */
export async function readPerson(
  { microsoft }: Services,
  tenantId: string,
  objectId: string,
): Promise<DirectoryPerson | null> {
  try {
    const user = await microsoft.readUser(tenantId, objectId);
    return user && toPerson(user);
  } catch (error) {
    if (error instanceof MicrosoftError) throw new Problem('directory_unavailable', { cause: error });
    throw error;
  }
}

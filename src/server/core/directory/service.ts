import { MicrosoftError } from '../../../graph/errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectorySyncRow, type DirectoryUserRow, directorySyncModel, directoryUserModel } from './model.ts';
import { type DirectoryPerson, toPerson } from './rules.ts';

export { type DirectoryPerson, mailAddressOf } from './rules.ts';

/** The number of people missing from the mirrors of all organizations, for the operator. */
export async function countLeftOut({ db }: Services): Promise<number> {
  const rows = await directorySyncModel(db)
    .find({ leftOut: { $ne: [] } })
    .select('leftOut')
    .lean();
  return rows.reduce((sum, { leftOut }) => sum + (leftOut?.length ?? 0), 0);
}

/** The people with these object IDs, from the mirror, in one query. */
export async function findPeople(
  services: Services,
  organizationId: string,
  objectIds: readonly string[],
): Promise<DirectoryPerson[]> {
  if (objectIds.length === 0) return [];
  return await directoryUserModel(services.db)
    .find({ organizationId, objectId: { $in: objectIds } })
    .session(services.transaction)
    .lean<DirectoryUserRow[]>();
}

/** Null when the mirror has nobody with that object ID. */
export async function findPerson(
  services: Services,
  organizationId: string,
  objectId: string,
): Promise<DirectoryPerson | null> {
  const [person] = await findPeople(services, organizationId, [objectId]);
  return person ?? null;
}

/** The state of the mirror; null for an organization without one. */
export async function syncState({ db }: Services, organizationId: string): Promise<DirectorySyncRow | null> {
  return await directorySyncModel(db).findOne({ organizationId }).lean();
}

/**
 * A person read from Microsoft now, not from the mirror; null when there is nobody with that object ID.
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

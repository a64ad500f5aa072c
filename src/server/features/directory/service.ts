import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as organizations from '../organizations/service.ts';
import { type DirectorySyncRow, type DirectoryUserRow, directorySyncModel, directoryUserModel } from './model.ts';
import type { DirectoryPerson } from './rules.ts';

export { readPerson } from './read-person.ts';
export { type DirectoryPerson, mailAddressOf } from './rules.ts';

/** Has the mirror brought up to date soon, once for all who ask meanwhile. */
export async function requestSync(services: Services, { actor }: Authorized<'directory.sync'>): Promise<void> {
  const organization = await organizations.find(services, actor.organization.id);
  if (!organization) throw new Problem('not_found');
  const { tenantId } = organization;
  await services.jobs.soon('directory.sync', tenantId, { tenantId });
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
    .session(services.session ?? null)
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

import { MicrosoftError } from '../../../graph/errors.ts';
import type { Photo } from '../../../graph/microsoft.ts';
import { findPerson, syncState } from '../../core/directory/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';

/** The largest avatar on a screen with two pixels per CSS pixel. */
const PIXELS = 96;

/**
 * The photo of a person of the organization's directory.
 * @throws Problem `not_found` when there is no such person or no photo, `directory_unavailable`.
 */
export async function showPhoto(
  services: Services,
  { actor }: Authorized<'directory.browse'>,
  objectId: string,
): Promise<Photo> {
  const organizationId = actor.organization.id;
  const [person, sync] = await Promise.all([
    findPerson(services, organizationId, objectId),
    syncState(services, organizationId),
  ]);
  if (!person || !sync) throw new Problem('not_found');
  const photo = await read(services, sync.tenantId, objectId);
  if (!photo) throw new Problem('not_found');
  return photo;
}

async function read({ microsoft }: Services, tenantId: string, objectId: string): Promise<Photo | null> {
  try {
    return await microsoft.photo(tenantId, objectId, PIXELS);
  } catch (error) {
    if (error instanceof MicrosoftError) throw new Problem('directory_unavailable', { cause: error });
    throw error;
  }
}

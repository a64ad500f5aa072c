import { MicrosoftError } from '../../../graph/errors.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type DirectoryPerson, toPerson } from './rules.ts';

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

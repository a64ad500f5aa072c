import type { Organization } from '../../src/server/features/organizations/schemas.ts';
import type { Client } from './client.ts';
import type { World } from './world.ts';

/** The administrator's browser, with the organization of the sandbox's tenant founded. */
export async function foundOrganization(world: World, name = 'Alder & Vale'): Promise<Client> {
  const administrator = await world.signIn(world.person('administrator').userPrincipalName);
  await administrator.post<Organization>('/organization', { name });
  return administrator;
}

import type { Session } from '../../../src/server/core/sessions/schemas.ts';
import type {
  Activations,
  Extension,
  ExtensionMember,
  LicenceChanges,
} from '../../../src/server/features/extensions/schemas.ts';
import type { Subscription } from '../../../src/server/features/subscription/schemas.ts';
import type { Page } from '../../../src/server/platform/cursor.ts';
import type { ExtensionKey } from '../../../src/server/platform/extensions.ts';
import type { Client } from '../../support/client.ts';
import { at, syncedDirectory } from '../../support/door.ts';
import type { SandboxPerson } from '../../support/world.ts';

/** The people of the tenant who can be invited. */
export async function availablePeople(client: Client): Promise<Pick<SandboxPerson, 'id' | 'userPrincipalName'>[]> {
  const { items } = await syncedDirectory(client);
  return items
    .filter(({ standing }) => standing === 'available')
    .map(({ objectId, loginId }) => ({ id: objectId, userPrincipalName: loginId }));
}

/** What is bought, used and free of an extension, and how it is licensed. */
export async function licence(client: Client, key: ExtensionKey): Promise<Extension> {
  const { extensions } = await client.get<Subscription>('/subscription');
  return at(
    extensions.filter((extension) => extension.key === key),
    0,
  );
}

/** Changes what is bought, or the way of licensing; it must succeed. */
export async function license(client: Client, extensions: LicenceChanges): Promise<void> {
  await client.patch('/subscription', { extensions });
}

export const activate = (client: Client, key: ExtensionKey, ids: readonly string[], revision?: number) =>
  client.put<Activations>(`/extensions/${key}/members`, { ids, revision });

export const tryToActivate = (client: Client, key: ExtensionKey, ids: readonly string[], revision?: number) =>
  client.call('PUT', `/extensions/${key}/members`, { body: { ids, revision } });

export const activations = (client: Client, key: ExtensionKey) =>
  client.get<Activations>(`/extensions/${key}/activations`);

export const holders = (client: Client, key: ExtensionKey, query = '') =>
  client.get<Page<ExtensionMember>>(`/extensions/${key}/members${query}`);

/** The extensions that work for whoever is signed in. */
export const working = async (client: Client) => (await client.get<Session>('/session')).extensions;

import type { MemberActor } from '../../platform/actor.ts';
import type { ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { extensionsOf } from './service.ts';

/**
 * EXT-3: to be awaited first by every call of an extension's API.
 * @throws Problem `extension_inactive` unless the extension works for the actor at this moment.
 */
export async function requireExtension(
  services: Services,
  { organization, member, profile }: MemberActor,
  key: ExtensionKey,
): Promise<void> {
  const working = await extensionsOf(services, organization.id, member, profile);
  if (!working.includes(key)) throw new Problem('extension_inactive', { details: { extension: key } });
}

import type { MemberActor } from '../../platform/actor.ts';
import type { ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';

/**
 * EXT-3: what every call of an extension's API begins with.
 * @throws Problem `extension_inactive` unless the extension works for the actor at this moment.
 */
export function requireExtension({ extensions }: MemberActor, key: ExtensionKey): void {
  if (!extensions.includes(key)) throw new Problem('extension_inactive', { details: { extension: key } });
}

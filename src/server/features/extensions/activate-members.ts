import { activatedIds, findLicence } from '../../core/extensions/service.ts';
import type { Authorized } from '../../platform/authorize.ts';
import type { ExtensionKey } from '../../platform/extensions.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { activate, release } from './activations.ts';

/**
 * EXT-1: activates the extension for these members and nobody else, all or nothing.
 * @param wish.revision what the edit began with; when given, nobody else's change is overwritten.
 * @throws Problem `extension_by_profile`, `extension_changed`, `extension_exhausted` with `wanted`, `bought` and
 *   `missing`, `not_found`, `extension_member_inactive`.
 */
export async function activateMembers(
  services: Services,
  { actor }: Authorized<'extension.activate'>,
  key: ExtensionKey,
  wish: { ids: readonly string[]; revision?: number | undefined },
): Promise<void> {
  const organizationId = actor.organization.id;
  const wanted = new Set(wish.ids);
  await withTransaction(services, async (tx) => {
    const { mode, bought, revision } = await findLicence(tx, organizationId, key);
    if (mode === 'profile') throw new Problem('extension_by_profile', { details: { extension: key } });
    if (wish.revision !== undefined && wish.revision !== revision) throw new Problem('extension_changed');
    if (wanted.size > bought) {
      throw new Problem('extension_exhausted', {
        details: { extension: key, wanted: wanted.size, bought, missing: wanted.size - bought },
      });
    }
    const before = new Set(await activatedIds(tx, organizationId, key));
    await release(
      tx,
      { actor, key },
      [...before].filter((id) => !wanted.has(id)),
    );
    await activate(
      tx,
      { actor, key },
      [...wanted].filter((id) => !before.has(id)),
    );
  });
}

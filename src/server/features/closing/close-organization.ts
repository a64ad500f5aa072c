import { isTypedName } from '../../core/accounts/names.ts';
import { forgetIndex } from '../../core/directory/search-indexes.ts';
import * as organizations from '../../core/organizations/service.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { organizationHoldings } from '../../platform/ownership.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services, Tx } from '../../platform/services.ts';
import { withTransaction } from '../../platform/transaction.ts';
import { note, queueClosing, sweep } from './finish-closing.ts';
import { mustBeFresh } from './rules.ts';

/**
 * Collections without which the organization is closed: no call finds it, nobody has a permission in it, no seat can be
 * taken and no change recorded. They hold few documents, whatever the organization's size.
 */
const CORNERSTONES = new Set(['organizations', 'audit-heads', 'subscriptions', 'profiles', 'directory-syncs']);

/**
 * ORG-3: closes the organization for good. One transaction deletes what it depends on, so that it is closed for
 * everybody at once. The rest is deleted before the call returns, or by the resume job if the process dies before that.
 * @throws Problem `sign_in_again`, `name_mismatch`, `not_found` when a concurrent call closed it first.
 */
export async function closeOrganization(
  services: Services,
  { actor }: Authorized<'organization.close', MemberActor>,
  typed: string,
): Promise<void> {
  mustBeFresh(actor, services.clock.now());
  const { id } = actor.organization;
  const closingId = await withTransaction(services, (tx) => pullDown(tx, id, typed));
  services.log.info('an organization was closed');
  await sweep(services, closingId);
  forgetIndex(services.db, id);
  await queueClosing(services, closingId);
}

async function pullDown(tx: Tx, organizationId: string, typed: string): Promise<string> {
  const organization = await organizations.find(tx, organizationId);
  if (!organization) throw new Problem('not_found');
  if (!isTypedName(typed, organization.name)) throw new Problem('name_mismatch');
  const closingId = await note(tx, { closedId: organizationId, tenantId: organization.tenantId });
  for (const { model, filter } of organizationHoldings(tx, organizationId)) {
    if (!CORNERSTONES.has(model.collection.collectionName)) continue;
    await model.deleteMany(filter, { session: tx.transaction });
  }
  return closingId;
}

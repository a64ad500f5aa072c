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
 * What everything else in an organization rests on: without these no call finds it, nobody has a permission in it, no
 * seat can be taken and no change be recorded. They are few, whatever its size.
 */
const CORNERSTONES = new Set(['organizations', 'audit-heads', 'subscriptions', 'profiles', 'directory-syncs']);

/**
 * ORG-3: closes the organization for good. What it rests on goes in one transaction, so that it is closed for everybody
 * at that moment; the rest goes before the call is answered, and also when the process dies meanwhile.
 * @throws Problem `sign_in_again`, `name_mismatch`; `not_found` for those who lose a race.
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
    await model.deleteMany(filter, { session: tx.session });
  }
  return closingId;
}

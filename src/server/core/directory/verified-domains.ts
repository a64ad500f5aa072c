import { MicrosoftError } from '../../../graph/errors.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as organizations from '../organizations/service.ts';
import { directorySyncModel } from './model.ts';

/** How long stored domains are used where nothing is decided by them. */
const FRESH = 10 * MINUTE;

/**
 * The verified domains of the organization's tenant, lower case, read from Graph.
 * @throws MicrosoftError when Graph does not answer.
 */
export async function readVerifiedDomains(services: Services, organizationId: string): Promise<readonly string[]> {
  const organization = await organizations.find(services, organizationId);
  if (!organization) throw new Problem('not_found');
  const { verifiedDomains: domains } = await services.microsoft.organization(organization.tenantId);
  const domainsReadAt = services.clock.now();
  await directorySyncModel(services.db).updateOne({ organizationId }, { $set: { domains, domainsReadAt } });
  return domains;
}

/** The same, possibly a few minutes old, for lists; null when they were never read and Graph does not answer. */
export async function knownDomains(services: Services, organizationId: string): Promise<readonly string[] | null> {
  const row = await directorySyncModel(services.db).findOne({ organizationId }).select('domains domainsReadAt').lean();
  const { domains = null, domainsReadAt = null } = row ?? {};
  if (domains && domainsReadAt && domainsReadAt > after(services.clock.now(), -FRESH)) return domains;
  try {
    return await readVerifiedDomains(services, organizationId);
  } catch (error) {
    if (!(error instanceof MicrosoftError)) throw error;
    services.log.warn({ err: error }, 'the verified domains of a tenant could not be read');
    return domains;
  }
}

import { MicrosoftError } from '../../../graph/errors.ts';
import { after, MINUTE } from '../../platform/clock.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import * as organizations from '../organizations/service.ts';
import { directorySyncModel } from './model.ts';

/** For so long the domains are believed where nothing is decided by them. */
const FRESH = 10 * MINUTE;

/**
 * The domains that the organization's tenant has proved to own, lower case.
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

/** The same as they were a while ago, for lists; null when they were never read and Graph does not answer. */
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

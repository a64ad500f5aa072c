import type { Client } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { get } from './client.ts';
import { MicrosoftError } from './errors.ts';

/** The company behind a tenant. */
export interface TenantOrganization {
  tenantId: string;
  displayName: string;
  /** Lower case, the default domain first. */
  verifiedDomains: string[];
  preferredLanguage: string | null;
  countryLetterCode: string | null;
}

const organizations = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      displayName: z.string().nullish(),
      verifiedDomains: z.array(z.object({ name: z.string(), isDefault: z.boolean().nullish() })).default([]),
      preferredLanguage: z.string().nullish(),
      countryLetterCode: z.string().nullish(),
    }),
  ),
});

/**
 * Name and verified domains of the tenant.
 * Least permission: Organization.Read.All (application). https://learn.microsoft.com/graph/api/organization-list
 */
export async function readOrganization(graph: Client, tenantId: string): Promise<TenantOrganization> {
  const request = graph
    .api('/organization')
    .select(['id', 'displayName', 'verifiedDomains', 'preferredLanguage', 'countryLetterCode']);
  const organization = (await get(request, organizations)).value[0];
  if (!organization)
    throw new MicrosoftError('unexpected_reply', 'Microsoft Graph knows no organization of the tenant.');
  const domains = organization.verifiedDomains.toSorted(
    (a, b) => Number(b.isDefault ?? false) - Number(a.isDefault ?? false),
  );
  return {
    tenantId,
    displayName: organization.displayName ?? domains[0]?.name ?? tenantId,
    verifiedDomains: domains.map(({ name }) => name.toLowerCase()),
    preferredLanguage: organization.preferredLanguage ?? null,
    countryLetterCode: organization.countryLetterCode ?? null,
  };
}

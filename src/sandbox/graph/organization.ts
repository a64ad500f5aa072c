import { demand, needs } from './access.ts';
import { contextOf, type GraphAnswer, type GraphCall } from './call.ts';
import { refusals } from './errors.ts';

/** `GET /organization`: the caller's own tenant, in a list. */
export function listOrganization(call: GraphCall): GraphAnswer {
  demand(call, needs.organization);
  const { tenant } = call.caller;
  const all: Record<string, unknown> = {
    id: tenant.id,
    deletedDateTime: null,
    businessPhones: [],
    city: null,
    country: null,
    countryLetterCode: 'GB',
    createdDateTime: '2015-03-02T09:00:00Z',
    defaultUsageLocation: null,
    displayName: tenant.displayName,
    marketingNotificationEmails: [],
    onPremisesLastSyncDateTime: null,
    onPremisesSyncEnabled: null,
    partnerTenantType: null,
    postalCode: null,
    preferredLanguage: tenant.preferredLanguage,
    securityComplianceNotificationMails: [],
    securityComplianceNotificationPhones: [],
    state: null,
    street: null,
    technicalNotificationMails: [],
    tenantType: 'AAD',
    assignedPlans: [],
    provisionedPlans: [],
    verifiedDomains: [
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: false,
        isInitial: true,
        name: tenant.initialDomain,
        type: 'Managed',
      },
      {
        capabilities: 'Email, OfficeCommunicationsOnline',
        isDefault: true,
        isInitial: false,
        name: tenant.domain,
        type: 'Managed',
      },
    ],
  };
  const select = call.query.get('$select');
  const context = contextOf(`organization${select === null ? '' : `(${select})`}`);
  return { status: 200, body: { '@odata.context': context, value: [selected(all, select)] } };
}

/** `GET /domains`. */
export function listDomains(call: GraphCall): GraphAnswer {
  demand(call, needs.domains);
  const { initialDomain, domain } = call.caller.tenant;
  const value = [initialDomain, domain].map((id) => ({
    authenticationType: 'Managed',
    availabilityStatus: null,
    id,
    isAdminManaged: true,
    isDefault: id === domain,
    isInitial: id === initialDomain,
    isRoot: true,
    isVerified: true,
    supportedServices: ['Email', 'OfficeCommunicationsOnline'],
    passwordValidityPeriodInDays: null,
    passwordNotificationWindowInDays: null,
    state: null,
  }));
  return { status: 200, body: { '@odata.context': contextOf('domains'), value } };
}

function selected(all: Record<string, unknown>, select: string | null): Record<string, unknown> {
  if (select === null) return all;
  return Object.fromEntries(
    select.split(',').map((name) => {
      if (!(name in all)) {
        throw refusals.badRequest(
          `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.organization'.`,
        );
      }
      return [name, all[name]];
    }),
  );
}

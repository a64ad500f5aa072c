import type { Person } from '../people/person.ts';
import { refusals } from './errors.ts';

/** How much of other people a caller may see. */
export type Reading = 'full' | 'basic';

/** Properties of `user` that the sandbox knows a value of. */
const values: Readonly<Record<string, (person: Person) => unknown>> = {
  id: (person) => person.id,
  businessPhones: (person) => (person.businessPhone === null ? [] : [person.businessPhone]),
  displayName: (person) => person.displayName,
  givenName: (person) => person.givenName,
  jobTitle: (person) => person.jobTitle,
  mail: (person) => person.mail,
  mobilePhone: (person) => person.mobilePhone,
  officeLocation: (person) => person.officeLocation,
  preferredLanguage: (person) => person.preferredLanguage,
  surname: (person) => person.surname,
  userPrincipalName: (person) => person.userPrincipalName,
  accountEnabled: (person) => person.accountEnabled,
  city: (person) => person.city,
  companyName: (person) => person.companyName,
  country: (person) => person.country,
  createdDateTime: (person) => person.createdDateTime,
  creationType: (person) => (person.userType === 'Guest' ? 'Invitation' : null),
  deletedDateTime: (person) => person.deletedDateTime,
  department: (person) => person.department,
  employeeId: (person) => person.employeeId,
  externalUserState: (person) => (person.userType === 'Guest' ? 'Accepted' : null),
  mailNickname: (person) => person.userPrincipalName.split('@')[0],
  otherMails: (person) => (person.userType === 'Guest' && person.mail !== null ? [person.mail] : []),
  proxyAddresses: (person) => (person.mail === null ? [] : [`SMTP:${person.mail}`]),
  showInAddressList: () => null,
  usageLocation: () => null,
  userType: (person) => person.userType,
};

/** Properties that exist and that nobody in the sandbox has. */
const unset = new Set(
  'aboutMe ageGroup authorizationInfo birthday consentProvidedForMinor customSecurityAttributes employeeHireDate employeeLeaveDateTime employeeOrgData employeeType externalUserStateChangeDateTime faxNumber isManagementRestricted isResourceAccount lastPasswordChangeDateTime legalAgeGroupClassification onPremisesDistinguishedName onPremisesDomainName onPremisesExtensionAttributes onPremisesImmutableId onPremisesLastSyncDateTime onPremisesSamAccountName onPremisesSecurityIdentifier onPremisesSyncEnabled onPremisesUserPrincipalName passwordPolicies passwordProfile postalCode preferredDataLocation preferredName securityIdentifier signInActivity signInSessionsValidFromDateTime state streetAddress'.split(
    ' ',
  ),
);
const unsetLists = new Set(
  'assignedLicenses assignedPlans identities imAddresses licenseAssignmentStates onPremisesProvisioningErrors provisionedPlans serviceProvisioningErrors'.split(
    ' ',
  ),
);

/** What `GET /users` and `GET /me` send when nothing is selected. */
export const defaultSelect: readonly string[] = [
  'businessPhones',
  'displayName',
  'givenName',
  'jobTitle',
  'mail',
  'mobilePhone',
  'officeLocation',
  'preferredLanguage',
  'surname',
  'userPrincipalName',
  'id',
];

/** The basic profile: what User.ReadBasic.All lets see of others. */
const basic = new Set(['id', 'displayName', 'givenName', 'surname', 'mail', 'userPrincipalName', 'userType']);

const spelling = new Map([...Object.keys(values), ...unset, ...unsetLists].map((name) => [name.toLowerCase(), name]));

/** The property in its right spelling. @throws GraphError BadRequest. */
export function propertyNamed(name: string): string {
  const known = spelling.get(name.toLowerCase());
  if (known === undefined) {
    throw refusals.badRequest(
      `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type 'microsoft.graph.user'.`,
    );
  }
  return known;
}

/** One property of a person, as far as the caller may see it. */
export function propertyOf(person: Person, name: string, reading: Reading): unknown {
  if (unsetLists.has(name)) return [];
  const value = values[name]?.(person) ?? null;
  if (reading === 'full' || basic.has(name)) return value;
  return Array.isArray(value) ? [] : null;
}

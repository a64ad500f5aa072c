/** The parts that tests and scripts cast: one well-known administrator, several approvers and so on in each world. */
export type Persona = 'administrator' | 'approver' | 'employee' | 'guest' | 'disabled' | 'renamed';

/** One user of a tenant's directory. `null` is a property that nobody filled in, as in Graph. */
export interface Person {
  /** Object ID (`oid`), a GUID. */
  readonly id: string;
  readonly tenantId: string;
  readonly persona: Persona | null;
  readonly createdDateTime: string;
  readonly userType: 'Member' | 'Guest';
  readonly hasPhoto: boolean;
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  officeLocation: string | null;
  city: string | null;
  country: string | null;
  companyName: string | null;
  employeeId: string | null;
  /** A BCP 47 tag such as `fr-FR`. */
  preferredLanguage: string | null;
  mobilePhone: string | null;
  businessPhone: string | null;
  managerId: string | null;
  accountEnabled: boolean;
  /** Set once the person is in the tenant's bin. */
  deletedDateTime: string | null;
}

/** Another login for a person. */
export interface Rename {
  readonly id: string;
  readonly userPrincipalName: string;
}

/** What may happen to a person after the world was made; each change shows in `/users/delta`. */
export type PersonChange = Partial<
  Pick<
    Person,
    'userPrincipalName' | 'displayName' | 'mail' | 'jobTitle' | 'department' | 'preferredLanguage' | 'accountEnabled'
  >
> & {
  /** `true` puts the person in the bin, `false` takes them out again, `permanently` leaves no way back. */
  deleted?: boolean | 'permanently';
};

/** What a profile may switch on. The order is the order of the permission matrix. */
export const PERMISSIONS = [
  'manageUsers',
  'manageProfiles',
  'manageSubscription',
  'manageOrganization',
  'manageMail',
  'viewAudit',
  'transferRecords',
  'exportData',
  'viewAllRecords',
] as const;

export type Permission = (typeof PERMISSIONS)[number];

/** Permissions that did not exist in the first version: Administrator profiles that were stored by it lack them. */
export const LATER_PERMISSIONS: readonly Permission[] = ['viewAllRecords'];

/**
 * Whether somebody with the permissions `own` has each of `permissions`: nobody gives more than they have (MEM-12), or
 * acts on somebody who may do more than they may (MEM-13).
 */
export function covers(own: ReadonlySet<Permission>, permissions: readonly Permission[]): boolean {
  return permissions.every((permission) => own.has(permission));
}

/** What the signed-in person is to the organization of their tenant. */
export const STANDINGS = ['member', 'inactive', 'invited', 'requested', 'declined', 'outsider', 'unfounded'] as const;

export type Standing = (typeof STANDINGS)[number];

/** What a member can be; a member who left for good is none. */
export const MEMBER_STATUSES = ['active', 'inactive'] as const;

export const LANGUAGES = ['en', 'fr'] as const;

export type Language = (typeof LANGUAGES)[number];

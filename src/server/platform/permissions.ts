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
 * Whether `own` includes each of `permissions`: the condition for giving them to a member (MEM-12) and for acting on a
 * member who has them (MEM-13).
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

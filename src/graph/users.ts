import type { Client } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { assertObjectId } from './auth/tenant-id.ts';
import { get, nullWhenNotFound } from './client.ts';

/** A person of a tenant, as Foyer needs them. */
export interface DirectoryUser {
  tenantId: string;
  objectId: string;
  /** The login ID. */
  userPrincipalName: string;
  displayName: string;
  givenName: string | null;
  surname: string | null;
  mail: string | null;
  jobTitle: string | null;
  department: string | null;
  officeLocation: string | null;
  accountEnabled: boolean;
  userType: 'Member' | 'Guest';
  preferredLanguage: string | null;
}

export const userFields = [
  'id',
  'userPrincipalName',
  'displayName',
  'givenName',
  'surname',
  'mail',
  'jobTitle',
  'department',
  'officeLocation',
  'accountEnabled',
  'userType',
  'preferredLanguage',
];

/** Twice what Entra takes for the longest of these properties (`displayName`: 256). */
const LONGEST = 512;
const text = z.string().max(LONGEST).nullish();

/** What Graph sends of a user. What was never set is absent or null; more than was asked for is dropped. */
export const graphUser = z.object({
  id: z.string().min(1).max(LONGEST),
  userPrincipalName: z.string().regex(/\S/).max(LONGEST),
  displayName: text,
  givenName: text,
  surname: text,
  mail: text,
  jobTitle: text,
  department: text,
  officeLocation: text,
  accountEnabled: z.boolean().nullish(),
  userType: text,
  preferredLanguage: text,
});
/** A manager may be an entry of the address book who can't sign in. */
const contact = z.object({ id: z.string() });

type GraphUser = z.infer<typeof graphUser>;

/** Null for what is not said, or blank. */
function said(value: string | null | undefined): string | null {
  return value?.trim() ? value : null;
}

/** @param enabledWhenUnsaid whether somebody of whom Graph does not say it counts as enabled. */
export function toDirectoryUser(tenantId: string, user: GraphUser, enabledWhenUnsaid = false): DirectoryUser {
  const guestByName = user.userPrincipalName.includes('#EXT#');
  return {
    tenantId,
    objectId: user.id.toLowerCase(),
    userPrincipalName: user.userPrincipalName,
    displayName: said(user.displayName) ?? user.userPrincipalName,
    givenName: said(user.givenName),
    surname: said(user.surname),
    mail: said(user.mail),
    jobTitle: said(user.jobTitle),
    department: said(user.department),
    officeLocation: said(user.officeLocation),
    accountEnabled: user.accountEnabled ?? enabledWhenUnsaid,
    // Accounts from before 2014 have no userType.
    userType: user.userType === 'Guest' || (user.userType !== 'Member' && guestByName) ? 'Guest' : 'Member',
    preferredLanguage: said(user.preferredLanguage),
  };
}

/**
 * Who the token is of. Entra gives no token to a disabled account, so silence means enabled.
 * Least permission: User.Read (delegated). https://learn.microsoft.com/graph/api/user-get
 */
export async function readSelf(graph: Client, tenantId: string): Promise<DirectoryUser> {
  return toDirectoryUser(tenantId, await get(graph.api('/me').select(userFields), graphUser), true);
}

/**
 * A user by object id; null when there is none (any more).
 * Least permission: User.Read.All (application), for `accountEnabled`. https://learn.microsoft.com/graph/api/user-get
 */
export async function readUser(graph: Client, tenantId: string, objectId: string): Promise<DirectoryUser | null> {
  const request = graph.api(`/users/${assertObjectId(objectId)}`).select(userFields);
  const user = await get(request, graphUser).catch(nullWhenNotFound);
  return user && toDirectoryUser(tenantId, user);
}

/**
 * A user's manager; null when there is none, or when it is a contact and no user.
 * Least permission: User.Read.All (application). https://learn.microsoft.com/graph/api/user-list-manager
 */
export async function readManager(graph: Client, tenantId: string, objectId: string): Promise<DirectoryUser | null> {
  const request = graph.api(`/users/${assertObjectId(objectId)}/manager`).select(userFields);
  const manager = await get(request, z.union([graphUser, contact])).catch(nullWhenNotFound);
  return manager && 'userPrincipalName' in manager ? toDirectoryUser(tenantId, manager) : null;
}

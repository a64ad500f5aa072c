import type { Person } from '../people/person.ts';
import type { GraphCall } from './call.ts';
import { segment } from './call.ts';
import { refusals } from './errors.ts';
import type { Reading } from './properties.ts';

/** Permissions of which one is enough, by how the caller signed in. */
export interface Needs {
  readonly delegated: readonly string[];
  readonly application: readonly string[];
}

const readAll = ['User.Read.All', 'User.ReadWrite.All', 'Directory.Read.All', 'Directory.ReadWrite.All'];
const readOwn = ['User.Read', 'User.ReadWrite', 'User.ReadBasic.All', ...readAll];

/** Least permissions as the pages of Microsoft Graph's reference name them. */
export const needs = {
  listUsers: { delegated: ['User.ReadBasic.All', ...readAll], application: readAll },
  readSelf: { delegated: readOwn, application: readAll },
  readFull: { delegated: readAll, application: readAll },
  photo: {
    delegated: ['ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All', 'User.ReadWrite.All', 'User.Read.All'],
    application: ['ProfilePhoto.Read.All', 'ProfilePhoto.ReadWrite.All', 'User.ReadWrite.All', 'User.Read.All'],
  },
  ownPhoto: { delegated: ['ProfilePhoto.Read.All', ...readOwn], application: [] },
  sendMail: { delegated: ['Mail.Send'], application: ['Mail.Send'] },
  readMail: {
    delegated: ['Mail.ReadBasic', 'Mail.Read', 'Mail.ReadWrite'],
    application: ['Mail.ReadBasic.All', 'Mail.Read', 'Mail.ReadWrite'],
  },
  organization: {
    delegated: ['User.Read', 'Organization.Read.All', 'Directory.Read.All'],
    application: ['Organization.Read.All', 'Directory.Read.All'],
  },
  domains: {
    delegated: ['Domain.Read.All', 'Directory.Read.All'],
    application: ['Domain.Read.All', 'Directory.Read.All'],
  },
} as const satisfies Record<string, Needs>;

/** Whether the caller's token carries one of the permissions. */
export function may({ caller }: GraphCall, wanted: Needs): boolean {
  const list = caller.person === null ? wanted.application : wanted.delegated;
  return list.some((permission) => caller.permissions.has(permission));
}

/** @throws GraphError Authorization_RequestDenied. */
export function demand(call: GraphCall, wanted: Needs): void {
  if (!may(call, wanted)) throw refusals.denied();
}

/** The user that the path is about, by object ID or `userPrincipalName`, whoever asks. @throws GraphError 404. */
export function userInPath(call: GraphCall): Person {
  const key = segment(call, 1);
  const { directory } = call.caller.tenant;
  const person = directory.find(key) ?? directory.findByLogin(key);
  if (person === undefined) throw refusals.notFound(key);
  return person;
}

/** Whether somebody asks about themselves. */
export function isSelf(call: GraphCall, person: Person): boolean {
  return call.caller.person?.id === person.id;
}

/**
 * Whether the caller reads full profiles, or, with User.ReadBasic.All, basic ones of others.
 * Guests read nobody but themselves.
 * @throws GraphError Authorization_RequestDenied.
 */
export function readingOf(call: GraphCall, person: Person | null): Reading {
  if (person !== null && isSelf(call, person)) {
    demand(call, needs.readSelf);
    return 'full';
  }
  demand(call, needs.listUsers);
  if (call.caller.person?.userType === 'Guest') throw refusals.denied();
  return may(call, needs.readFull) ? 'full' : 'basic';
}

import type { Person } from '../people/person.ts';
import type { Tenant } from '../people/tenant.ts';
import type { Sandbox } from '../sandbox.ts';
import type { Application, Consents } from './applications.ts';
import type { CodeBook } from './codes.ts';
import { refusals } from './errors.ts';
import type { KeyRing } from './keys.ts';
import type { Tokens } from './tokens.ts';

/** What Entra's endpoints work with. */
export interface Entra {
  readonly sandbox: Sandbox;
  readonly keys: KeyRing;
  readonly tokens: Tokens;
  readonly codes: CodeBook;
  readonly consents: Consents;
  readonly foyer: Application;
  /** By client ID. */
  readonly applications: ReadonlyMap<string, Application>;
}

/**
 * The tenant that the path names: a GUID, a domain, or `undefined` for `common` and `organizations`.
 * @throws EntraError 90002.
 */
export function tenantNamed(entra: Entra, name: string): Tenant | undefined {
  const wanted = name.toLowerCase();
  if (wanted === 'common' || wanted === 'organizations') return undefined;
  const tenant = entra.sandbox.tenants.find(
    ({ id, domain, initialDomain }) => id === wanted || domain === wanted || initialDomain === wanted,
  );
  if (tenant === undefined) throw refusals.unknownTenant(name);
  return tenant;
}

/**
 * The person of an object ID, when they may still sign in.
 * @throws EntraError 50034 or 50057.
 */
export function activePerson(entra: Entra, id: unknown): Person {
  const person = typeof id === 'string' ? entra.sandbox.findPerson(id) : undefined;
  if (person === undefined) throw refusals.unknownUser();
  if (!person.accountEnabled) throw refusals.disabled();
  return person;
}

/** Whether a browser may be sent to that address: any of Foyer's own, none before Foyer has one. */
export function isRegisteredRedirect(entra: Entra, address: string): boolean {
  const own = entra.sandbox.config.appUrl();
  return URL.canParse(own) && URL.canParse(address) && new URL(address).origin === new URL(own).origin;
}

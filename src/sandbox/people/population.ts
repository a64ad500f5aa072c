import { randomUUID } from 'node:crypto';
import type { Journal } from '../journal.ts';
import { timestamp } from '../timestamp.ts';
import { blankPerson } from './generate.ts';
import type { Person, PersonChange, Rename } from './person.ts';
import { seededRandom } from './random.ts';
import type { Tenant } from './tenant.ts';

/** A line of the journal of what happened to people. */
export type PeopleEntry =
  | { readonly created: Person }
  | { readonly changed: string; readonly change: PersonChange; readonly at: string }
  | { readonly renamed: readonly Rename[] };

/** The people of all tenants, and what happened to them since the world was made. */
export class Population {
  readonly #tenants: readonly Tenant[];
  readonly #journal: Journal<PeopleEntry>;
  readonly #formerLogins = new Map<string, string>();

  constructor(tenants: readonly Tenant[], journal: Journal<PeopleEntry>) {
    this.#tenants = tenants;
    this.#journal = journal;
    for (const entry of journal.read()) {
      if ('created' in entry) this.#tenant(entry.created.tenantId)?.directory.add(entry.created);
      else if ('renamed' in entry) this.#rename(entry.renamed);
      else this.#apply(entry.changed, entry.change, new Date(entry.at));
    }
  }

  /** Logins that people had before, lower case, to their object IDs. */
  get formerLogins(): ReadonlyMap<string, string> {
    return this.#formerLogins;
  }

  find(id: string): Person | undefined {
    return this.#first((tenant) => tenant.directory.find(id));
  }

  findByLogin(userPrincipalName: string): Person | undefined {
    return this.#first((tenant) => tenant.directory.findByLogin(userPrincipalName));
  }

  tenantOf(person: Person): Tenant {
    const tenant = this.#tenant(person.tenantId);
    if (tenant === undefined) throw new TypeError('a person belongs to a tenant');
    return tenant;
  }

  /** @returns `undefined` when there is no such tenant, or the login is taken. */
  create(tenantId: string, properties: PersonChange, userType: 'Member' | 'Guest'): Person | undefined {
    const tenant = this.#tenant(tenantId);
    const { deleted: _never, ...given } = properties;
    const { userPrincipalName = '', displayName = '' } = given;
    if (tenant === undefined || this.findByLogin(userPrincipalName) !== undefined) return undefined;
    const [givenName = null, ...rest] = displayName.split(' ');
    const company = { ...tenant, tenantId };
    const person: Person = {
      ...blankPerson(seededRandom(0), company, userType === 'Guest'),
      id: randomUUID(),
      createdDateTime: timestamp(new Date()),
      givenName,
      surname: rest.length === 0 ? null : rest.join(' '),
      mail: userPrincipalName,
      ...given,
      userPrincipalName,
      displayName,
    };
    tenant.directory.add(person);
    this.#journal.append({ created: person });
    return person;
  }

  /** Changes a person, deleted ones included. @returns `undefined` when there is none, or the login is taken. */
  change(id: string, change: PersonChange): Person | undefined {
    const now = new Date();
    const person = this.#apply(id, change, now);
    if (person !== undefined) this.#journal.append({ changed: person.id, change, at: now.toISOString() });
    return person;
  }

  /**
   * Renames people of one tenant at once, so that they can swap their logins.
   * @returns `undefined` when somebody is not there, or a login is another's.
   */
  rename(renames: readonly Rename[]): Person[] | undefined {
    const people = this.#rename(renames);
    if (people !== undefined) this.#journal.append({ renamed: renames });
    return people;
  }

  #rename(renames: readonly Rename[]): Person[] | undefined {
    const before = renames.map(({ id }) => this.find(id)?.userPrincipalName.toLowerCase());
    const people = this.#first((tenant) => tenant.directory.rename(renames));
    for (const [place, person] of people?.entries() ?? []) this.#formerLogins.set(before[place] ?? '', person.id);
    return people;
  }

  #apply(id: string, change: PersonChange, now: Date): Person | undefined {
    const before = this.find(id)?.userPrincipalName.toLowerCase();
    const person = this.#first((tenant) => tenant.directory.change(id, change, now));
    if (person !== undefined && before !== undefined) this.#formerLogins.set(before, person.id);
    return person;
  }

  #tenant(id: string): Tenant | undefined {
    return this.#tenants.find((tenant) => tenant.id === id);
  }

  #first<T>(look: (tenant: Tenant) => T | undefined): T | undefined {
    for (const tenant of this.#tenants) {
      const found = look(tenant);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

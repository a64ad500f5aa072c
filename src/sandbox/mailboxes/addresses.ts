import type { Person } from '../people/person.ts';
import type { Tenant } from '../people/tenant.ts';
import type { MailboxOf } from './mailboxes.ts';

/** Logins that people had before, so that their mail still reaches them. Lower case, to object IDs. */
export type FormerLogins = ReadonlyMap<string, string>;

/**
 * Finds mailboxes as Exchange does: a member's by login, mail address or an earlier login; a guest's is the one outside.
 * A mail address counts only in the tenant that owns its domain, whatever other tenants wrote into their directory.
 */
export function mailboxFinder(tenants: readonly Tenant[], former: FormerLogins): MailboxOf {
  return (address) => {
    const wanted = address.trim().toLowerCase();
    for (const { directory } of tenants) {
      const person = directory.findByLogin(wanted);
      if (person !== undefined) return mailboxOf(person);
    }
    const domain = wanted.slice(wanted.lastIndexOf('@') + 1);
    const owner = tenants.find((tenant) => tenant.domain === domain || tenant.initialDomain === domain);
    const person = owner?.directory.findByMail(wanted);
    if (person !== undefined) return mailboxOf(person);
    return former.get(wanted) ?? wanted;
  };
}

function mailboxOf(person: Person): string {
  return person.userType === 'Guest' ? (person.mail ?? person.userPrincipalName).toLowerCase() : person.id;
}

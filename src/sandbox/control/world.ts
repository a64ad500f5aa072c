import { correspondents } from '../mailboxes/correspondents.ts';
import type { MailServers } from '../mailboxes/servers.ts';
import type { Person } from '../people/person.ts';
import type { Tenant } from '../people/tenant.ts';
import type { Sandbox } from '../sandbox.ts';

/** A person as scripts see them. */
export function personView(person: Person): Record<string, unknown> {
  const { id, tenantId, userPrincipalName, displayName, persona, mail, userType, accountEnabled, preferredLanguage } =
    person;
  return { id, tenantId, userPrincipalName, displayName, persona, mail, userType, accountEnabled, preferredLanguage };
}

/** `GET /sandbox/world`: where things are, and who plays which part. */
export function worldView({ config, tenants }: Sandbox, mail: MailServers): Record<string, unknown> {
  const home = tenants.find(({ id }) => id === config.tenantId);
  return {
    tenantId: config.tenantId,
    clientId: config.clientId,
    appUrl: config.appUrl(),
    mailSender: config.mailSender,
    people: home?.directory.personas().map(personView) ?? [],
    tenants: tenants.map(tenantView),
    mail: { host: mail.host, ports: mail.ports, correspondents },
  };
}

function tenantView({ id, displayName, domain, initialDomain, directory }: Tenant): Record<string, unknown> {
  const people = directory.personas().map(personView);
  return { tenantId: id, displayName, domain, initialDomain, size: directory.size, people };
}

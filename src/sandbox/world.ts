import { Directory } from './people/directory.ts';
import { blankPerson, type Company, generatePeople } from './people/generate.ts';
import type { Person } from './people/person.ts';
import { homeCast, neighbourCast } from './people/personas.ts';
import { type Random, seededRandom } from './people/random.ts';
import type { Tenant } from './people/tenant.ts';

/** Everything that one seed decides. */
export interface World {
  readonly tenants: readonly Tenant[];
  readonly clientId: string;
  readonly clientSecret: string;
  readonly mailSender: string;
}

const neighbourSize = 30;

/** Makes the tenants with their people. The same seed and number of people give the same world. */
export function makeWorld(seed: number, people: number): World {
  const random = seededRandom(seed);
  const clientId = random.guid();
  const clientSecret = `sandbox~${random.guid().replaceAll('-', '')}`;
  const home: Company = company(random, 'Alder & Vale', 'aldervale');
  const neighbour: Company = company(random, 'Northquay', 'northquay');

  const sender = noReply(random, home);
  const homePeople = generatePeople(random, home, homeCast, people - 1);
  const neighbours = generatePeople(random, neighbour, neighbourCast, neighbourSize);
  shareMail(homePeople, neighbours);
  return {
    tenants: [tenant(home, 'en', [...homePeople, sender]), tenant(neighbour, 'en', neighbours)],
    clientId,
    clientSecret,
    mailSender: sender.userPrincipalName,
  };
}

function company(random: Random, displayName: string, name: string): Company {
  return {
    tenantId: random.guid(),
    displayName,
    domain: `${name}.example`,
    initialDomain: `${name}.onmicrosoft.com`,
  };
}

function tenant(from: Company, preferredLanguage: string, people: readonly Person[]): Tenant {
  const { tenantId, displayName, domain, initialDomain } = from;
  return { id: tenantId, displayName, domain, initialDomain, preferredLanguage, directory: new Directory(people) };
}

/** A shared mailbox: it has an address, and nobody can sign in to it. */
function noReply(random: Random, home: Company): Person {
  const address = `no-reply@${home.domain}`;
  return {
    ...blankPerson(random, home, false),
    displayName: 'Foyer (no reply)',
    userPrincipalName: address,
    mail: address,
    employeeId: null,
    accountEnabled: false,
  };
}

/** Anybody can write any address into their own directory: one neighbour has an employee's. */
function shareMail(people: readonly Person[], neighbours: readonly Person[]): void {
  const employee = people.find((person) => person.persona === 'employee');
  const twin = neighbours.find((person) => person.persona === 'employee');
  if (employee !== undefined && twin !== undefined) twin.mail = employee.mail;
}

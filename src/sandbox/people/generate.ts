import { cultures, departments, latinised } from './names.ts';
import type { Person } from './person.ts';
import type { Part } from './personas.ts';
import type { Random } from './random.ts';

export interface Company {
  readonly tenantId: string;
  readonly displayName: string;
  readonly domain: string;
  readonly initialDomain: string;
}

/** How many people one manager has. */
const reports = 8;
const guestDomains = ['partnerfirm.example', 'agence-lumiere.example', 'consult.example', 'gmail.example'];

/** Makes a company's people: the cast first, then as many others as are missing up to `count`. */
export function generatePeople(random: Random, company: Company, cast: readonly Part[], count: number): Person[] {
  const people: Person[] = [];
  const aliases = new Map<string, number>();
  const cultureTable = cultures.flatMap((culture) => Array.from({ length: culture.share }, () => culture));
  for (const part of cast) {
    aliases.set(part.alias, 1);
    people.push(castPerson(random, company, part, managerFor(people)));
  }
  while (people.length < count) {
    people.push(randomPerson(random, company, cultureTable, aliases, managerFor(people)));
  }
  return people;
}

/** The tree: the first has no manager, the next eight have the first, and so on. */
function managerFor(people: readonly Person[]): string | null {
  const manager = people[Math.floor((people.length - 1) / reports)];
  return manager !== undefined && manager.userType === 'Member' ? manager.id : null;
}

function castPerson(random: Random, company: Company, part: Part, managerId: string | null): Person {
  const guest = part.persona === 'guest';
  const outside = `${part.alias}@${guestDomains[0]}`;
  const address = `${part.alias}@${company.domain}`;
  const member = blankPerson(random, company, guest);
  return {
    ...member,
    persona: part.persona,
    givenName: part.given,
    surname: part.surname,
    displayName: part.surname === '王' ? `${part.surname} ${part.given}` : `${part.given} ${part.surname}`,
    userPrincipalName: guest ? guestLogin(outside, company) : address,
    mail: guest ? outside : address,
    jobTitle: part.jobTitle,
    department: part.department,
    preferredLanguage: part.language,
    officeLocation: guest ? null : 'London 4/12',
    city: guest ? null : 'London',
    country: guest ? null : 'United Kingdom',
    accountEnabled: part.persona !== 'disabled',
    managerId: guest ? null : managerId,
    hasPhoto: !guest && random.chance(0.7),
  };
}

function randomPerson(
  random: Random,
  company: Company,
  cultureTable: readonly (typeof cultures)[number][],
  aliases: Map<string, number>,
  managerId: string | null,
): Person {
  const culture = random.pick(cultureTable);
  const given = random.pick(culture.given);
  const surname = random.pick(culture.surnames);
  const guest = random.chance(0.03);
  const wanted = `${given.latin}.${surname.latin}`;
  const taken = aliases.get(wanted) ?? 0;
  aliases.set(wanted, taken + 1);
  const alias = taken === 0 ? wanted : `${wanted}${taken + 1}`;
  const address = `${alias}@${company.domain}`;
  const outside = `${alias}@${random.pick(guestDomains)}`;
  const [department, titles] = random.pick(departments);
  const [office, city, country] = random.pick(culture.offices);
  const base = blankPerson(random, company, guest);
  return {
    ...base,
    givenName: given.written,
    surname: surname.written,
    displayName: displayName(random, given.written, surname.written, culture.surnameFirst),
    userPrincipalName: guest ? guestLogin(outside, company) : address,
    mail: guest ? outside : random.chance(0.02) ? null : address,
    jobTitle: guest || random.chance(0.07) ? null : random.pick(titles),
    department: guest || random.chance(0.05) ? null : department,
    preferredLanguage: guest ? null : random.pick(culture.languages),
    officeLocation: guest || random.chance(0.1) ? null : office,
    city: guest ? null : city,
    country: guest ? null : country,
    mobilePhone: guest || random.chance(0.4) ? null : phone(random),
    businessPhone: guest || random.chance(0.3) ? null : phone(random),
    accountEnabled: !random.chance(0.02),
    managerId: guest ? null : managerId,
    hasPhoto: !guest && random.chance(0.6),
  };
}

function displayName(random: Random, given: string, surname: string, surnameFirst: boolean): string {
  if (surnameFirst) return `${surname} ${given}`;
  if (random.chance(0.02)) return `${surname}, ${given}`;
  if (random.chance(0.02)) return `${given} ${surname} (External)`;
  return `${given} ${surname}`;
}

/** Every property, nothing filled in yet, so that all people have one shape. */
export function blankPerson(random: Random, company: Company, guest: boolean): Person {
  return {
    id: random.guid(),
    tenantId: company.tenantId,
    persona: null,
    createdDateTime: new Date(Date.UTC(2015 + random.integer(10), random.integer(12), 1 + random.integer(28), 8))
      .toISOString()
      .replace('.000Z', 'Z'),
    userType: guest ? 'Guest' : 'Member',
    hasPhoto: false,
    userPrincipalName: '',
    displayName: '',
    givenName: null,
    surname: null,
    mail: null,
    jobTitle: null,
    department: null,
    officeLocation: null,
    city: null,
    country: null,
    companyName: guest ? null : company.displayName,
    employeeId: guest ? null : `E${100000 + random.integer(900000)}`,
    preferredLanguage: null,
    mobilePhone: null,
    businessPhone: null,
    managerId: null,
    accountEnabled: true,
    deletedDateTime: null,
  };
}

/** `anna@firm.example` as a guest: `anna_firm.example#EXT#@aldervale.onmicrosoft.com`. */
function guestLogin(address: string, company: Company): string {
  return `${latinisedAddress(address)}#EXT#@${company.initialDomain}`;
}

function latinisedAddress(address: string): string {
  const [alias = '', domain = ''] = address.split('@');
  return `${alias
    .split('.')
    .map((piece) => latinised(piece) + piece.replace(/\D/g, ''))
    .join('.')}_${domain}`;
}

function phone(random: Random): string {
  return `+44 20 7946 0${String(random.integer(1000)).padStart(3, '0')}`;
}

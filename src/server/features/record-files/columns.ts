import type { Module } from '../../core/records/schemas.ts';
import type { Language } from '../../platform/permissions.ts';
import { fold } from '../../platform/search-text.ts';

/** The columns of a file of each kind, as exported and as imported. `owner` is a login ID. */
export const CSV_COLUMNS: Record<Module, readonly string[]> = {
  leads: ['name', 'company', 'email', 'phone', 'status', 'source', 'owner'],
  contacts: ['firstName', 'lastName', 'emails', 'phone', 'company', 'owner'],
  deals: ['name', 'amount', 'currency', 'stage', 'closeDate', 'owner'],
  tasks: ['subject', 'dueDate', 'done', 'owner'],
};

/** Columns of files that other programs write, which `bodyOf` makes fields of. */
const FOREIGN: Record<Module, readonly string[]> = {
  leads: ['firstName', 'lastName'],
  contacts: ['name'],
  deals: [],
  tasks: [],
};

/** Without one of these columns no row can become a record; the first is the one to ask for. */
const NAMING: Record<Module, readonly string[]> = {
  leads: ['name', 'lastName', 'firstName'],
  contacts: ['lastName', 'name', 'firstName'],
  deals: ['name'],
  tasks: ['subject'],
};

/** Columns of which a file may have several, as address books do. */
const REPEATED: ReadonlySet<string> = new Set(['email', 'emails', 'phone']);

/** What columns are called, by language: what a template says, and what the pages of Foyer call the fields. */
const NAMES: Readonly<Record<string, Record<Language, string>>> = {
  name: { en: 'Name', fr: 'Nom' },
  firstName: { en: 'First name', fr: 'Prénom' },
  lastName: { en: 'Last name', fr: 'Nom' },
  company: { en: 'Company', fr: 'Société' },
  email: { en: 'E-mail', fr: 'E-mail' },
  emails: { en: 'E-mail addresses', fr: 'Adresses e-mail' },
  phone: { en: 'Phone', fr: 'Téléphone' },
  status: { en: 'Status', fr: 'Statut' },
  source: { en: 'Source', fr: 'Origine' },
  amount: { en: 'Amount', fr: 'Montant' },
  currency: { en: 'Currency', fr: 'Devise' },
  stage: { en: 'Stage', fr: 'Étape' },
  closeDate: { en: 'Close date', fr: 'Date de clôture' },
  subject: { en: 'Subject', fr: 'Objet' },
  dueDate: { en: 'Due date', fr: 'Échéance' },
  done: { en: 'Done', fr: 'Terminée' },
  owner: { en: 'Owner', fr: 'Propriétaire' },
};

const EMAIL =
  'mail email emailaddress emailvalue courriel adressemail adresseemail adressesemail adressedemessagerie ' +
  'adresseelectronique emailadresse';

/** Other names, as people and the exports of Outlook and Google write them in several languages; see `keyOf`. */
const OTHER_NAMES: Readonly<Record<string, string>> = {
  name: 'fullname namefull displayname contactname nomcomplet nomprenom prenomnom',
  firstName: 'givenname forename vorname',
  lastName: 'surname familyname nomdefamille nachname',
  company: 'companyname organization organisation organizationname organisationname entreprise firma',
  email: EMAIL,
  emails: `${EMAIL} emails emailaddresses`,
  phone:
    'phonenumber phonevalue telephone tel mobile mobilephone businessphone workphone primaryphone homephone portable ' +
    'telephonemobile telephonebureau telephoneprofessionnel telephoneportable telmobile telbureau telefon telefonnummer ' +
    'mobiltelefon telefongeschaftlich telefonprivat',
  status: 'leadstatus',
  source: 'leadsource herkunft',
  amount: 'betrag',
  currency: 'wahrung',
  stage: 'dealstage phase',
  closeDate: 'closingdate expectedclosedate abschlussdatum',
  subject: 'sujet betreff',
  dueDate: 'due datedecheance fallig falligam',
  done: 'termine completed erledigt',
  owner: 'ownerloginid responsable besitzer',
};

/** `E-mail 2 Address` and `Adresse e-mail` without all that differs from one program to the next. */
function keyOf(name: string): string {
  return fold(name).replace(/[^a-z]/g, '');
}

const KEYS: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(NAMES).map(([field, { en, fr }]) => [
    field,
    new Set([field, en, fr].map(keyOf).concat(OTHER_NAMES[field]?.split(' ') ?? [])),
  ]),
);

/**
 * The field of each column of a file; null for one that means nothing here, or comes a second time. Contacts may have
 * `name`, leads `firstName` and `lastName`, too.
 */
export function columnsOf(module: Module, header: readonly string[]): (string | null)[] {
  const keys = header.map(keyOf);
  const all = [...CSV_COLUMNS[module], ...FOREIGN[module]];
  const isMeant = (field: string, key: string) => KEYS.get(field)?.has(key) === true;
  // *Nom* is a last name beside a first name.
  const isParted = keys.some((key) => isMeant('firstName', key));
  const fields = isParted ? [...all.filter((field) => field === 'lastName'), ...all] : all;
  const taken = new Set<string>();
  return keys.map((key) => {
    const field = fields.find((each) => isMeant(each, key) && (!taken.has(each) || REPEATED.has(each)));
    if (field === undefined) return null;
    taken.add(field);
    return field;
  });
}

/** How many names of columns mean something. */
export function knownColumns(module: Module, header: readonly string[]): number {
  return columnsOf(module, header).filter((field) => field !== null).length;
}

/** The column that a file lacks, without which no row can become a record; null when it has one. */
export function missingColumn(module: Module, columns: readonly (string | null)[]): string | null {
  const [needed = ''] = NAMING[module];
  return NAMING[module].some((field) => columns.includes(field)) ? null : needed;
}

/** The names of a file's columns, for people. */
export function columnNames(module: Module, language: Language): string[] {
  return CSV_COLUMNS[module].map((field) => NAMES[field]?.[language] ?? field);
}

import { fold } from '../../platform/search-text.ts';
import type { Fields, Module } from './schemas.ts';

/** The columns of a file of each kind, as exported and as imported. `owner` is a login ID. */
export const CSV_COLUMNS: Record<Module, readonly string[]> = {
  leads: ['name', 'company', 'email', 'phone', 'status', 'source', 'owner'],
  contacts: ['firstName', 'lastName', 'emails', 'phone', 'company', 'owner'],
  deals: ['name', 'amount', 'currency', 'stage', 'closeDate', 'owner'],
  tasks: ['subject', 'dueDate', 'done', 'owner'],
};

/** Without this column no row can become a record. */
export const REQUIRED_COLUMN = { leads: 'name', contacts: 'lastName', deals: 'name', tasks: 'subject' } as const;

/** Other names for columns, folded and without spaces: what people and other programs call them. */
const OTHER_NAMES: Record<string, readonly string[]> = {
  nom: ['name', 'lastName'],
  fullname: ['name'],
  surname: ['lastName'],
  givenname: ['firstName'],
  prenom: ['firstName'],
  societe: ['company'],
  entreprise: ['company'],
  mail: ['email', 'emails'],
  email: ['emails'],
  emailaddress: ['email', 'emails'],
  emailaddresses: ['emails'],
  adressesemail: ['emails'],
  telephone: ['phone'],
  statut: ['status'],
  origine: ['source'],
  montant: ['amount'],
  devise: ['currency'],
  etape: ['stage'],
  datedecloture: ['closeDate'],
  objet: ['subject'],
  echeance: ['dueDate'],
  terminee: ['done'],
  proprietaire: ['owner'],
};

const DELIMITERS = [',', ';', '\t'] as const;

/** What separates the columns: whatever stands most often in the first line. */
export function delimiterOf(firstLine: string): string {
  const times = (delimiter: string) => firstLine.split(delimiter).length;
  return DELIMITERS.reduce((best, each) => (times(each) > times(best) ? each : best));
}

/** The field of each column of a file; null for one that means nothing here, or comes a second time. */
export function columnsOf(module: Module, header: readonly string[]): (string | null)[] {
  const taken = new Set<string>();
  return header.map((name) => {
    const key = fold(name).replace(/[^a-z]/g, '');
    const field = CSV_COLUMNS[module].find(
      (each) => each.toLowerCase() === key || OTHER_NAMES[key]?.includes(each) === true,
    );
    if (field === undefined || taken.has(field)) return null;
    taken.add(field);
    return field;
  });
}

/** A row of a file as the body of a call, still to be checked; empty cells are not said. */
export function bodyOf(columns: readonly (string | null)[], cells: readonly string[]): Record<string, unknown> {
  const texts = new Map<string, string>();
  columns.forEach((field, place) => {
    const text = unescapeFormula(cells[place]?.trim() ?? '');
    if (field !== null && text !== '') texts.set(field, text);
  });
  const currency = texts.get('currency')?.toUpperCase() ?? 'EUR';
  return Object.fromEntries(
    [...texts].map(([field, text]): [string, unknown] => {
      if (field === 'emails') return [field, text.split(/[;,\s]+/).filter(Boolean)];
      if (field === 'amount') return [field, toMinor(text, currency)];
      if (field === 'currency') return [field, currency];
      if (field === 'done') return [field, toBoolean(text)];
      if (field === 'status' || field === 'source' || field === 'stage') return [field, text.toLowerCase()];
      return [field, text];
    }),
  );
}

/** A record as a row of a file. */
export function cellsOf(module: Module, fields: Fields, ownerLoginId: string): string[] {
  return CSV_COLUMNS[module].map((column) => {
    if (column === 'owner') return ownerLoginId;
    const value = fields[column];
    if (column === 'amount' && typeof value === 'number') return fromMinor(value, String(fields.currency));
    if (Array.isArray(value)) return value.join('; ');
    return value === null || value === undefined ? '' : String(value);
  });
}

/** What csv-stringify puts before `=`, `+`, `-` and `@`, so that no spreadsheet takes a text for a formula. */
function unescapeFormula(text: string): string {
  return /^'[=+\-@]/.test(text) ? text.slice(1) : text;
}

function toBoolean(text: string): boolean | string {
  if (/^(true|yes|oui|vrai|1|x)$/i.test(text)) return true;
  return /^(false|no|non|faux|0)$/i.test(text) ? false : text;
}

function digitsOf(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

/** `1234.5` or `1 234,5` in the smallest unit of the currency; the text itself when it is no amount. */
function toMinor(text: string, currency: string): number | string {
  const number = text.replace(/\s/g, '').replace(',', '.');
  const digits = digitsOf(currency);
  if (!new RegExp(`^\\d{1,13}(\\.\\d{0,${digits}}0*)?$`).test(number)) return text;
  return Math.round(Number(number) * 10 ** digits);
}

function fromMinor(amount: number, currency: string): string {
  const digits = digitsOf(currency);
  return (amount / 10 ** digits).toFixed(digits);
}

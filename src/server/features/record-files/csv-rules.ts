import { readEmails, writeEmails } from '../../core/records/email-list.ts';
import type { Fields, Module } from '../../core/records/schemas.ts';
import { fold } from '../../platform/search-text.ts';
import { type AmountRead, type AmountRefusal, type DecimalMark, plainAmount, readAmount } from '../records/amounts.ts';

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

/** The field texts of a row, without those that say nothing. */
function textsOf(columns: readonly (string | null)[], cells: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  columns.forEach((field, index) => {
    const text = unescapeFormula(cells[index]?.trim() ?? '');
    if (field !== null && text !== '') texts.set(field, text);
  });
  return texts;
}

/**
 * A row of a file as the body of a call, still to be checked; empty cells are not said. An amount that can't be read
 * stays a text, which its schema refuses.
 * @param decimal what stands before decimals in the file's amounts, where its other cells say so.
 */
export function bodyOf(
  columns: readonly (string | null)[],
  cells: readonly string[],
  decimal: DecimalMark | null = null,
): Record<string, unknown> {
  const texts = textsOf(columns, cells);
  const body = Object.fromEntries(
    [...texts].map(([field, text]): [string, unknown] => {
      if (field === 'emails') return [field, readEmails(text)];
      if (field === 'currency') return [field, text.toUpperCase()];
      if (field === 'done') return [field, toBoolean(text)];
      if (field === 'status' || field === 'source' || field === 'stage') return [field, text.toLowerCase()];
      return [field, text];
    }),
  );
  const read = readMoney(texts, decimal);
  if (!read || 'code' in read) return body;
  return { ...body, amount: read.amount, ...(read.currency !== null && { currency: read.currency }) };
}

/** Why the amount of a row can't be read; null when it can, or there is none. */
export function amountRefusalOf(
  columns: readonly (string | null)[],
  cells: readonly string[],
  decimal: DecimalMark | null,
): AmountRefusal | null {
  const read = readMoney(textsOf(columns, cells), decimal);
  return read && 'code' in read ? read : null;
}

function readMoney(texts: ReadonlyMap<string, string>, decimal: DecimalMark | null): AmountRead | AmountRefusal | null {
  const text = texts.get('amount');
  return text === undefined
    ? null
    : readAmount(text, { currency: texts.get('currency')?.toUpperCase() ?? null, decimal });
}
/** A record as a row of a file. */
export function cellsOf(module: Module, fields: Fields, ownerLoginId: string): string[] {
  return CSV_COLUMNS[module].map((column) => {
    if (column === 'owner') return ownerLoginId;
    const value = fields[column];
    if (column === 'amount' && typeof value === 'number') return plainAmount(value, String(fields.currency));
    if (Array.isArray(value)) return writeEmails(value);
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

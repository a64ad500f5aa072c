import { rename } from '../../core/accounts/names.ts';
import { readEmails, writeEmails } from '../../core/records/email-list.ts';
import type { Fields, Module } from '../../core/records/schemas.ts';
import { withoutMarks } from '../../platform/csv.ts';
import { fold } from '../../platform/search-text.ts';
import { type DecimalMark, plainAmount, readAmount } from '../records/amounts.ts';
import { CSV_COLUMNS } from './columns.ts';
import { type DayOrder, readDay } from './days.ts';

/** How what can be read in two ways is read in one file: as its other cells say; null where they don't. */
export interface Reading {
  decimalMark: DecimalMark | null;
  dayOrder: DayOrder | null;
}

/** Why a cell can't be read, and what its sentence names. */
export interface CellRefusal {
  code: string;
  values: Record<string, string>;
}

/** A row of a file as the body of a call, still to be checked, and what of it could not be read. */
export interface RowRead {
  body: Record<string, unknown>;
  refusals: ReadonlyMap<string, CellRefusal>;
}

/** What the choices of Foyer are called on its pages, folded; those that read as they are stored are left out. */
const CHOICES: ReadonlyMap<string, string> = new Map(
  Object.entries({
    new: ['nouveau'],
    contacted: ['contacte'],
    qualified: ['qualifie'],
    lost: ['perdu'],
    web: ['website', 'site web'],
    referral: ['recommandation'],
    event: ['evenement'],
    campaign: ['campagne'],
    other: ['autre'],
    proposal: ['proposition'],
    negotiation: ['negociation'],
    won: ['gagne'],
  }).flatMap(([option, names]) => names.map((name): [string, string] => [name, option])),
);

/** How spreadsheets of several languages, and people, write that something is so. */
const YES =
  /^(true|vrai|wahr|vero|verdadero|verdadeiro|waar|sant|sand|sann|yes|y|oui|o|ja|j|si|sim|x|1|done|termine|terminee|fait|erledigt|[✓✔☑])$/;
const NO =
  /^(false|faux|falsch|falso|onwaar|falskt|falsk|usann|no|n|non|nein|nee|nej|nei|nao|0|open|ouvert|ouverte|offen|[✗✘☐])$/;

/** Texts that a spreadsheet takes for a number, a day, a time or a truth value, and writes back as another one. */
const REWRITTEN =
  '(?:0\\d+|\\d{12,}|\\d+(?:\\.\\d+)?e[+-]?\\d+|\\d{1,4}[-/.:]\\d{1,2}(?:[-/.:]\\d{1,4})?|\\d{1,3}(?:,\\d{3})+(?:\\.\\d+)?|\\d*[.,]\\d+|\\(\\d+\\)|true|false)$';
const rewritten = new RegExp(`^'*(?=${REWRITTEN})`, 'i');
const kept = new RegExp(`^'('*)(?=${REWRITTEN})`, 'i');

const TEXTS: ReadonlySet<string> = new Set(['name', 'firstName', 'lastName', 'company', 'phone', 'subject']);

/** A record as a row of a file, which `readRow` makes the same record of. */
export function cellsOf(module: Module, fields: Fields, ownerLoginId: string): string[] {
  return CSV_COLUMNS[module].map((column) => {
    if (column === 'owner') return ownerLoginId;
    const value = fields[column];
    if (column === 'amount' && typeof value === 'number') return plainAmount(value, String(fields.currency));
    if (Array.isArray(value)) return writeEmails(value);
    if (value === null || value === undefined) return '';
    return TEXTS.has(column) ? String(value).replace(rewritten, "$&'") : String(value);
  });
}

/**
 * A row of a file as the body of a call; empty cells are not said. What can't be read stays a text, which its schema
 * refuses.
 */
export function readRow(
  module: Module,
  columns: readonly (string | null)[],
  cells: readonly string[],
  { decimalMark, dayOrder }: Reading,
): RowRead {
  const texts = textsOf(module, columns, cells);
  const refusals = new Map<string, CellRefusal>();
  const body: Record<string, unknown> = Object.fromEntries(texts);
  for (const [field, text] of texts) {
    if (field === 'email') body.email = withoutName(text);
    if (field === 'emails') body.emails = readEmails(text);
    if (field === 'currency') body.currency = text.toUpperCase();
    if (field === 'done') body.done = toBoolean(text);
    if (field === 'status' || field === 'source' || field === 'stage') body[field] = toChoice(text);
    if (field !== 'closeDate' && field !== 'dueDate') continue;
    const day = readDay(text, dayOrder);
    if (typeof day === 'string') body[field] = day;
    else refusals.set(field, day);
  }
  const amount = texts.get('amount');
  if (amount !== undefined) {
    const read = readAmount(amount, { currency: texts.get('currency')?.toUpperCase() ?? null, decimal: decimalMark });
    if ('code' in read) refusals.set('amount', { code: read.code, values: { ...read.values } });
    else Object.assign(body, { amount: read.amount, ...(read.currency !== null && { currency: read.currency }) });
  }
  return { body, refusals };
}

/** The field texts of a row, without those that say nothing. */
function textsOf(module: Module, columns: readonly (string | null)[], cells: readonly string[]): Map<string, string> {
  const texts = new Map<string, string>();
  columns.forEach((field, index) => {
    const text = textOf(cells[index] ?? '');
    if (field === null || text === '') return;
    const before = texts.get(field);
    if (field === 'emails' && before !== undefined) texts.set(field, `${before}; ${text}`);
    else if (before === undefined) texts.set(field, text);
  });
  return module === 'leads' || module === 'contacts' ? named(module, texts) : texts;
}

/** A cell without what keeps spreadsheets from rewriting it. */
export function textOf(cell: string): string {
  return withoutMarks(cell.trim()).replace(kept, '$1').trim();
}

/** Makes the name that Foyer keeps of those that a file has: a lead has one, a contact first and last name. */
function named(module: 'leads' | 'contacts', texts: Map<string, string>): Map<string, string> {
  const { name, firstName, lastName, ...others } = Object.fromEntries(texts);
  const isParted = firstName !== undefined || lastName !== undefined;
  const parts = isParted ? { firstName, lastName } : name === undefined ? {} : partsOf(name);
  const [first, last] = parts.lastName ? [parts.firstName, parts.lastName] : [undefined, parts.firstName];
  const names =
    module === 'leads'
      ? { name: name ?? [first, last].filter(Boolean).join(' ') }
      : { firstName: first ?? '', lastName: last ?? '' };
  return new Map(Object.entries({ ...names, ...others } as Record<string, string>).filter(([, text]) => text !== ''));
}

/** `Lovelace, Ada` has the last name first; else the first word is the first name (ACC-1). */
function partsOf(fullName: string): { firstName?: string | undefined; lastName?: string | undefined } {
  const [lastName, firstName, ...more] = fullName.split(/,\s+/);
  if (firstName && more.length === 0) return { firstName, lastName };
  return rename({ firstName: '', lastName: '' }, { fullName }) ?? {};
}

/** The one address of a text; several, or none, stay as they are, to be refused. */
function withoutName(text: string): string {
  const [address, ...others] = readEmails(text);
  return address !== undefined && others.length === 0 ? address : text;
}

function toChoice(text: string): string {
  const folded = fold(text);
  return CHOICES.get(folded) ?? folded;
}

function toBoolean(text: string): boolean | string {
  const folded = fold(text);
  if (YES.test(folded)) return true;
  return NO.test(folded) ? false : text;
}

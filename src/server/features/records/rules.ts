import type { Fields, FieldValue, Module, RecordRef } from '../../core/records/schemas.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { fold, words } from '../../platform/search-text.ts';

/** Sorts behind every day, so that records without a date come last. */
const NO_DAY = '9999-12-31';

/** What a record is found and sorted by, from its fields. */
export function searchable(
  module: Module,
  fields: Fields,
): { title: string; titleKey: string; words: string[]; emails: string[]; dateKey: string } {
  const { name, subject, firstName, lastName, company, email, emails, phone, closeDate, dueDate } = fields;
  const title = module === 'contacts' ? joined(firstName, lastName) : joined(name ?? subject);
  const addresses = [...(Array.isArray(emails) ? emails : []), ...(typeof email === 'string' ? [email] : [])];
  return {
    title,
    titleKey: fold(module === 'contacts' ? joined(lastName, firstName) : title),
    words: words(title, joined(company), joined(phone), ...addresses),
    emails: [...new Set(addresses.map(normalizeLoginId))],
    dateKey: joined(closeDate ?? dueDate) || NO_DAY,
  };
}

function joined(...values: (FieldValue | undefined)[]): string {
  return values.filter((value) => typeof value === 'string' && value !== '').join(' ');
}

/** Which record a deal's or task's fields point to. */
export function linkOf(fields: Fields): RecordRef | null {
  if (typeof fields.contactId === 'string') return { module: 'contacts', id: fields.contactId };
  const { related } = fields;
  return typeof related === 'object' && related !== null && 'module' in related ? related : null;
}

/** The fields that differ, with their values on either side. */
export function changesBetween(before: Fields, after: Fields): { field: string; before: unknown; after: unknown }[] {
  return Object.keys(after)
    .filter((field) => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map((field) => ({ field, before: before[field] ?? null, after: after[field] ?? null }));
}

/** What changes can be found by: the words of their values. */
export function wordsOf(changes: readonly { before: unknown; after: unknown }[]): string[] {
  const values = changes.flatMap(({ before, after: now }) => [before, now].flat());
  return words(...values.map((value) => (typeof value === 'string' || typeof value === 'number' ? `${value}` : null)));
}

/**
 * Whether a page of a sorted list is found sooner by walking through everybody's records in their order, leaving out
 * those that one doesn't see, than by sorting all that one sees.
 * @param seen how many one sees of `total`.
 */
export function isSoonerInOrder({ seen, total, limit }: { seen: number; total: number; limit: number }): boolean {
  return seen > 0 && (limit * total) / seen < seen;
}

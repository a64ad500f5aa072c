import { after, DAY } from '../../platform/clock.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import { fold, words } from '../../platform/search-text.ts';
import type { Fields, FieldValue, Module, RecordRef, Targets, TransferStatus } from './schemas.ts';

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

/** The roles below one in the hierarchy, without itself (REC-2). */
export function rolesBelow(roles: readonly { id: string; parentId: string | null }[], roleId: string): string[] {
  const below = new Set<string>();
  const open = [roleId];
  for (let parent = open.pop(); parent !== undefined; parent = open.pop()) {
    for (const { id, parentId } of roles) {
      if (parentId !== parent || below.has(id) || id === roleId) continue;
      below.add(id);
      open.push(id);
    }
  }
  return [...below];
}

/** REC-3: the new owner of each kind of record that is handed over. */
export function targetsOf(to: Targets, modules: readonly Module[]): { module: Module; ownerId: string }[] {
  if ('all' in to) return modules.map((module) => ({ module, ownerId: to.all }));
  return modules.flatMap((module) => {
    const ownerId = to[module];
    return ownerId === undefined ? [] : [{ module, ownerId }];
  });
}

/** The life of a transfer. */
export const TRANSFER_STEPS: Record<TransferStatus, readonly TransferStatus[]> = {
  waiting: ['running', 'done', 'failed'],
  running: ['done', 'failed'],
  done: ['undoing'],
  failed: ['undoing'],
  undoing: ['undone', 'failed'],
  undone: [],
};

/** REC-3: until when a transfer can be undone. */
export function undoUntil({ createdAt, finishedAt }: { createdAt: Date; finishedAt: Date | null }): Date {
  return after(finishedAt ?? createdAt, DAY);
}

/** Why a transfer can't be undone now; null when it can. */
export function undoRefusal(
  transfer: { status: TransferStatus; createdAt: Date; finishedAt: Date | null },
  now: Date,
): Extract<ProblemCode, 'transfer_running' | 'undo_expired'> | null {
  if (!TRANSFER_STEPS[transfer.status].includes('undoing')) return 'transfer_running';
  return now < undoUntil(transfer) ? null : 'undo_expired';
}

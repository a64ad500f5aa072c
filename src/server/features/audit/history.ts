import type { SortOrder } from 'mongoose';
import { type AuditRow, auditModel } from '../../core/audit/model.ts';
import { behind, encodeCursor, type Page } from '../../platform/cursor.ts';
import type { Services } from '../../platform/services.ts';
import { LATEST_FIRST, present } from './list-entries.ts';
import type { AuditEntry } from './schemas.ts';

/** A person's history: entries by the account, and entries on the target. */
export interface Concerned {
  organizationId: string;
  accountId: string;
  targetId: string;
}

/**
 * What a person did and what was done to them, the latest first. Each of the two is read by its own index, and a page
 * merges at most one page of each.
 * @returns `total` counts an entry once, also when the person did it to themselves.
 * @throws Problem `invalid_cursor`.
 */
export async function historyOf(
  { db, sealer }: Services,
  { organizationId, accountId, targetId }: Concerned,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<Page<AuditEntry>> {
  await sealer.settled(organizationId);
  const entries = auditModel(db);
  const by = { organizationId, 'actor.accountId': accountId };
  const on = { organizationId, 'target.id': targetId };
  const from = behind(entries, LATEST_FIRST, cursor);
  const latest = Object.fromEntries(LATEST_FIRST) as Record<string, SortOrder>;
  const [theirs, onThem, countBy, countOn, countBoth] = await Promise.all([
    entries
      .find({ $and: [by, from] })
      .sort(latest)
      .limit(limit + 1)
      .lean(),
    entries
      .find({ $and: [on, from] })
      .sort(latest)
      .limit(limit + 1)
      .lean(),
    entries.countDocuments(by),
    entries.countDocuments(on),
    entries.countDocuments({ ...on, ...by }),
  ]);
  const merged = [...new Map([...theirs, ...onThem].map((row) => [row._id, row])).values()]
    .toSorted((a, b) => b.at.getTime() - a.at.getTime() || bySequence(b, a))
    .slice(0, limit + 1);
  const page = merged.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(present),
    nextCursor: merged.length > limit && last ? encodeCursor([last.at, last.sequence]) : null,
    total: countBy + countOn - countBoth,
  };
}

/** As the database sorts them: numbers before the ids of what is not sealed yet. */
function bySequence({ sequence: a }: AuditRow, { sequence: b }: AuditRow): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'number') return -1;
  return typeof b === 'number' ? 1 : a.localeCompare(b);
}

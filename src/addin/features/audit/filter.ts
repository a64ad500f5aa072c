import type { AuditFilter } from '../../../server/features/audit/schemas.ts';

/** Somebody whom the trail is filtered by; `id` tells proposals apart. */
export interface Somebody {
  id: string;
  fullName: string;
}

/** Who did it: by account. */
export interface Doer extends Somebody {
  accountId: string;
}

/** On whom: a member, or the very target of an entry. */
export type Concerned = Somebody & ({ memberId: string } | { target: string });

/** What the filters are set to; days as `2026-12-31`, both included. */
export interface Filters {
  who: Doer | null;
  whom: Concerned | null;
  action: AuditFilter['action'] | '';
  outcome: AuditFilter['outcome'] | '';
  from: string;
  until: string;
}

export const NO_FILTERS: Filters = { who: null, whom: null, action: '', outcome: '', from: '', until: '' };

/** The filters as the API takes them: a day begins and ends where the reader is. */
export function toQuery({ who, whom, action, outcome, from, until }: Filters): AuditFilter {
  return {
    ...(who && { accountId: who.accountId }),
    ...(whom && ('memberId' in whom ? { memberId: whom.memberId } : { target: whom.target })),
    ...(action && { action }),
    ...(outcome && { outcome }),
    ...(isDay(from) && { from: startOf(from, 0) }),
    ...(isDay(until) && { until: startOf(until, 1) }),
  };
}

/** A date field may hold a year that is still being typed. */
function isDay(text: string): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

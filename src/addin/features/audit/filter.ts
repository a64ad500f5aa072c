import type { AuditFilter, AuditPerson } from '../../../server/features/audit/schemas.ts';
import { AUDIT_ACTIONS } from '../../../server/platform/audit-actions.ts';
import { api } from '../../api.ts';
import { ID, useListState } from '../../components/list/use-list-state.ts';
import type { PickList } from '../../components/search-picker.tsx';

const DAY = /^\d{4}-\d\d-\d\d$/;

/**
 * What the trail is filtered by: who did it, by account; on whom, a member or the very target of an entry; days as
 * `2026-12-31`, both included.
 */
const FILTERS = {
  who: ID,
  whom: ID,
  target: /^.{1,100}$/su,
  action: ['', ...AUDIT_ACTIONS],
  outcome: ['', 'done', 'refused'],
  from: DAY,
  until: DAY,
} as const;

export type Filters = ReturnType<typeof useFilters>[0];

export const NO_FILTERS: Filters = { who: '', whom: '', target: '', action: '', outcome: '', from: '', until: '' };

export function useFilters() {
  return useListState(FILTERS);
}

/** Members, by whom the trail can be filtered. */
export const PEOPLE: PickList<AuditPerson> = {
  path: '/audit/people',
  find: (query, signal) => api('GET /audit/people', { query, signal }),
};

/** The filters as the API takes them: a day begins and ends where the reader is. */
export function toQuery({ who, whom, target, action, outcome, from, until }: Filters): AuditFilter {
  return {
    ...(who && { accountId: who }),
    ...(whom && { memberId: whom }),
    ...(target && { target }),
    ...(action && { action }),
    ...(outcome && { outcome }),
    ...(isDay(from) && { from: startOf(from, 0) }),
    ...(isDay(until) && { until: startOf(until, 1) }),
  };
}

/** A date field may hold a year that is still being typed, and an address a day that there is not. */
function isDay(text: string): boolean {
  return DAY.test(text) && !Number.isNaN(Date.parse(text));
}

function startOf(day: string, later: number): string {
  const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
  return new Date(year, month - 1, date + later).toISOString();
}

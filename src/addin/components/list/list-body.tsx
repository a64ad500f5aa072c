import type { ReactNode } from 'react';
import { RowsPlaceholder } from '../placeholder.tsx';
import { ProblemMessage } from '../problem-message.tsx';

export interface ListBodyProps {
  list: { isPending: boolean; error: unknown; total: number; refetch: () => unknown };
  /** What to show when nothing matches. */
  empty: ReactNode;
  children: ReactNode;
}

/** The four states of a list: being read, failed, empty, there. */
export function ListBody({ list, empty, children }: ListBodyProps) {
  if (list.error && list.total === 0) {
    return (
      <div style={{ padding: 12 }}>
        <ProblemMessage error={list.error} onRetry={() => void list.refetch()} />
      </div>
    );
  }
  if (list.isPending) {
    return (
      <div style={{ padding: '40px 12px 0' }}>
        <RowsPlaceholder />
      </div>
    );
  }
  return list.total === 0 ? empty : children;
}

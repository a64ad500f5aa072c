import { Button } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
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

/** Asks for the next page of a list, as long as there is one. */
export function MoreButton({ list }: { list: { hasNextPage: boolean; isFetching: boolean; readMore: () => void } }) {
  const { t } = useTranslation();
  if (!list.hasNextPage) return null;
  return (
    <div>
      <Button appearance="subtle" disabledFocusable={list.isFetching} onClick={list.readMore}>
        {t('common.more')}
      </Button>
    </div>
  );
}

import { lazy, type ReactNode, Suspense } from 'react';

export interface NoticeProps {
  intent: 'info' | 'success' | 'warning' | 'error';
  title?: string;
  actions?: ReactNode;
  children?: ReactNode;
}

/** Fluent's message bar is fetched when there is something to say; without a connection the words stand alone. */
const NoticeBar = lazy(() => import('./notice-bar.tsx').catch(() => ({ default: Words })));

/** Something to know, said where it matters. */
export function Notice(props: NoticeProps) {
  return (
    <Suspense fallback={<Words {...props} />}>
      <NoticeBar {...props} />
    </Suspense>
  );
}

function Words({ title, actions, children }: NoticeProps) {
  return (
    <div role="status">
      {title && <strong>{title} </strong>}
      {children} {actions}
    </div>
  );
}

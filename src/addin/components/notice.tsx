import { type CSSProperties, lazy, type ReactNode, Suspense } from 'react';

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

/** As much room as the bar takes: its border, its icon on the left, its small buttons below. */
const ROOM: CSSProperties = {
  boxSizing: 'border-box',
  padding: '10px 12px 8px 40px',
  border: '1px solid transparent',
  overflowWrap: 'anywhere',
};
const ACTIONS: CSSProperties = {
  display: 'flex',
  justifyContent: 'end',
  alignItems: 'center',
  height: '24px',
  marginTop: '10px',
};

function Words({ title, actions, children }: NoticeProps) {
  return (
    <div role="status" style={ROOM}>
      {title && <strong style={{ display: 'block' }}>{title}</strong>}
      {children}
      {actions && <div style={ACTIONS}>{actions}</div>}
    </div>
  );
}

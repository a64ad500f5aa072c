import { MessageBar, MessageBarActions, MessageBarBody, MessageBarTitle } from '@fluentui/react-components';
import type { NoticeProps } from './notice.tsx';

/** A message bar whose text wraps at any width. */
export default function NoticeBar({ intent, title, actions, children }: NoticeProps) {
  return (
    <MessageBar intent={intent} layout="multiline" politeness={intent === 'error' ? 'assertive' : 'polite'}>
      <MessageBarBody style={{ minWidth: 0, overflowWrap: 'anywhere' }}>
        {title && <MessageBarTitle style={{ display: 'block' }}>{title}</MessageBarTitle>}
        {title && ' '}
        {children}
      </MessageBarBody>
      {actions && <MessageBarActions>{actions}</MessageBarActions>}
    </MessageBar>
  );
}

import { makeStyles, Subtitle2, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  empty: {
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    gap: '8px',
    padding: '40px 16px',
  },
  icon: { fontSize: '40px', lineHeight: 0, color: tokens.colorNeutralForeground3 },
  // Fluent's texts begin at the start of their line unless they are told themselves.
  title: { margin: 0, textAlign: 'center' },
  text: { textAlign: 'center', color: tokens.colorNeutralForeground2, maxWidth: '420px' },
});

export interface EmptyStateProps {
  icon: ReactNode;
  title: string;
  text?: ReactNode;
  action?: ReactNode;
}

/** A list that has nothing to show, and why. */
export function EmptyState({ icon, title, text, action }: EmptyStateProps) {
  const styles = useStyles();
  return (
    <div className={styles.empty} role="status">
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <Subtitle2 className={styles.title}>{title}</Subtitle2>
      {text && <Text className={styles.text}>{text}</Text>}
      {action}
    </div>
  );
}

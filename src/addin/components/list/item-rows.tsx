import { makeStyles, Text, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px 16px',
    padding: '12px 0',
    ':not(:first-child)': { borderTop: `1px solid ${tokens.colorNeutralStroke2}` },
  },
  icon: { fontSize: '24px', lineHeight: 0, color: tokens.colorNeutralForeground2, flexShrink: 0 },
  words: { display: 'flex', flexDirection: 'column', gap: '2px', flex: '1 1 200px', minWidth: 0 },
  title: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 8px', overflowWrap: 'anywhere' },
  line: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
});

/** A short list of things that say more than a table's row can hold. */
export function ItemRows({ label, children }: { label: string; children: ReactNode }) {
  return (
    <ul className={useStyles().list} aria-label={label}>
      {children}
    </ul>
  );
}

export interface ItemRowProps {
  icon: ReactNode;
  title: string;
  /** What marks it among the others. */
  badge?: ReactNode;
  /** Below the title, each on a line of its own. */
  lines: readonly ReactNode[];
  action?: ReactNode;
}

export function ItemRow({ icon, title, badge, lines, action }: ItemRowProps) {
  const styles = useStyles();
  return (
    <li className={styles.row}>
      <span className={styles.icon} aria-hidden>
        {icon}
      </span>
      <div className={styles.words}>
        <div className={styles.title}>
          <Text weight="semibold">{title}</Text>
          {badge}
        </div>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines have no identity but their index
          <Text key={index} size={200} className={styles.line}>
            {line}
          </Text>
        ))}
      </div>
      {action}
    </li>
  );
}

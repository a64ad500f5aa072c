import { makeStyles, Text, tokens } from '@fluentui/react-components';

const useStyles = makeStyles({
  figure: { margin: 0, display: 'flex', flexDirection: 'column', gap: '4px' },
  caption: { color: tokens.colorNeutralForeground2 },
  quote: {
    margin: 0,
    padding: '8px 12px',
    borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
    whiteSpace: 'pre-wrap',
    overflowWrap: 'anywhere',
  },
});

/** What somebody wrote, word for word. */
export function Quote({ label, children }: { label: string; children: string }) {
  const styles = useStyles();
  return (
    <figure className={styles.figure}>
      <figcaption>
        <Text className={styles.caption}>{label}</Text>
      </figcaption>
      <blockquote className={styles.quote}>{children}</blockquote>
    </figure>
  );
}

import { makeStyles, mergeClasses, Text, tokens, typographyStyles } from '@fluentui/react-components';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useNavigationType } from 'react-router';
import { useFirstPage } from './first-page.ts';

const useStyles = makeStyles({
  page: {
    maxWidth: '1200px',
    margin: '0 auto',
    boxSizing: 'border-box',
    padding: '24px 32px 40px',
    display: 'flex',
    flexDirection: 'column',
    gap: '20px',
    '@media (max-width: 640px)': { padding: '16px 12px 24px', gap: '16px' },
  },
  head: { display: 'flex', flexWrap: 'wrap', alignItems: 'end', justifyContent: 'space-between', gap: '12px 24px' },
  words: { display: 'flex', flexDirection: 'column', gap: '4px', minWidth: 0 },
  title: { ...typographyStyles.title2, margin: 0, outlineStyle: 'none', overflowWrap: 'anywhere' },
  lead: { margin: 0, color: tokens.colorNeutralForeground2 },
  actions: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    '@media (max-width: 480px)': { width: '100%', '& > *': { flexGrow: 1 } },
  },
});

export interface PageProps {
  title: string;
  lead?: ReactNode;
  /** The way up, above the heading. */
  above?: ReactNode;
  /** The primary action first; at most one is `appearance="primary"`. */
  actions?: ReactNode;
  children: ReactNode;
  className?: string;
}

/** A page of the member area: heading, actions, content. After a navigation the heading has the focus. */
export function Page({ title, lead, above, actions, children, className }: PageProps) {
  const styles = useStyles();
  const heading = useRef<HTMLHeadingElement>(null);
  // Of the moment when the page opened: a panel that opens over it later keeps the focus.
  const [openedBy] = useState(useNavigationType());
  useFirstPage();
  useEffect(() => {
    document.title = `${title} · Foyer`;
  }, [title]);
  useEffect(() => {
    if (openedBy === 'PUSH') heading.current?.focus({ preventScroll: true });
  }, [openedBy]);
  return (
    <div className={mergeClasses(styles.page, className)}>
      <header className={styles.head}>
        <div className={styles.words}>
          {above}
          <h1 ref={heading} tabIndex={-1} className={styles.title}>
            {title}
          </h1>
          {lead && (
            <Text as="p" className={styles.lead}>
              {lead}
            </Text>
          )}
        </div>
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </div>
  );
}

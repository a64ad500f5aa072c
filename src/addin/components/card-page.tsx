import { makeStyles, mergeClasses, Text, Title2, tokens } from '@fluentui/react-components';
import { type ReactNode, useEffect } from 'react';
import { useFirstPage } from './first-page.ts';
import { logo } from './starting.tsx';

const useStyles = makeStyles({
  page: {
    minHeight: '100%',
    boxSizing: 'border-box',
    display: 'flex',
    flexDirection: 'column',
    alignItems: 'center',
    justifyContent: 'safe center',
    padding: '24px 16px',
    gap: '16px',
    '@media (max-width: 480px)': { padding: '12px', justifyContent: 'flex-start' },
  },
  card: {
    display: 'flex',
    flexDirection: 'column',
    width: '100%',
    maxWidth: '520px',
    boxSizing: 'border-box',
    padding: '32px',
    gap: '20px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow8,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
    '@media (max-width: 480px)': { padding: '20px', gap: '16px' },
  },
  head: { display: 'flex', flexDirection: 'column', gap: '12px' },
  brand: { display: 'flex', alignItems: 'center', gap: '8px', color: tokens.colorNeutralForeground2 },
  mark: { borderRadius: tokens.borderRadiusMedium, display: 'block' },
  title: { margin: 0, overflowWrap: 'anywhere' },
  lead: { color: tokens.colorNeutralForeground2, overflowWrap: 'anywhere' },
  foot: { color: tokens.colorNeutralForeground2, textAlign: 'center', maxWidth: '520px', overflowWrap: 'anywhere' },
});

export interface CardPageProps {
  title: string;
  /** One or two sentences below the title. */
  lead?: ReactNode;
  children?: ReactNode;
  /** What stands below the card, such as who is signed in. */
  foot?: ReactNode;
  className?: string;
}

/** A page that is one card: one question or one answer. */
export function CardPage({ title, lead, children, foot, className }: CardPageProps) {
  const styles = useStyles();
  useFirstPage();
  useEffect(() => {
    document.title = `${title} · Foyer`;
  }, [title]);
  return (
    <main className={mergeClasses(styles.page, className)}>
      <div className={styles.card}>
        <div className={styles.head}>
          <div className={styles.brand}>
            <img className={styles.mark} src={logo} alt="" width={32} height={32} />
            <Text weight="semibold">Foyer</Text>
          </div>
          <Title2 as="h1" className={styles.title}>
            {title}
          </Title2>
          {lead && (
            <Text as="p" size={400} block className={mergeClasses(styles.title, styles.lead)}>
              {lead}
            </Text>
          )}
        </div>
        {children}
      </div>
      {foot && <div className={styles.foot}>{foot}</div>}
    </main>
  );
}

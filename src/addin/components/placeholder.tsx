import { makeStyles, Skeleton, SkeletonItem } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

const useStyles = makeStyles({
  rows: { display: 'flex', flexDirection: 'column' },
  row: { display: 'flex', alignItems: 'center', gap: '12px', height: '56px' },
  page: {
    maxWidth: '1200px',
    margin: '0 auto',
    boxSizing: 'border-box',
    padding: '24px 32px',
    '@media (max-width: 640px)': { padding: '16px 12px' },
  },
  title: { maxWidth: '200px', marginBottom: '24px' },
  words: { display: 'flex', flexDirection: 'column', gap: '6px', flexGrow: 1, maxWidth: '320px' },
});

/** Rows of a list that is being read, as tall as the rows to come. */
export function RowsPlaceholder({ count = 4 }: { count?: number }) {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Skeleton className={styles.rows} aria-label={t('common.loading')}>
      {Array.from({ length: count }, (_unused, row) => row).map((row) => (
        <RowPlaceholder key={row} />
      ))}
    </Skeleton>
  );
}

/** One row of such a list; stands in a `Skeleton`. */
export function RowPlaceholder() {
  const styles = useStyles();
  return (
    <div className={styles.row}>
      <SkeletonItem shape="circle" size={32} />
      <div className={styles.words}>
        <SkeletonItem size={12} />
        <SkeletonItem size={8} />
      </div>
    </div>
  );
}

/** A page of the member area while its code is on its way. */
export function PagePlaceholder() {
  const styles = useStyles();
  const { t } = useTranslation();
  return (
    <Skeleton className={styles.page} aria-label={t('common.loading')}>
      <SkeletonItem size={32} className={styles.title} />
      <RowPlaceholder />
      <RowPlaceholder />
      <RowPlaceholder />
    </Skeleton>
  );
}

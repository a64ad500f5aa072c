import { makeStyles, ProgressBar, Text, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../../i18n/use-format.ts';

const useStyles = makeStyles({
  /** Only high contrast draws it: there the track has the colour of the page. */
  track: { outline: `1px solid ${tokens.colorTransparentStroke}` },
  bar: { display: 'flex', flexDirection: 'column', gap: '6px' },
  numbers: { display: 'flex', flexWrap: 'wrap', gap: '8px 32px', margin: 0 },
  number: { display: 'flex', flexDirection: 'column' },
  value: { margin: 0, fontVariantNumeric: 'tabular-nums' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export interface LicencesBarProps {
  /** Of what. */
  label: string;
  licences: { bought: number; used: number; free: number };
}

/** SUB-1: licences bought, used and free, as a bar and in figures. */
export default function LicencesBar({ label, licences: { bought, used, free } }: LicencesBarProps) {
  const styles = useStyles();
  const { t } = useTranslation('subscription');
  const { number } = useFormat();
  const inUse = useId();
  const figures = [
    ['used', used],
    ['free', free],
    ['bought', bought],
  ] as const;
  return (
    <>
      <div className={styles.bar}>
        <ProgressBar
          className={styles.track}
          aria-label={label}
          aria-describedby={inUse}
          thickness="large"
          shape="rounded"
          value={bought === 0 ? 0 : Math.min(1, used / bought)}
          color={free <= 0 ? 'warning' : 'brand'}
        />
        <Text size={200} id={inUse} className={styles.quiet}>
          {t('seats.inUse', { used, bought })}
        </Text>
      </div>
      <dl className={styles.numbers}>
        {figures.map(([name, value]) => (
          <div key={name} className={styles.number}>
            <dt>
              <Text size={200} className={styles.quiet}>
                {t(`seats.${name}`)}
              </Text>
            </dt>
            <dd className={styles.value}>
              <Text size={600} weight="semibold">
                {number(value)}
              </Text>
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

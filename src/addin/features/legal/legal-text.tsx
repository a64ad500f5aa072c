import { Body1, makeStyles, Subtitle2 } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';

/** The sections of each text, in their order; their words are in the catalogues. */
const SECTIONS = {
  terms: ['terms.access', 'terms.data', 'terms.records', 'terms.leaving'],
  privacy: ['privacy.kept', 'privacy.microsoft', 'privacy.seen', 'privacy.shared', 'privacy.rights'],
} as const;

export type LegalTextName = keyof typeof SECTIONS;

const useStyles = makeStyles({
  section: { display: 'flex', flexDirection: 'column', gap: '4px' },
  plain: { margin: 0 },
});

/** The terms of use or the privacy statement, below a title of their own. */
export function LegalText({ name, heading }: { name: LegalTextName; heading: 'h2' | 'h3' }) {
  const styles = useStyles();
  const { t } = useTranslation('legal');
  return SECTIONS[name].map((section) => (
    <section key={section} className={styles.section}>
      <Subtitle2 as={heading} className={styles.plain}>
        {t(`${section}.title`)}
      </Subtitle2>
      <Body1 as="p" className={styles.plain}>
        {t(`${section}.text`)}
      </Body1>
    </section>
  ));
}

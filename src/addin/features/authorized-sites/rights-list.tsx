import { makeStyles, Text, tokens } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { useTranslation } from 'react-i18next';
import type { SiteScope } from '../../../server/features/authorized-sites/schemas.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  item: { display: 'flex', alignItems: 'flex-start', gap: '8px' },
  check: { color: tokens.colorStatusSuccessForeground1, flexShrink: 0, fontSize: '20px' },
});

/** What a site may do, in words that need no standard to be understood. Signing in (`openid`) is always a part of it. */
export function RightsList({ scopes }: { scopes: readonly SiteScope[] }) {
  const styles = useStyles();
  const { t } = useTranslation('authorized-sites');
  return (
    <ul className={styles.list}>
      {(['openid', ...scopes] as const).map((scope) => (
        <li key={scope} className={styles.item}>
          <CheckmarkRegular className={styles.check} aria-hidden />
          <Text>{t(rightKey(scope))}</Text>
        </li>
      ))}
    </ul>
  );
}

/** The catalogue's key of a right: a point would stand between its levels. */
export function rightKey(scope: SiteScope | 'openid') {
  return `siteRight.${scope.replace('.', '_') as SnakeCase<typeof scope>}` as const;
}

type SnakeCase<Scope extends string> = Scope extends `${infer Noun}.${infer Verb}` ? `${Noun}_${Verb}` : Scope;

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'react-router';
import { useHost } from '../../host/use-host.ts';
import { useAbilities } from '../../use-abilities.ts';
import { isCurrent, type NavigationItem, navigationItems } from './navigation-items.ts';

const useStyles = makeStyles({
  list: { display: 'flex', flexDirection: 'column', gap: '2px', listStyleType: 'none', margin: 0, padding: 0 },
  link: {
    display: 'flex',
    alignItems: 'center',
    gap: '12px',
    minHeight: '40px',
    padding: '0 12px',
    position: 'relative',
    borderRadius: tokens.borderRadiusMedium,
    color: tokens.colorNeutralForeground2,
    textDecorationLine: 'none',
    ':hover': { backgroundColor: tokens.colorSubtleBackgroundHover, color: tokens.colorNeutralForeground2Hover },
    ':active': { backgroundColor: tokens.colorSubtleBackgroundPressed },
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}`, outlineOffset: '-2px' },
  },
  current: {
    backgroundColor: tokens.colorSubtleBackgroundSelected,
    color: tokens.colorNeutralForeground1Selected,
    fontWeight: tokens.fontWeightSemibold,
    '::before': {
      content: '""',
      position: 'absolute',
      left: 0,
      top: '10px',
      bottom: '10px',
      width: '3px',
      borderRadius: tokens.borderRadiusCircular,
      backgroundColor: tokens.colorCompoundBrandForeground1,
    },
  },
  icon: { fontSize: '20px', lineHeight: 0, flexShrink: 0 },
  currentIcon: { color: tokens.colorNeutralForeground2BrandSelected },
});

/** The pages that this person can open. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const items = navigationItems(useAbilities(), useHost().openItem !== null);
  return (
    <nav aria-label={t('frame.navigation')}>
      <ul className={styles.list}>
        {items.map((item) => (
          <li key={item.to}>
            <NavigationLink item={item} isCurrent={isCurrent(item, pathname)} {...(onNavigate && { onNavigate })} />
          </li>
        ))}
      </ul>
    </nav>
  );
}

interface NavigationLinkProps {
  item: NavigationItem;
  isCurrent: boolean;
  onNavigate?: () => void;
}

function NavigationLink({ item, isCurrent: current, onNavigate }: NavigationLinkProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const Icon = current ? item.selectedIcon : item.icon;
  return (
    <Link
      to={item.to}
      className={mergeClasses(styles.link, current && styles.current)}
      aria-current={current ? 'page' : undefined}
      onClick={onNavigate}
    >
      <Icon className={mergeClasses(styles.icon, current && styles.currentIcon)} aria-hidden />
      {t(item.label)}
    </Link>
  );
}

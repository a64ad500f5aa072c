import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { FluentIcon } from '@fluentui/react-icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';

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

/** Links below each other. */
export function NavigationList({ children }: { children: ReactNode }) {
  return <ul className={useStyles().list}>{children}</ul>;
}

export interface NavigationLinkProps {
  to: string;
  text: string;
  icon: FluentIcon;
  selectedIcon: FluentIcon;
  isCurrent: boolean;
  onNavigate?: (() => void) | undefined;
}

export function NavigationLink({ to, text, icon, selectedIcon, isCurrent, onNavigate }: NavigationLinkProps) {
  const styles = useStyles();
  const Icon = isCurrent ? selectedIcon : icon;
  return (
    <li>
      <Link
        to={to}
        className={mergeClasses(styles.link, isCurrent && styles.current)}
        aria-current={isCurrent ? 'page' : undefined}
        onClick={onNavigate}
      >
        <Icon className={mergeClasses(styles.icon, isCurrent && styles.currentIcon)} aria-hidden />
        {text}
      </Link>
    </li>
  );
}

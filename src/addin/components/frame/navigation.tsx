import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { useHost } from '../../host/use-host.ts';
import { useAbilities } from '../../session/session-context.ts';
import { isCurrent, navigationItems } from './navigation-items.ts';
import { NavigationLink, NavigationList } from './navigation-link.tsx';

/** The pages that this person can open. */
export function Navigation({ onNavigate }: { onNavigate?: () => void }) {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const items = navigationItems(useAbilities(), useHost().openItem !== null);
  return (
    <nav aria-label={t('frame.navigation')}>
      <NavigationList>
        {items.map((item) => (
          <NavigationLink
            key={item.to}
            to={item.to}
            text={t(item.label)}
            icon={item.icon}
            selectedIcon={item.selectedIcon}
            isCurrent={isCurrent(item, pathname)}
            onNavigate={onNavigate}
          />
        ))}
      </NavigationList>
    </nav>
  );
}

import { Button, DrawerBody, DrawerHeader, DrawerHeaderTitle, OverlayDrawer } from '@fluentui/react-components';
import { DismissRegular } from '@fluentui/react-icons/svg/dismiss';
import { useTranslation } from 'react-i18next';
import { useFocusReturn } from '../use-focus-return.ts';
import { Navigation } from './navigation.tsx';

/** The navigation where there is no room for it beside the page. */
export default function NavigationDrawer({ onClose }: { onClose: () => void }) {
  useFocusReturn();
  const { t } = useTranslation();
  return (
    <OverlayDrawer open size="small" position="start" onOpenChange={onClose}>
      <DrawerHeader>
        <DrawerHeaderTitle
          action={
            <Button appearance="subtle" icon={<DismissRegular />} aria-label={t('common.close')} onClick={onClose} />
          }
        >
          Foyer
        </DrawerHeaderTitle>
      </DrawerHeader>
      <DrawerBody>
        <Navigation onNavigate={onClose} />
      </DrawerBody>
    </OverlayDrawer>
  );
}

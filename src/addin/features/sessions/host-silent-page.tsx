import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { Actions } from '../../components/actions.tsx';
import { CardPage } from '../../components/card-page.tsx';

/** Foyer stands in a frame, and what is around it never said who it is. */
export function HostSilentPage() {
  const { t } = useTranslation();
  return (
    <CardPage title={t('hostSilent.title')} lead={t('hostSilent.lead')}>
      <Actions>
        <Button appearance="primary" onClick={() => window.location.reload()}>
          {t('common.tryAgain')}
        </Button>
        <Button as="a" href="/" target="_blank" rel="noopener">
          {t('hostSilent.openInBrowser')}
        </Button>
      </Actions>
    </CardPage>
  );
}

import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { surroundings } from '../../host/detect.ts';

/** Shown when the host did not respond, or when a link for hosts was opened in a browser. */
export default function HostSilentPage() {
  return surroundings().isFramed ? <SilentFrame /> : <NoHost />;
}

function SilentFrame() {
  const { t } = useTranslation('sessions');
  return (
    <CardPage title={t('hostSilent.title')} lead={t('hostSilent.lead')}>
      <Actions>
        <TryAgain appearance="primary" />
        <Button as="a" href="/" target="_blank" rel="noopener">
          {t('hostSilent.openInBrowser')}
        </Button>
      </Actions>
    </CardPage>
  );
}

function NoHost() {
  const { t } = useTranslation('sessions');
  return (
    <CardPage title={t('hostSilent.noHostTitle')} lead={t('hostSilent.noHostLead')}>
      <Actions>
        <Button as="a" appearance="primary" href="/">
          {t('hostSilent.openInBrowser')}
        </Button>
        <TryAgain appearance="secondary" />
      </Actions>
    </CardPage>
  );
}

function TryAgain({ appearance }: { appearance: 'primary' | 'secondary' }) {
  const { t } = useTranslation();
  return (
    <Button appearance={appearance} onClick={() => window.location.reload()}>
      {t('common.tryAgain')}
    </Button>
  );
}

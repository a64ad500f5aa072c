import { Button } from '@fluentui/react-components';
import { Component, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CardPage } from './card-page.tsx';
import { Actions } from './form.tsx';

/**
 * Stands in for a page that failed: a part of it that could not be fetched, because the connection was lost or a newer
 * Foyer took the place of this one, or a mistake of ours. Loading the page again helps with all of them.
 */
export class CrashBoundary extends Component<{ children: ReactNode }, { hasCrashed: boolean }> {
  override state = { hasCrashed: false };

  static getDerivedStateFromError() {
    return { hasCrashed: true };
  }

  override render() {
    return this.state.hasCrashed ? <CrashPage /> : this.props.children;
  }
}

function CrashPage() {
  const { t } = useTranslation();
  return (
    <CardPage title={t('crash.title')} lead={t('crash.lead')}>
      <Actions>
        <Button appearance="primary" onClick={() => window.location.reload()}>
          {t('crash.reload')}
        </Button>
      </Actions>
    </CardPage>
  );
}

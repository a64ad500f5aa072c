import { Button } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { useTranslation } from 'react-i18next';
import type { ExtensionKey } from '../../../server/platform/extensions.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useSessionControls } from '../../session/session-context.ts';

/** EXT-3: stands in for the pages of an extension that does not work for the reader. */
export function InactiveExtension({ extension }: { extension: ExtensionKey }) {
  const { t } = useTranslation('extensions');
  const { refresh } = useSessionControls();
  return (
    <EmptyState
      icon={<LockClosedRegular />}
      title={t('inactiveExtension.title', { extension: t(`extension.${extension}`) })}
      text={t('inactiveExtension.text')}
      action={<Button onClick={() => void refresh().catch(() => undefined)}>{t('common.tryAgain')}</Button>}
    />
  );
}

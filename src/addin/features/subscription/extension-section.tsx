import { Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Extension } from '../../../server/features/extensions/schemas.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { Notice } from '../../components/notice.tsx';
import { Section } from '../../components/section.tsx';
import LicencesBar from './licences-bar.tsx';

/** SUB-1: what is bought, used and free of one extension, and the way to whom it works for. */
export function ExtensionSection({ extension }: { extension: Extension }) {
  const { t } = useTranslation('extensions');
  const { key, mode, bought, used, abilities } = extension;
  const name = t(`extension.${key}`);
  const verb = t(abilities.activate ? 'licences.activate' : 'licences.see');
  return (
    <Section
      title={name}
      action={
        <AppLinkButton to={`/subscription/${key}`} label={`${verb}: ${name}`}>
          {verb}
        </AppLinkButton>
      }
    >
      <Text style={{ color: tokens.colorNeutralForeground2 }}>{t(`licences.works.${mode}`)}</Text>
      <LicencesBar label={t('licences.of', { extension: name })} licences={extension} />
      {used > bought && <Notice intent="warning">{t('licences.over', { count: used - bought })}</Notice>}
    </Section>
  );
}

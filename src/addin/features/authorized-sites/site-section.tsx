import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../server/features/authorized-sites/schemas.ts';
import { Facts } from '../../components/facts.tsx';
import { Actions } from '../../components/form.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { RemoveSiteDialog } from './remove-site-dialog.tsx';
import { RightsList } from './rights-list.tsx';
import { RotateSecretDialog } from './rotate-secret-dialog.tsx';

/** One site, with what it may do and what can be done with it. */
export function SiteSection({ site }: { site: Site }) {
  const { t } = useTranslation('authorized-sites');
  const { date } = useFormat();
  const [open, setOpen] = useState<'secret' | 'remove' | null>(null);
  const close = () => setOpen(null);
  return (
    <Section
      title={site.name}
      action={
        <Actions>
          <Button aria-label={t('sites.newSecretOf', { site: site.name })} onClick={() => setOpen('secret')}>
            {t('sites.newSecret')}
          </Button>
          <Button aria-label={t('sites.removeOf', { site: site.name })} onClick={() => setOpen('remove')}>
            {t('sites.remove')}
          </Button>
        </Actions>
      }
    >
      <Facts
        rows={[
          [t('sites.host'), site.host],
          [t('sites.redirectUris'), <Lines key="uris" texts={site.redirectUris} />],
          [t('sites.clientId'), site.clientId],
          [t('sites.audience'), t(`sites.audienceOf.${site.audience}`)],
          [t('sites.algorithm'), site.idTokenAlgorithm],
          [t('sites.rights'), <RightsList key="rights" scopes={site.scopes} />],
          [t('sites.grants'), t('sites.people', { count: site.grants })],
          [t('sites.since'), date(site.createdAt)],
        ]}
      />
      {open === 'secret' && <RotateSecretDialog site={site} onClose={close} />}
      {open === 'remove' && <RemoveSiteDialog site={site} onClose={close} />}
    </Section>
  );
}

function Lines({ texts }: { texts: readonly string[] }) {
  return texts.map((text) => <div key={text}>{text}</div>);
}

import { makeStyles, Skeleton, SkeletonItem } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useAbilities } from '../../session/session-context.ts';
import { CloseOrganizationSection } from '../closing/close-organization-section.tsx';
import { ExportSection } from '../exports/export-section.tsx';
import { NewcomersSection } from '../roles/newcomers-section.tsx';
import { OrganizationForm } from './organization-form.tsx';

const useStyles = makeStyles({
  sections: { display: 'flex', flexDirection: 'column', gap: '16px', maxWidth: '720px', minWidth: 0 },
});

/** The organization itself: what it is called, all of its data as a file, and its end (ORG-2, ORG-3). */
export default function OrganizationPage() {
  const styles = useStyles();
  const { t } = useTranslation('organizations');
  const { exportData } = useAbilities();
  const { data, error, refetch } = useQuery({
    queryKey: ['/organization'],
    queryFn: ({ signal }) => api('GET /organization', { signal }),
  });
  return (
    <Page title={t('page.organization')}>
      <div className={styles.sections}>
        <Section title={t('organization.details')}>
          <ProblemMessage error={error} onRetry={() => void refetch()} />
          {data ? <OrganizationForm organization={data} /> : !error && <FormPlaceholder />}
        </Section>
        <NewcomersSection />
        {exportData && <ExportSection of="organization" />}
        <CloseOrganizationSection />
      </div>
    </Page>
  );
}

function FormPlaceholder() {
  const { t } = useTranslation();
  return (
    <Skeleton aria-label={t('common.loading')} style={{ display: 'flex', flexDirection: 'column', gap: 40 }}>
      <SkeletonItem size={32} />
      <SkeletonItem size={32} />
      <SkeletonItem size={32} />
    </Skeleton>
  );
}

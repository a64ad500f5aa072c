import { Skeleton, SkeletonItem } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { isProblem } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { Facts } from '../../components/facts.tsx';
import { Notice } from '../../components/notice.tsx';
import { Page } from '../../components/page.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { DecidedJoinRequest } from './requester.tsx';
import { useJoinRequest } from './use-join-request.ts';

/** JOIN-4: the link of a request, opened by a member who may not answer it. */
export default function NotApproverPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('join-requests');
  const { data, error, refetch } = useJoinRequest(id);
  const isForbidden = isProblem(error, 'permission_required');
  return (
    <Page title={t('request.title')}>
      <Section title={t(data ? 'request.yours' : 'request.notApproverTitle')}>
        {!data && !error && (
          <Skeleton aria-label={t('common.loading')}>
            <SkeletonItem size={48} />
          </Skeleton>
        )}
        {data && <DecidedJoinRequest request={data} />}
        {isForbidden && <WhoCan approvers={error.details.approvers} />}
        {!isForbidden && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        <div>
          <AppLinkButton to="/" appearance="primary">
            {t('request.toHome')}
          </AppLinkButton>
        </div>
      </Section>
    </Page>
  );
}

function WhoCan({ approvers }: { approvers: unknown }) {
  const { t } = useTranslation('join-requests');
  return (
    <>
      <Notice intent="warning">{t('request.notApprover')}</Notice>
      {typeof approvers === 'string' && approvers && <Facts rows={[[t('request.approvers'), approvers]]} />}
    </>
  );
}

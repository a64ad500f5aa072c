import { Button } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSessionControls } from '../../session/session-context.ts';
import { SiteRequestFailureCard } from './site-request-failure-page.tsx';
import { useAnswer } from './use-sites.ts';

/** Shown when the person may not sign in at the site, or when its request has expired. */
export function SiteRefusalCard({ uid, error, onRetry }: { uid: string; error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('authorized-sites');
  const { state } = useSessionControls();
  const cancel = useAnswer(uid, 'cancel');
  if (isProblem(error, 'site_request_expired', 'validation_failed')) {
    return <SiteRequestFailureCard reason="expired" />;
  }
  const isRefused = isProblem(error, 'site_members_only', 'site_other_organization', 'member_inactive');
  return (
    <CardPage title={t('consent.refusedTitle')} foot={state.status === 'open' && <SignedInAs />}>
      <ProblemMessage error={error} {...(!isRefused && { onRetry })} />
      {isRefused && (
        <Actions>
          <Button appearance="primary" disabledFocusable={cancel.isPending} onClick={() => cancel.mutate()}>
            {t('consent.back')}
          </Button>
        </Actions>
      )}
    </CardPage>
  );
}

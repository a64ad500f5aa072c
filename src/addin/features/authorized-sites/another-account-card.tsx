import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useSession } from '../../session/session-context.ts';
import SignInPage from '../sessions/sign-in-page.tsx';
import { useAnswer } from './use-sites.ts';

/** The site expects another account than the one signed in: sign in with that account, or go back. */
export function AnotherAccountCard({ uid, site }: { uid: string; site: { name: string } }) {
  const { t } = useTranslation('authorized-sites');
  const { loginId } = useSession().account;
  const cancel = useAnswer(uid, 'cancel');
  const [isSwitching, setSwitching] = useState(false);
  if (isSwitching) return <SignInPage state={{ status: 'sign-in', reason: 'site_means_another' }} />;
  return (
    <CardPage title={t('consent.anotherTitle', { site: site.name })} lead={t('consent.anotherLead', { loginId })}>
      <ProblemMessage error={cancel.error} />
      <Actions>
        <Button appearance="primary" disabledFocusable={cancel.isPending} onClick={() => setSwitching(true)}>
          {t('consent.another')}
        </Button>
        <Button disabledFocusable={cancel.isPending} onClick={() => cancel.mutate()}>
          {t('consent.back')}
        </Button>
      </Actions>
    </CardPage>
  );
}

import { Button, Text } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { SiteRequest } from '../../../server/features/authorized-sites/schemas.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSession } from '../../session/session-context.ts';
import { RightsList } from './rights-list.tsx';
import { useAnswer } from './use-sites.ts';

interface ConsentCardProps {
  uid: string;
  request: Omit<SiteRequest, 'consent'>;
  consent: NonNullable<SiteRequest['consent']>;
}

/** Who asks, for which organization and account, and what for. Nothing is shared before the person consents. */
export function ConsentCard({ uid, request: { site, organizationName }, consent }: ConsentCardProps) {
  const { t } = useTranslation('authorized-sites');
  const { account } = useSession();
  const allow = useAnswer(uid, 'allow');
  const cancel = useAnswer(uid, 'cancel');
  const isBusy = allow.isPending || cancel.isPending;
  const { standing, scopes, isAllowed } = consent;
  return (
    <CardPage
      title={t(isAllowed ? 'consent.titleAgain' : 'consent.title', { site: site.name })}
      lead={t(isAllowed ? 'consent.leadAgain' : 'consent.lead', { site: site.name })}
      foot={<SignedInAs />}
    >
      <Facts
        rows={[
          [t('consent.host'), site.host],
          [t(standing === 'member' ? 'consent.organization' : 'consent.siteOf'), organizationName],
          [t('consent.account'), `${account.fullName} (${account.loginId})`],
        ]}
      />
      <div style={{ display: 'flex', flexDirection: 'column', gap: 12 }}>
        <Text weight="semibold" as="h2" block style={{ margin: 0 }}>
          {t('consent.rights', { site: site.name })}
        </Text>
        <RightsList scopes={scopes} />
      </div>
      <Text size={200}>{t('consent.takeBack')}</Text>
      <ProblemMessage error={allow.error ?? cancel.error} />
      <Actions>
        <Button appearance="primary" disabledFocusable={isBusy} onClick={() => allow.mutate()}>
          {t(isAllowed ? 'consent.goOn' : 'consent.allow')}
        </Button>
        <Button disabledFocusable={isBusy} onClick={() => cancel.mutate()}>
          {t('common.cancel')}
        </Button>
      </Actions>
    </CardPage>
  );
}

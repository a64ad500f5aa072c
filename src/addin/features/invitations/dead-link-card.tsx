import { useTranslation } from 'react-i18next';
import { type ApiProblem, isProblem } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';

const DEAD = ['link_expired', 'link_replaced', 'link_revoked', 'link_used'] as const;

/** INV-8: a link that leads nowhere any more says so, and what to do next. */
export function DeadLinkCard({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('invitations');
  const reason = reasonOf(error);
  if (!reason) {
    return (
      <CardPage title={t('deadLink.failedTitle')}>
        <ProblemMessage error={error} onRetry={onRetry} />
      </CardPage>
    );
  }
  return (
    <CardPage title={t(`deadLink.${reason}.title`)} lead={t(`deadLink.${reason}.lead`)}>
      <Origin details={isProblem(error) ? error.details : {}} />
      <Actions>
        <AppLinkButton to="/" appearance="primary">
          {t('deadLink.open')}
        </AppLinkButton>
      </Actions>
    </CardPage>
  );
}

/** Which invitation it was, as far as the server tells. */
function Origin({ details }: { details: ApiProblem['details'] }) {
  const { t } = useTranslation('invitations');
  const { organizationName, invitedBy } = details;
  if (typeof organizationName !== 'string' || typeof invitedBy !== 'string') return null;
  return (
    <Facts
      rows={[
        [t('deadLink.organization'), organizationName],
        [t('join.invitedBy'), invitedBy],
      ]}
    />
  );
}

function reasonOf(error: unknown): (typeof DEAD)[number] | 'unknown' | null {
  if (isProblem(error, 'not_found', 'validation_failed')) return 'unknown';
  return DEAD.find((code) => isProblem(error, code)) ?? null;
}

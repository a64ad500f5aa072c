import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api.ts';
import { AppLinkButton } from '../../components/app-link.tsx';
import { CardPage } from '../../components/card-page.tsx';
import { Actions } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';

const DEAD = ['reset_expired', 'reset_used', 'reset_ended', 'no_password'] as const;

/** After these, another link is no help: the account opens by signing in. */
const OPENS: readonly string[] = ['reset_used', 'no_password'];

/** Whether a refusal means that the link will never work again. */
export function isDead(error: unknown): boolean {
  return isProblem(error, 'not_found', ...DEAD);
}

/** ACC-3: a link that leads nowhere any more says so, and what to do next. */
export function DeadResetCard({ error, onRetry }: { error: unknown; onRetry: () => void }) {
  const { t } = useTranslation('password-resets');
  const reason = reasonOf(error);
  if (!reason) {
    return (
      <CardPage title={t('deadReset.failedTitle')}>
        <ProblemMessage error={error} onRetry={onRetry} />
      </CardPage>
    );
  }
  const opens = OPENS.includes(reason);
  return (
    <CardPage title={t(`deadReset.${reason}.title`)} lead={t(`deadReset.${reason}.lead`)}>
      <Actions>
        <AppLinkButton to={opens ? '/' : '/forgot-password'} appearance="primary">
          {t(opens ? 'forgot.back' : 'deadReset.ask')}
        </AppLinkButton>
        {reason === 'reset_used' && <AppLinkButton to="/forgot-password">{t('deadReset.ask')}</AppLinkButton>}
      </Actions>
    </CardPage>
  );
}

function reasonOf(error: unknown): (typeof DEAD)[number] | 'unknown' | null {
  if (isProblem(error, 'not_found', 'validation_failed')) return 'unknown';
  return DEAD.find((code) => isProblem(error, code)) ?? null;
}

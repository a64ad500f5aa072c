import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api.ts';
import { useFormat } from '../i18n/use-format.ts';

/**
 * The sentence for a failure: the server's own, which is in the reader's language. Only what names an instant is written
 * here, for the server does not know the reader's time zone and way to write dates.
 */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  const { moment } = useFormat();
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('problem.unexpected');
    const { code, detail, details } = error;
    if (code === 'network') return t('problem.network');
    const { decidedBy, decidedAt, mayAskAgainAt } = details as Record<string, string>;
    if (code === 'already_decided' && decidedBy && decidedAt) {
      return t('problemWith.already_decided', { decidedBy, decidedAt: moment(decidedAt) });
    }
    if (code === 'ask_again_later' && mayAskAgainAt) {
      return t('problemWith.ask_again_later', { mayAskAgainAt: moment(mayAskAgainAt) });
    }
    return detail ?? t('problem.unexpected');
  };
}

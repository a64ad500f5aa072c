import type { TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api.ts';
import { useFormat } from '../i18n/use-format.ts';

/** An instant as the API writes it (ISO 8601, UTC). */
const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** The sentence for a failure, in the reader's language, with what the server added to it. */
export function useProblemText(): (error: unknown) => string {
  const { t } = useTranslation();
  const { moment, wait } = useFormat();
  return (error) => {
    if (!(error instanceof ApiProblem)) return t('problem.unexpected');
    if (error.code === 'too_many_attempts' && error.retryAfter !== null) {
      return t('problemWith.too_many_attempts', { wait: wait(error.retryAfter) });
    }
    const values = readable(error.details, moment);
    return withDetails(t, error.code, values) ?? t(`problem.${error.code}`);
  };
}

/** The values of a problem as people read them: a person by name, an instant as date and time. */
function readable(details: ApiProblem['details'], moment: (instant: string) => string): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(details)) {
    if (typeof value === 'string' && INSTANT.test(value)) values[name] = moment(value);
    else if (typeof value === 'string' || typeof value === 'number') values[name] = String(value);
  }
  return values;
}

/** Refusals that can say more when the server has added what they need; null for all others. */
function withDetails(t: TFunction, code: ApiProblem['code'], values: Record<string, string>): string | null {
  const { attemptsLeft, decidedBy, decidedAt, mayAskAgainAt, expectedLoginId, requestedLoginId, currentLoginId } =
    values;
  if (code === 'already_decided' && decidedBy && decidedAt) {
    return t('problemWith.already_decided', { decidedBy, decidedAt });
  }
  if (code === 'wrong_answer' && attemptsLeft) return t('problemWith.wrong_answer', { count: Number(attemptsLeft) });
  if (code === 'ask_again_later' && mayAskAgainAt) return t('problemWith.ask_again_later', { mayAskAgainAt });
  if (code === 'login_id_mismatch' && expectedLoginId) return t('problemWith.login_id_mismatch', { expectedLoginId });
  if (code === 'login_id_mismatch' && requestedLoginId && currentLoginId) {
    return t('problemWith.renamed', { requestedLoginId, currentLoginId });
  }
  return null;
}

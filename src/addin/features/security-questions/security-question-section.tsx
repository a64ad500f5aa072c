import { Skeleton, SkeletonItem, Text } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { usePasswordState } from '../passwords/password-section.tsx';
import { SecurityQuestionForm } from './security-question-form.tsx';

/** ACC-4: what is asked before a forgotten password is reset. Accounts without a password don’t need one. */
export function SecurityQuestionSection() {
  const { t } = useTranslation('security-questions');
  const hasPassword = usePasswordState().data?.changedAt;
  const question = useQuery({
    queryKey: ['/account/security-question'],
    queryFn: ({ signal }) => api('GET /account/security-question', { signal }),
  });
  if (!hasPassword) return null;
  return (
    <Section title={t('securityQuestion.title')}>
      <Text>{t('securityQuestion.lead')}</Text>
      <ProblemMessage error={question.error} onRetry={() => void question.refetch()} />
      {question.isPending && (
        <Skeleton aria-label={t('common.loading')}>
          <SkeletonItem size={32} />
        </Skeleton>
      )}
      {question.data && <SecurityQuestionForm key={question.data.question} kept={question.data.question} />}
    </Section>
  );
}

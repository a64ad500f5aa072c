import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { SetSecurityQuestion } from '../../../server/features/security-questions/schemas.ts';
import { api } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { fieldFailure, PasswordField } from '../passwords/password-field.tsx';

/** Sets a question with its answer, or takes the kept one away; either with the current password. */
export function SecurityQuestionForm({ kept }: { kept: string | null }) {
  const { t } = useTranslation(['security-questions', 'passwords']);
  const notify = useNotify();
  const queries = useQueryClient();
  const [question, setQuestion] = useState(kept ?? '');
  const [answer, setAnswer] = useState('');
  const [currentPassword, setCurrent] = useState('');
  const change = useMutation({
    mutationFn: (body: SetSecurityQuestion) => api('PUT /account/security-question', { body }),
    onSuccess: async (_done, body) => {
      setAnswer('');
      setCurrent('');
      notify.done(t(body.question === null ? 'securityQuestion.removed' : 'securityQuestion.saved'));
      await queries.invalidateQueries({ queryKey: ['/account/security-question'] });
    },
  });
  const failure = (field: string) => fieldFailure(change.error, field);
  const save = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ currentPassword, question, answer });
  };
  return (
    <Form onSubmit={save}>
      <Field
        label={t('securityQuestion.question')}
        hint={t('securityQuestion.questionHint')}
        validationMessage={failure('question')}
        required
      >
        <Input value={question} maxLength={200} onChange={(_event, { value }) => setQuestion(value)} />
      </Field>
      <Field
        label={t('securityQuestion.answer')}
        hint={t('securityQuestion.answerHint')}
        validationMessage={failure('answer')}
        required
      >
        <Input value={answer} maxLength={200} autoComplete="off" onChange={(_event, { value }) => setAnswer(value)} />
      </Field>
      <PasswordField
        label={t('passwords:passwordSection.current')}
        value={currentPassword}
        onChange={setCurrent}
        autoComplete="current-password"
      />
      {!failure('question') && !failure('answer') && <ProblemMessage error={change.error} />}
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={!question.trim() || !answer.trim() || !currentPassword}
          disabledFocusable={change.isPending}
        >
          {t('securityQuestion.save')}
        </Button>
        {kept !== null && (
          <Button
            disabled={!currentPassword}
            disabledFocusable={change.isPending}
            onClick={() => change.mutate({ currentPassword, question: null })}
          >
            {t('securityQuestion.remove')}
          </Button>
        )}
      </Actions>
    </Form>
  );
}

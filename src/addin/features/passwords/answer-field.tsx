import { Field, Input } from '@fluentui/react-components';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

export interface AnswerFieldProps {
  question: string;
  value: string;
  onChange: (value: string) => void;
  inputRef?: Ref<HTMLInputElement>;
}

/** ACC-4: the answer to the security question. */
export function AnswerField({ question, value, onChange, inputRef }: AnswerFieldProps) {
  const { t } = useTranslation(['common', 'password-resets']);
  return (
    <Field label={question} hint={t('password-resets:reset.answerHint')} required>
      <Input
        value={value}
        maxLength={200}
        autoComplete="off"
        {...(inputRef && { input: { ref: inputRef } })}
        onChange={(_event, data) => onChange(data.value)}
      />
    </Field>
  );
}

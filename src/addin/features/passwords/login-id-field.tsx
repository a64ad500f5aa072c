import { Field, Input } from '@fluentui/react-components';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';

export interface LoginIdFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** In place of what such a name looks like. */
  hint?: string;
  /** `off` for another person's login ID. */
  autoComplete?: 'username' | 'off';
  inputRef?: Ref<HTMLInputElement>;
}

/** A login ID, which has the form of an e-mail address. */
export function LoginIdField({ value, onChange, hint, autoComplete = 'username', inputRef }: LoginIdFieldProps) {
  const { t } = useTranslation('passwords');
  return (
    <Field label={t('password.loginId')} hint={hint ?? t('password.loginIdHint')} required>
      <Input
        // Not of the type email: that refuses names in other scripts, which login IDs may have.
        inputMode="email"
        autoComplete={autoComplete}
        autoCapitalize="none"
        spellCheck={false}
        maxLength={254}
        value={value}
        {...(inputRef && { input: { ref: inputRef } })}
        onChange={(_event, data) => onChange(data.value)}
      />
    </Field>
  );
}

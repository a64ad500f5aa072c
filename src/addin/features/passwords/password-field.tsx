import { Button, Field, Input } from '@fluentui/react-components';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { EyeOffRegular } from '@fluentui/react-icons/svg/eye-off';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api.ts';

export interface PasswordFieldProps {
  label: string;
  value: string;
  onChange: (value: string) => void;
  autoComplete: 'current-password' | 'new-password';
  hint?: string;
  /** What is wrong with it. */
  failure?: string | null;
  inputRef?: Ref<HTMLInputElement>;
}

/** A password, hidden until its owner wants to see it. Nothing keeps it from being pasted. */
export function PasswordField({ label, value, onChange, autoComplete, hint, failure, inputRef }: PasswordFieldProps) {
  const { t } = useTranslation('passwords');
  const [isShown, setShown] = useState(false);
  return (
    <Field label={label} required {...(hint && { hint })} {...(failure && { validationMessage: failure })}>
      <Input
        type={isShown ? 'text' : 'password'}
        value={value}
        autoComplete={autoComplete}
        spellCheck={false}
        {...(inputRef && { input: { ref: inputRef } })}
        onChange={(_event, data) => onChange(data.value)}
        contentAfter={
          <Button
            appearance="transparent"
            size="small"
            icon={isShown ? <EyeOffRegular /> : <EyeRegular />}
            aria-label={t('password.show')}
            aria-pressed={isShown}
            onClick={() => setShown(!isShown)}
          />
        }
      />
    </Field>
  );
}

export interface NewPasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Whatever the call threw that was given the password, and the field's name in it. */
  error: unknown;
  field: string;
}

/** ACC-2: a new password, with the reason when it was too weak. */
export function NewPasswordField({ value, onChange, error, field }: NewPasswordFieldProps) {
  const { t } = useTranslation('passwords');
  return (
    <PasswordField
      label={t('password.new')}
      value={value}
      onChange={onChange}
      autoComplete="new-password"
      hint={t('password.hint')}
      failure={fieldFailure(error, field)}
    />
  );
}

/** What the server found wrong with one field, in the reader's language; null when nothing was. */
export function fieldFailure(error: unknown, field: string): string | null {
  if (!isProblem(error, 'weak_password', 'validation_failed')) return null;
  return error.errors.find((failure) => failure.field === field)?.message ?? null;
}

/** Whose password is asked for, for the browser's own keeper of passwords. */
export function KnownLoginId({ loginId }: { loginId: string }) {
  return <input type="text" autoComplete="username" value={loginId} readOnly hidden />;
}

import { useTranslation } from 'react-i18next';
import { fieldFailure } from './field-failure.ts';
import { PasswordField } from './password-field.tsx';

export interface NewPasswordFieldProps {
  value: string;
  onChange: (value: string) => void;
  /** Whatever the call threw that was given the password, and the field's name in it. */
  error: unknown;
  field: string;
}

/** ACC-2: a password that somebody chooses, with the reason when it was too weak. */
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

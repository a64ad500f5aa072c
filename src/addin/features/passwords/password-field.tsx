import { Button, Field, Input } from '@fluentui/react-components';
import { EyeRegular } from '@fluentui/react-icons/svg/eye';
import { EyeOffRegular } from '@fluentui/react-icons/svg/eye-off';
import { type Ref, useState } from 'react';
import { useTranslation } from 'react-i18next';

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

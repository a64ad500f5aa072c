import { Button, type ButtonProps } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type SignInOptions, useSessionControls } from './session-context.ts';

interface MicrosoftButtonProps extends Pick<ButtonProps, 'appearance'> {
  loginHint?: string | undefined;
  /** Whether Microsoft asks for the password again, or offers other accounts. */
  options?: Pick<SignInOptions, 'isAgain' | 'selectAccount'>;
}

/** Leads to Microsoft's sign-in, in the host's own way. */
export function MicrosoftButton({ appearance, loginHint, options = {} }: MicrosoftButtonProps) {
  const { t } = useTranslation('sessions');
  const { signIn } = useSessionControls();
  const [isBusy, setBusy] = useState(false);
  const start = async () => {
    setBusy(true);
    await signIn({ ...options, ...(loginHint !== undefined && { loginHint }) });
    setBusy(false);
  };
  return (
    <Button {...(appearance && { appearance })} disabledFocusable={isBusy} onClick={() => void start()}>
      {t(isBusy ? 'signIn.busy' : 'signIn.button')}
    </Button>
  );
}

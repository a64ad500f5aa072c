import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import type { SignInReason } from '../../session/open-session.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';

interface CloseDialogProps {
  title: string;
  /** What is lost. */
  children: ReactNode;
  label: string;
  /** What has to be typed, and when that is enough. */
  isTyped: (text: string) => boolean;
  confirm: string;
  close: (typed: string) => Promise<unknown>;
  /** Whether the person has to prove first who they are, and how they signed in. */
  mustSignInAgain: boolean;
  signedInWith: 'microsoft' | 'password';
  /** Said once it is closed. */
  closed: SignInReason;
  /** Once there is a fresh sign-in: what was read before is out of date. */
  onSignedIn: () => void;
  onClose: () => void;
}

/** Asks before something is closed for good: its name typed in, and a fresh sign-in. */
export function CloseDialog(props: CloseDialogProps) {
  useFocusReturn();
  const {
    title,
    children,
    label,
    isTyped,
    confirm,
    close,
    mustSignInAgain,
    signedInWith,
    closed,
    onSignedIn,
    onClose,
  } = props;
  const { t } = useTranslation('closing');
  const { leave } = useSessionControls();
  const [typed, setTyped] = useState('');
  const closing = useMutation({ mutationFn: () => close(typed), onSuccess: () => leave(closed) });
  const isStale = mustSignInAgain || isProblem(closing.error, 'sign_in_again');
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
            {children}
            {isStale ? (
              <Notice intent="warning">{t('closing.stale')}</Notice>
            ) : (
              <Field label={label}>
                <Input value={typed} autoComplete="off" onChange={(_event, { value }) => setTyped(value)} />
              </Field>
            )}
            {!isStale && <ProblemMessage error={closing.error} />}
          </DialogContent>
          <DialogActions>
            {isStale ? (
              <SignInAgain with={signedInWith} onSignedIn={onSignedIn} />
            ) : (
              <Button
                appearance="primary"
                disabled={!isTyped(typed)}
                disabledFocusable={closing.isPending}
                onClick={() => closing.mutate()}
              >
                {confirm}
              </Button>
            )}
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

/** Comes back to the same page. */
function SignInAgain({
  with: signedInWith,
  onSignedIn,
}: {
  with: CloseDialogProps['signedInWith'];
  onSignedIn: () => void;
}) {
  const { t } = useTranslation('closing');
  const { loginId } = useSession().account;
  const { signIn, leave } = useSessionControls();
  const again = () =>
    signedInWith === 'microsoft'
      ? void signIn({ isAgain: true, loginHint: loginId }).then((isIn) => isIn && onSignedIn())
      : leave('sign_in_again');
  return (
    <Button appearance="primary" onClick={again}>
      {t('closing.signInAgain')}
    </Button>
  );
}

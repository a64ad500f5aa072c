import { Button, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../server/features/sessions/schemas.ts';
import { api } from '../../api.ts';
import { Actions } from '../../components/actions.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { KnownLoginId } from './known-login-id.tsx';
import { LoginIdField } from './login-id-field.tsx';
import { PasswordField } from './password-field.tsx';

const useStyles = makeStyles({
  who: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: '4px 12px', overflowWrap: 'anywhere' },
  beside: { marginTop: '-8px', color: tokens.colorNeutralForeground2 },
});

interface CredentialsFormProps {
  /** The call that takes `{ loginId, password }` and answers with a session. */
  path: '/session/password' | '/account/link';
  submit: string;
  onOpened: (session: Session) => void | Promise<void>;
  /** What stands beside the button of each step; it is given the login ID once that is said. */
  beside?: (loginId: string | undefined) => ReactNode;
}

/**
 * Login ID first, then the password. The second question comes whoever the first has named, so that nobody learns which
 * accounts there are.
 */
export default function CredentialsForm({ path, submit, onOpened, beside }: CredentialsFormProps) {
  const styles = useStyles();
  const { t } = useTranslation();
  const [loginId, setLoginId] = useState('');
  const [password, setPassword] = useState('');
  const [isNamed, setNamed] = useState(false);
  const input = useStepFocus(isNamed);
  const open = useMutation({
    mutationFn: () => api.post<Session>(path, { loginId: loginId.trim(), password }),
    onSuccess: onOpened,
  });
  const goOn = (event: FormEvent) => {
    event.preventDefault();
    if (isNamed) open.mutate();
    else setNamed(true);
  };
  const goBack = () => {
    setPassword('');
    open.reset();
    setNamed(false);
  };
  return (
    <Form onSubmit={goOn}>
      {isNamed ? (
        <>
          <div className={styles.who}>
            <Text weight="semibold">{loginId.trim()}</Text>
            <Link as="button" type="button" onClick={goBack}>
              {t('password.otherLoginId')}
            </Link>
          </div>
          <KnownLoginId loginId={loginId.trim()} />
          <PasswordField
            label={t('password.label')}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            inputRef={input}
          />
          <Text size={200} className={styles.beside}>
            <AppLink to="/forgot-password" state={{ loginId: loginId.trim() }}>
              {t('password.forgot')}
            </AppLink>
          </Text>
        </>
      ) : (
        <LoginIdField value={loginId} onChange={setLoginId} inputRef={input} />
      )}
      <ProblemMessage error={open.error} />
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={isNamed ? !password : !loginId.trim()}
          disabledFocusable={open.isPending}
        >
          {isNamed ? submit : t('password.continue')}
        </Button>
        {beside?.(isNamed ? loginId.trim() : undefined)}
      </Actions>
    </Form>
  );
}

/** The question that has just come has the focus; the first one, which came with the page, has not. */
function useStepFocus(step: boolean) {
  const input = useRef<HTMLInputElement>(null);
  const shown = useRef(step);
  useLayoutEffect(() => {
    if (shown.current !== step) input.current?.focus();
    shown.current = step;
  }, [step]);
  return input;
}

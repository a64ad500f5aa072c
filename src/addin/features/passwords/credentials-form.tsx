import { Button, Link, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, type ReactNode, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Session } from '../../../server/core/sessions/schemas.ts';
import { api, isProblem } from '../../api.ts';
import { AppLink } from '../../components/app-link.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { AnswerField } from './answer-field.tsx';
import { LoginIdField } from './login-id-field.tsx';
import { KnownLoginId, PasswordField } from './password-field.tsx';

const useStyles = makeStyles({
  who: { display: 'flex', flexWrap: 'wrap', alignItems: 'baseline', gap: '4px 12px', overflowWrap: 'anywhere' },
  beside: { marginTop: '-8px', color: tokens.colorNeutralForeground2 },
});

interface CredentialsFormProps {
  /** The call that takes `{ loginId, password }` and answers with a session. */
  call: 'POST /session/password' | 'POST /account/link';
  submit: string;
  onOpened: (session: Session) => void | Promise<void>;
  /** The only account that is asked for; anybody's when left out. */
  knownLoginId?: string;
  /** What stands beside the button of each step; it is given the login ID once that is said. */
  beside?: (loginId: string | undefined) => ReactNode;
}

/**
 * Login ID first, then the password. The second question comes whoever the first has named, so that nobody learns which
 * accounts there are. Where an account is linked, its security question comes once the password is right.
 */
export default function CredentialsForm({ call, submit, onOpened, knownLoginId, beside }: CredentialsFormProps) {
  const styles = useStyles();
  const { t } = useTranslation('passwords');
  const [loginId, setLoginId] = useState(knownLoginId ?? '');
  const [password, setPassword] = useState('');
  const [question, setQuestion] = useState<string | null>(null);
  const [answer, setAnswer] = useState('');
  const [isNamed, setNamed] = useState(knownLoginId !== undefined);
  const input = useStepFocus(question !== null ? 'answer' : isNamed ? 'password' : 'login-id');
  const open = useMutation({
    mutationFn: () => api(call, { body: { loginId: loginId.trim(), password, ...(question !== null && { answer }) } }),
    onSuccess: onOpened,
    onError: (error) => setQuestion((known) => questionOf(error) ?? known),
  });
  const goOn = (event: FormEvent) => {
    event.preventDefault();
    if (isNamed) open.mutate();
    else setNamed(true);
  };
  const goBack = () => {
    setPassword('');
    setQuestion(null);
    setAnswer('');
    open.reset();
    setNamed(false);
  };
  return (
    <Form onSubmit={goOn}>
      {isNamed ? (
        <>
          <div className={styles.who}>
            <Text weight="semibold">{loginId.trim()}</Text>
            {knownLoginId === undefined && (
              <Link as="button" type="button" onClick={goBack}>
                {t('password.otherLoginId')}
              </Link>
            )}
          </div>
          <KnownLoginId loginId={loginId.trim()} />
          <PasswordField
            label={t('password.label')}
            value={password}
            onChange={setPassword}
            autoComplete="current-password"
            {...(question === null && { inputRef: input })}
          />
          {question !== null && (
            <AnswerField question={question} value={answer} onChange={setAnswer} inputRef={input} />
          )}
          <Text size={200} className={styles.beside}>
            <AppLink to="/forgot-password" state={{ loginId: loginId.trim() }}>
              {t('password.forgot')}
            </AppLink>
          </Text>
        </>
      ) : (
        <LoginIdField value={loginId} onChange={setLoginId} inputRef={input} />
      )}
      {questionOf(open.error) === null && <ProblemMessage error={open.error} />}
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={isNamed ? !password || (question !== null && !answer) : !loginId.trim()}
          disabledFocusable={open.isPending}
        >
          {isNamed ? submit : t('password.continue')}
        </Button>
        {beside?.(isNamed ? loginId.trim() : undefined)}
      </Actions>
    </Form>
  );
}

/** The security question that a refusal asks, before anything was answered. */
function questionOf(error: unknown): string | null {
  if (!isProblem(error, 'validation_failed')) return null;
  const { question } = error.details;
  return typeof question === 'string' ? question : null;
}

/** The question that has just come has the focus; the first one, which came with the page, has not. */
function useStepFocus(step: 'login-id' | 'password' | 'answer') {
  const input = useRef<HTMLInputElement>(null);
  const shown = useRef(step);
  useLayoutEffect(() => {
    if (shown.current !== step) input.current?.focus();
    shown.current = step;
  }, [step]);
  return input;
}

import { Button } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api.ts';
import { Notice } from './notice.tsx';
import { useProblemText } from './use-problem-text.ts';

export interface ProblemMessageProps {
  /** Whatever a call threw; nothing is shown while it is null. */
  error: unknown;
  onRetry?: () => void;
  /** What helps, below the sentence. */
  children?: ReactNode;
}

/** A refusal or failure, said where it happened. Refusals are warnings: nothing is broken. */
export function ProblemMessage({ error, onRetry, children }: ProblemMessageProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  if (!error) return null;
  return (
    <Notice
      intent={isRefusal(error) ? 'warning' : 'error'}
      actions={onRetry && <Button onClick={onRetry}>{t('common.tryAgain')}</Button>}
    >
      {textOf(error)}
      {children && <> {children}</>}
    </Notice>
  );
}

function isRefusal(error: unknown): boolean {
  return isProblem(error) && error.status >= 400 && error.status < 500;
}

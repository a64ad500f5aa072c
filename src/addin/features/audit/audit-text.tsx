import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../server/features/audit/schemas.ts';
import { AUDIT_ACTIONS, type AuditAction } from '../../../server/platform/audit-actions.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../../../server/platform/problem-codes.ts';

/** The part of an entry that says what happened. */
export type Told = Pick<AuditEntry, 'actor' | 'action' | 'target' | 'code'>;

/** An entry in words. */
export function useAuditText() {
  const { t } = useTranslation(['audit', 'problems']);
  return {
    /** What was done, or tried; one that this version does not know any more keeps its name. */
    action: ({ action }: Pick<Told, 'action'>): string => (isKnown(action) ? t(`audit.action.${action}`) : action),
    who: ({ actor: { loginId } }: Pick<Told, 'actor'>) =>
      loginId === null ? t('person.deleted') : loginId || t('audit.system'),
    whom: ({ target: { label } }: Pick<Told, 'target'>) => label ?? t('person.deleted'),
    /** Why it was refused. */
    reason: ({ code }: Pick<Told, 'code'>) => (code && isProblem(code) ? t(`problems:${code}`) : code),
  };
}

function isKnown(action: string): action is AuditAction {
  return (AUDIT_ACTIONS as readonly string[]).includes(action);
}

function isProblem(code: string): code is ProblemCode {
  return code in PROBLEM_STATUS;
}

/** Whether it was done or refused. */
export function OutcomeBadge({ outcome }: Pick<AuditEntry, 'outcome'>) {
  const { t } = useTranslation('audit');
  return (
    <Badge appearance="tint" color={outcome === 'done' ? 'success' : 'warning'}>
      {t(`audit.${outcome}`)}
    </Badge>
  );
}

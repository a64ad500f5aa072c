import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { AuditEntry } from '../../../server/features/audit/schemas.ts';

/** Whether it was done or refused. */
export function OutcomeBadge({ outcome }: Pick<AuditEntry, 'outcome'>) {
  const { t } = useTranslation('audit');
  return (
    <Badge appearance="tint" color={outcome === 'done' ? 'success' : 'warning'}>
      {t(`audit.${outcome}`)}
    </Badge>
  );
}

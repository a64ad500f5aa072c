import { Button, Tooltip } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { BulkAction } from './use-consequences.ts';

/** A button that says why it does nothing, to the mouse, to the keyboard and to screen readers. */
export function ActionButton({
  action,
  reason,
  onClick,
}: {
  action: BulkAction;
  reason: string | null;
  onClick: () => void;
}) {
  const { t } = useTranslation('members');
  const button = (
    <Button disabledFocusable={reason !== null} onClick={onClick}>
      {t(`members.action.${action}`)}
    </Button>
  );
  if (reason === null) return button;
  return (
    <Tooltip relationship="description" content={reason}>
      {button}
    </Tooltip>
  );
}

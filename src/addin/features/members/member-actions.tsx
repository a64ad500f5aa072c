import { Button, Tooltip } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { MemberDetails } from '../../../server/features/members/schemas.ts';
import { ChangeMembersDialog } from './change-members-dialog.tsx';
import type { BulkAction } from './use-members.ts';

/** What can be done to this person, in the state that they are in; what can't says why. */
export function MemberActions({ member }: { member: MemberDetails }) {
  const { t } = useTranslation(['members', 'problems']);
  const navigate = useNavigate();
  const [action, setAction] = useState<BulkAction | null>(null);
  const actions: readonly BulkAction[] = member.status === 'active' ? ['deactivate'] : ['reactivate', 'delete'];
  const reasonFor = (each: BulkAction) => {
    const code = member.refusals[each];
    if (code === undefined) return null;
    return code === 'seats_exhausted' ? t('members.noSeat') : t(`problems:${code}`);
  };
  return (
    <>
      {actions.map((each) => (
        <ActionButton key={each} action={each} reason={reasonFor(each)} onClick={() => setAction(each)} />
      ))}
      {action && (
        <ChangeMembersDialog
          action={action}
          selected={{ ids: [member.id] }}
          count={1}
          name={member.fullName}
          onClose={() => setAction(null)}
          onDone={() => {
            setAction(null);
            if (action === 'delete') void navigate('/users?view=inactive', { replace: true });
          }}
        />
      )}
    </>
  );
}

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

import { Spinner } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consequences } from '../../../server/features/members/schemas.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Notice } from '../../components/notice.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useAbilities } from '../../session/session-context.ts';
import { NO_CHOICE, TransferFields, toTargets } from '../record-transfers/transfer-fields.tsx';
import { MODULES } from '../records/module-names.ts';
import { ConsequencesList } from './consequences-list.tsx';
import { type BulkAction, useChangeMembers, useConsequences } from './use-members.ts';
import type { Selected } from './use-selection.ts';

export interface ChangeMembersDialogProps {
  action: BulkAction;
  selected: Selected;
  count: number;
  /** Of the only one who is picked. */
  name?: string | undefined;
  onClose: () => void;
  onDone: () => void;
}

/** MEM-4, MEM-5: names the consequences and the counts, offers to hand over records first, and does it. */
export function ChangeMembersDialog({ action, selected, count, name, onClose, onDone }: ChangeMembersDialogProps) {
  const { t } = useTranslation('members');
  const notify = useNotify();
  const { transferRecords } = useAbilities();
  const consequences = useConsequences(selected);
  const [choice, setChoice] = useState(NO_CHOICE);
  const change = useChangeMembers(action);
  const { data } = consequences;
  const owns = data !== undefined && MODULES.some((module) => data.records[module] > 0);
  const mayTransfer = action === 'deactivate' && transferRecords && owns;
  const leftOut = data?.refused[action].length ?? 0;
  const start = () =>
    change.mutate(
      { selected, transfer: mayTransfer ? toTargets(choice) : null, atomic: leftOut === 0 },
      {
        onSuccess: ({ results }) => {
          const done = results.filter(({ outcome }) => outcome === 'done').length;
          notify.done(t(`members.done.${action}`, { count: done }));
          onDone();
        },
      },
    );
  const isBlocked = data === undefined || missingSeats(action, data) > 0 || leftOut === data.members;
  return (
    <ConfirmDialog
      title={name ? t(`members.titleOne.${action}`, { name }) : t(`members.titleMany.${action}`, { count })}
      text={t(`members.text.${action}`)}
      confirm={t(`members.confirm.${action}`)}
      mutation={{ mutate: start, isPending: change.isPending || isBlocked, error: change.error }}
      onClose={onClose}
    >
      <ProblemMessage error={consequences.error} onRetry={() => void consequences.refetch()} />
      {consequences.isPending && <Spinner size="tiny" label={t('members.counting')} />}
      {data && <ConsequencesList action={action} consequences={data} />}
      {data && missingSeats(action, data) > 0 && (
        <Notice intent="error">{t('members.missingSeats', { count: data.seats.missing })}</Notice>
      )}
      {mayTransfer && (
        <fieldset style={{ border: 0, margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: 12 }}>
          <legend>{t('members.handOver')}</legend>
          <TransferFields value={choice} onChange={setChoice} />
        </fieldset>
      )}
    </ConfirmDialog>
  );
}

function missingSeats(action: BulkAction, { seats }: Consequences): number {
  return action === 'reactivate' ? seats.missing : 0;
}

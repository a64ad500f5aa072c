import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Targets } from '../../../server/core/records/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { NO_CHOICE, TransferFields, toTargets } from './transfer-fields.tsx';

export interface TransferDialogProps {
  member: { id: string; fullName: string };
  onClose: () => void;
}

/** REC-3: hands over what a member owns. */
export function TransferDialog({ member, onClose }: TransferDialogProps) {
  const { t } = useTranslation('record-transfers');
  const queries = useQueryClient();
  const [choice, setChoice] = useState(NO_CHOICE);
  const targets = toTargets(choice);
  const start = useMutation({
    mutationFn: (to: Targets) => api('POST /records/transfers', { body: { fromMemberId: member.id, to } }),
    async onSuccess() {
      await queries.invalidateQueries({ queryKey: ['/records/transfers'] });
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={t('transfers.title', { name: member.fullName })}
      text={t('transfers.text')}
      confirm={t('transfers.start')}
      mutation={{
        ...start,
        isPending: start.isPending || targets === null,
        mutate: () => targets && start.mutate(targets),
      }}
      onClose={onClose}
    >
      <TransferFields value={choice} onChange={setChoice} />
    </ConfirmDialog>
  );
}

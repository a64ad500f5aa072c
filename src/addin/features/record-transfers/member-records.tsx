import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { usePaged } from '../../components/list/use-paged.ts';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useAbilities } from '../../session/session-context.ts';
import { MODULES } from '../records/module-names.ts';
import { TransferDialog } from './transfer-dialog.tsx';
import { TransferProgress } from './transfer-progress.tsx';

/** How many of the latest transfers of a member are shown. */
const SHOWN = 3;

/** What a member owns, and what was handed over of it. */
export default function MemberRecords({
  member,
}: {
  member: { id: string; fullName: string; abilities: { transfer: boolean } };
}) {
  const { t } = useTranslation('record-transfers');
  const { number } = useFormat();
  const { transferRecords } = useAbilities();
  const [isOpen, setOpen] = useState(false);
  const counts = useQuery({
    queryKey: ['/records/counts', member.id],
    queryFn: ({ signal }) => api('GET /records/counts', { query: { memberId: member.id }, signal }),
  });
  return (
    <Section
      title={t('transfers.owned')}
      action={member.abilities.transfer && <Button onClick={() => setOpen(true)}>{t('transfers.button')}</Button>}
    >
      <ProblemMessage error={counts.error} onRetry={() => void counts.refetch()} />
      {counts.isPending && <RowsPlaceholder count={1} />}
      {counts.data && <Facts rows={MODULES.map((module) => [t(`module.${module}`), number(counts.data[module])])} />}
      {transferRecords && <LatestTransfers memberId={member.id} />}
      {isOpen && <TransferDialog member={member} onClose={() => setOpen(false)} />}
    </Section>
  );
}

function LatestTransfers({ memberId }: { memberId: string }) {
  const { rows } = usePaged('GET /records/transfers', { query: { fromMemberId: memberId } });
  return rows.slice(0, SHOWN).map(({ id }) => <TransferProgress key={id} id={id} />);
}

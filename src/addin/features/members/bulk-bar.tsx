import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SELECTION_LIMIT } from '../../../server/features/members/schemas.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useSubscription } from '../subscription/use-subscription.ts';
import { ChangeMembersDialog } from './change-members-dialog.tsx';
import { ActionButton } from './member-actions.tsx';
import type { BulkAction } from './use-members.ts';
import type { Selection } from './use-selection.ts';

const useStyles = makeStyles({
  bar: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: '8px',
    padding: '8px 12px',
    backgroundColor: tokens.colorNeutralBackground1,
    borderRadius: tokens.borderRadiusXLarge,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
    boxShadow: tokens.shadow4,
  },
  count: { marginInlineEnd: 'auto', display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '4px 12px' },
  link: { minWidth: 0, paddingInline: 0 },
});

export interface BulkBarProps {
  selection: Selection;
  /** How many the list would show. */
  total: number;
  /** Whether this view can contain members that the action applies to. */
  actions: readonly BulkAction[];
  /** Of the only one who is picked. */
  name: string | undefined;
}

/** MEM-5: the actions on the selected members. */
export function BulkBar({ selection, total, actions, name }: BulkBarProps) {
  const styles = useStyles();
  const { t } = useTranslation('members');
  const { number } = useFormat();
  const [action, setAction] = useState<BulkAction | null>(null);
  const free = useSubscription().data?.seats.free;
  const { count, isEverybody, selected } = selection;
  const tooMany = count > SELECTION_LIMIT ? t('members.tooMany', { most: number(SELECTION_LIMIT) }) : null;
  const noSeat = free === 0 ? t('members.noSeat') : null;
  return (
    <div role="toolbar" aria-label={t('members.bulk')} className={styles.bar}>
      <span className={styles.count}>
        <Text weight="semibold" aria-live="polite">
          {t('members.picked', { count, number: number(count) })}
        </Text>
        {!isEverybody && count < total && (
          <Button size="small" appearance="transparent" className={styles.link} onClick={selection.pickEverybody}>
            {t('members.pickAll', { number: number(total) })}
          </Button>
        )}
        <Button size="small" appearance="transparent" className={styles.link} onClick={selection.clear}>
          {t('members.pickNobody')}
        </Button>
      </span>
      {actions.map((each) => (
        <ActionButton
          key={each}
          action={each}
          reason={tooMany ?? (each === 'reactivate' ? noSeat : null)}
          onClick={() => setAction(each)}
        />
      ))}
      {action && (
        <ChangeMembersDialog
          action={action}
          selected={selected}
          count={count}
          name={count === 1 ? name : undefined}
          onClose={() => setAction(null)}
          onDone={() => {
            setAction(null);
            selection.clear();
          }}
        />
      )}
    </div>
  );
}

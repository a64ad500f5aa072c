import { makeStyles, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Consequences } from '../../../server/features/members/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { MODULES } from '../records/module-names.ts';
import type { BulkAction } from './use-members.ts';

/** How many are named; of the others there is the number. */
const NAMED = 5;

const useStyles = makeStyles({
  list: { margin: 0, paddingInlineStart: '20px', display: 'flex', flexDirection: 'column', gap: '4px' },
  names: { margin: `${tokens.spacingVerticalXS} 0 0`, paddingInlineStart: '20px' },
});

/** MEM-5: what will happen, with counts. */
export function ConsequencesList({ action, consequences }: { action: BulkAction; consequences: Consequences }) {
  const styles = useStyles();
  return (
    <>
      <ul className={styles.list}>
        {useLines(action, consequences).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <Refused action={action} consequences={consequences} />
    </>
  );
}

function useLines(action: BulkAction, { inactive, records, seats, ...held }: Consequences): string[] {
  const { t } = useTranslation('members');
  const { number } = useFormat();
  const owned = MODULES.reduce((sum, module) => sum + records[module], 0);
  const some = (count: number, key: 'sessions' | 'apiTokens' | 'sites') =>
    count > 0 && t(`members.consequence.${key}`, { count, number: number(count) });
  const lines: Record<BulkAction, (string | false)[]> = {
    deactivate: [
      t('members.consequence.out', { count: seats.freed }),
      some(held.sessions, 'sessions'),
      some(held.apiTokens, 'apiTokens'),
      some(held.sites, 'sites'),
      t('members.consequence.freed', { count: seats.freed, number: number(seats.freed) }),
      owned > 0 && t('members.consequence.records', { count: owned, number: number(owned) }),
      t('members.consequence.mail'),
    ],
    reactivate: [
      t('members.consequence.in', { count: inactive }),
      t('members.consequence.needed', { count: seats.needed, number: number(seats.needed), free: seats.free }),
      t('members.consequence.notBack'),
      t('members.consequence.mail'),
    ],
    delete: [
      t('members.consequence.erased'),
      t('members.consequence.history'),
      t('members.consequence.inviteAnew'),
      t('members.consequence.forGood'),
    ],
  };
  return lines[action].filter((line) => line !== false);
}

/** Whom it can't be done to, and why. */
function Refused({ action, consequences: { refused } }: { action: BulkAction; consequences: Consequences }): ReactNode {
  const styles = useStyles();
  const { t } = useTranslation(['members', 'problems']);
  const people = refused[action];
  if (people.length === 0) return null;
  return (
    <Notice intent="warning" title={t('members.leftOut', { count: people.length })}>
      <ul className={styles.names}>
        {people.slice(0, NAMED).map(({ id, fullName, code }) => (
          <li key={id}>
            {fullName}: {t(`problems:${code}`)}
          </li>
        ))}
        {people.length > NAMED && <li>{t('members.andMore', { count: people.length - NAMED })}</li>}
      </ul>
    </Notice>
  );
}

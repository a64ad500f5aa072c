import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ChevronDownRegular } from '@fluentui/react-icons/svg/chevron-down';
import { ChevronUpRegular } from '@fluentui/react-icons/svg/chevron-up';
import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ByAddress } from '../../../server/features/records/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { MODULE_ICONS } from '../records/modules.ts';
import { OwnerName } from '../records/owners.tsx';
import { Timeline } from '../records/timeline.tsx';

type AddressedRecord = ByAddress['items'][number]['records'][number];

const useStyles = makeStyles({
  item: { display: 'flex', flexDirection: 'column', gap: '12px' },
  head: { display: 'flex', alignItems: 'start', gap: '8px' },
  icon: { fontSize: '20px', lineHeight: 0, paddingTop: '2px', color: tokens.colorNeutralForeground2, flexShrink: 0 },
  words: { display: 'flex', flexDirection: 'column', flexGrow: 1, minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** A record with the address of a person in the message; its history expands. */
export function AddressedRecordItem({ record }: { record: AddressedRecord }) {
  const styles = useStyles();
  const { t } = useTranslation(['open-message', 'records']);
  const timelineId = useId();
  const [isOpen, setOpen] = useState(false);
  const { module, id, title, company, owner } = record;
  const Icon = MODULE_ICONS[module];
  return (
    <li className={styles.item}>
      <div className={styles.head}>
        <Icon className={styles.icon} aria-hidden />
        <div className={styles.words}>
          <AppLink to={`/${module}/${id}`}>{title}</AppLink>
          <Text size={200} className={styles.quiet}>
            {[t(`records:records.one.${module}`), company].filter(Boolean).join(' · ')}
          </Text>
          <Text size={200} className={styles.quiet}>
            {t('records:records.owner')}: <OwnerName owner={owner} />
          </Text>
        </div>
        <Button
          appearance="subtle"
          icon={isOpen ? <ChevronUpRegular /> : <ChevronDownRegular />}
          aria-label={t('openMessage.timelineOf', { title })}
          aria-expanded={isOpen}
          aria-controls={timelineId}
          onClick={() => setOpen(!isOpen)}
        />
      </div>
      <div id={timelineId} hidden={!isOpen}>
        {isOpen && <Timeline module={module} id={id} />}
      </div>
    </li>
  );
}

import { makeStyles, Text, tokens, useArrowNavigationGroup } from '@fluentui/react-components';
import { PersonSearchRegular } from '@fluentui/react-icons/svg/person-search';
import { useTranslation } from 'react-i18next';
import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { useScrollArea } from '../../components/frame/scroll-area.ts';
import { ListBody } from '../../components/list/list-body.tsx';
import { useVirtualRows } from '../../components/list/use-virtual-rows.ts';
import { DirectoryRow, ROW_HEIGHT } from './directory-row.tsx';
import type { Picked } from './picked-people.tsx';
import { SyncProgress } from './sync-progress.tsx';
import { useDirectory } from './use-directory.ts';

const useStyles = makeStyles({
  list: { position: 'relative', margin: 0, padding: 0, listStyleType: 'none' },
  count: { color: tokens.colorNeutralForeground2 },
});

export interface DirectoryListProps {
  search: string;
  picked: Picked;
  onToggle: (user: DirectoryUserView) => void;
}

/** The tenant's people that match, however many there are. */
export function DirectoryList({ search, picked, onToggle }: DirectoryListProps) {
  const styles = useStyles();
  const { t } = useTranslation('directory');
  const directory = useDirectory(search);
  const sync = directory.newest?.sync;
  return (
    <>
      {sync && <SyncProgress sync={sync} />}
      <ListBody list={directory} empty={<NobodyFound search={search} isSyncing={sync?.status === 'running'} />}>
        <Text size={200} className={styles.count} aria-live="polite">
          {t('addUser.found', { count: directory.total })}
        </Text>
        <PeopleToPick
          people={directory.rows}
          total={directory.total}
          picked={picked}
          onToggle={onToggle}
          onMissing={directory.readMore}
        />
      </ListBody>
    </>
  );
}

interface PeopleToPickProps {
  people: readonly DirectoryUserView[];
  total: number;
  picked: Picked;
  onToggle: (user: DirectoryUserView) => void;
  onMissing: () => void;
}

function PeopleToPick({ people, total, picked, onToggle, onMissing }: PeopleToPickProps) {
  const styles = useStyles();
  const { t } = useTranslation('directory');
  const arrows = useArrowNavigationGroup({ axis: 'vertical', memorizeCurrent: true });
  const { listRef, height, items } = useVirtualRows({
    loaded: people.length,
    total,
    rowHeight: ROW_HEIGHT,
    scrollArea: useScrollArea(),
    onMissing,
  });
  return (
    <ul ref={listRef} aria-label={t('addUser.people')} className={styles.list} style={{ height }} {...arrows}>
      {items.map(({ key, index, top }) => (
        <DirectoryRow
          key={people[index]?.objectId ?? key}
          user={people[index] ?? null}
          index={index}
          total={total}
          top={top}
          isPicked={picked.has(people[index]?.objectId ?? '')}
          onToggle={onToggle}
        />
      ))}
    </ul>
  );
}

function NobodyFound({ search, isSyncing }: { search: string; isSyncing: boolean }) {
  const { t } = useTranslation('directory');
  if (isSyncing && !search) return null;
  return <EmptyState icon={<PersonSearchRegular />} title={t('people.nothingFound')} text={t('addUser.nobodyHint')} />;
}

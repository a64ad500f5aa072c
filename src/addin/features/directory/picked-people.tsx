import { makeStyles, Tag, TagGroup, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';

const useStyles = makeStyles({
  picked: { display: 'flex', flexDirection: 'column', gap: '8px' },
  /** One line, whatever is picked: the people below must not move away under the mouse. */
  line: { height: '32px' },
  tags: {
    display: 'flex',
    flexWrap: 'nowrap',
    gap: '6px',
    overflowX: 'auto',
    padding: '2px',
    '& > *': { flexShrink: 0 },
  },
  hint: { color: tokens.colorNeutralForeground2 },
});

export interface PickedPeopleProps {
  people: readonly DirectoryUserView[];
  most: number;
  onRemove: (user: DirectoryUserView) => void;
}

/** Those picked so far, the latest first, where each can be taken back. */
export function PickedPeople({ people, most, onRemove }: PickedPeopleProps) {
  const styles = useStyles();
  const { t } = useTranslation('directory');
  const remove = (objectId: string) => {
    const user = people.find((person) => person.objectId === objectId);
    if (user) onRemove(user);
  };
  return (
    <div className={styles.picked}>
      <Text weight="semibold" aria-live="polite">
        {people.length === 0 ? t('addUser.nobodyPicked') : t('addUser.picked', { count: people.length })}
      </Text>
      <div className={styles.line}>
        {people.length === 0 ? (
          <Text className={styles.hint}>{t('addUser.pickBelow')}</Text>
        ) : (
          <TagGroup
            className={styles.tags}
            size="small"
            aria-label={t('addUser.picked', { count: people.length })}
            onDismiss={(_event, { value }) => remove(value)}
          >
            {people.toReversed().map(({ objectId, fullName }) => (
              <Tag
                key={objectId}
                value={objectId}
                shape="circular"
                dismissible
                aria-label={t('addUser.remove', { name: fullName })}
              >
                {fullName}
              </Tag>
            ))}
          </TagGroup>
        )}
      </div>
      {people.length >= most && <Text className={styles.hint}>{t('addUser.most', { count: most })}</Text>}
    </div>
  );
}

/** Those who are picked, by object ID, in the order they were picked. */
export type Picked = ReadonlyMap<string, DirectoryUserView>;

/** INV-9: up to this many people in one go. */
export const MOST_PICKED = 1000;

export function togglePicked(before: Picked, user: DirectoryUserView): Picked {
  const after = new Map(before);
  if (after.delete(user.objectId) || user.standing !== 'available' || after.size >= MOST_PICKED) return after;
  return after.set(user.objectId, user);
}

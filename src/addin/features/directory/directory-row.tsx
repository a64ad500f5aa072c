import { Badge, Checkbox, makeStyles, mergeClasses, Skeleton, tokens } from '@fluentui/react-components';
import { memo, useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';
import { IN_CONTRAST } from '../../components/in-contrast.ts';
import { Person } from '../../components/person.tsx';
import { RowPlaceholder } from '../../components/placeholder.tsx';

export const ROW_HEIGHT = 68;

const useStyles = makeStyles({
  row: {
    position: 'absolute',
    insetInline: 0,
    top: 0,
    height: `${ROW_HEIGHT}px`,
    boxSizing: 'border-box',
    display: 'flex',
    alignItems: 'center',
    gap: '4px',
    borderRadius: tokens.borderRadiusMedium,
  },
  free: {
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    [IN_CONTRAST]: { ':hover': { backgroundColor: 'transparent' } },
  },
  picked: {
    backgroundColor: tokens.colorNeutralBackground1Selected,
    [IN_CONTRAST]: { backgroundColor: 'transparent' },
  },
  box: { position: 'static', flexShrink: 0 },
  /** The whole row is the target of its check box. */
  target: { scrollMarginTop: '140px', position: 'absolute', inset: 0, width: '100%', height: '100%' },
  person: { flexGrow: 1, minWidth: 0 },
  taken: { opacity: 0.75 },
  badge: { flexShrink: 0, marginInlineEnd: '8px' },
});

export interface DirectoryRowProps {
  /** Null while the page with this person is on its way. */
  user: DirectoryUserView | null;
  index: number;
  total: number;
  top: number;
  isPicked: boolean;
  onToggle: (user: DirectoryUserView) => void;
}

/** A person of the directory with a check box, or with the reason why they can't be picked. */
export const DirectoryRow = memo(function DirectoryRow(props: DirectoryRowProps) {
  const styles = useStyles();
  const { user, index, total, top, isPicked, onToggle } = props;
  const isFree = user?.standing === 'available';
  return (
    <li
      aria-posinset={index + 1}
      aria-setsize={total}
      className={mergeClasses(styles.row, isFree && styles.free, isPicked && styles.picked)}
      style={{ transform: `translateY(${top}px)` }}
    >
      {user ? (
        <PersonToPick user={user} isPicked={isPicked} onToggle={onToggle} />
      ) : (
        <Skeleton aria-hidden>
          <RowPlaceholder />
        </Skeleton>
      )}
    </li>
  );
});

type PersonToPickProps = { user: DirectoryUserView } & Pick<DirectoryRowProps, 'isPicked' | 'onToggle'>;

function PersonToPick({ user, isPicked, onToggle }: PersonToPickProps) {
  const styles = useStyles();
  const { t } = useTranslation('directory');
  const details = useId();
  const { fullName, loginId, jobTitle, department, objectId, standing, isGuest } = user;
  const isFree = standing === 'available';
  return (
    <>
      <Checkbox
        checked={isPicked}
        disabled={!isFree}
        aria-label={fullName}
        aria-describedby={details}
        className={styles.box}
        input={{ className: styles.target }}
        onChange={() => onToggle(user)}
      />
      <div id={details} className={mergeClasses(styles.person, !isFree && styles.taken)}>
        <Person
          fullName={fullName}
          secondary={loginId}
          tertiary={[jobTitle, department].filter(Boolean).join(' · ')}
          objectId={objectId}
          size={40}
        />
      </div>
      {isGuest && (
        <Badge className={styles.badge} appearance="outline" color="informative">
          {t('person.guest')}
        </Badge>
      )}
      {!isFree && (
        <Badge className={styles.badge} appearance="tint" color="informative">
          {t(`addUser.standing.${standing}`)}
        </Badge>
      )}
    </>
  );
}

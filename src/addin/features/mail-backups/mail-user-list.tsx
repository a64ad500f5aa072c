import { Badge, makeStyles, tokens } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { useTranslation } from 'react-i18next';
import type { MailUser } from '../../../server/features/mail-backups/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { MoreButton } from '../../components/list/more-button.tsx';
import { Person } from '../../components/person.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { BackupState } from './backup-state.tsx';
import { MailUserActions } from './mail-user-actions.tsx';
import type { useMailUsers } from './use-mail-users.ts';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0 },
  row: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1.4fr) minmax(0, 1fr)',
    gap: '8px 24px',
    alignItems: 'start',
    padding: '16px 0',
    ':not(:last-child)': { borderBottom: `1px solid ${tokens.colorNeutralStroke2}` },
    '@media (max-width: 860px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
  words: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0, overflowWrap: 'anywhere' },
  badges: { display: 'flex', flexWrap: 'wrap', gap: '6px' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

/** Each user with their mailbox and what can be done to it. */
export function MailUserList({ list }: { list: ReturnType<typeof useMailUsers> }) {
  const styles = useStyles();
  return (
    <>
      <ul className={styles.list}>
        {list.rows.map((user) => (
          <MailUserRow key={user.id} user={user} />
        ))}
      </ul>
      <MoreButton list={list} />
    </>
  );
}

function MailUserRow({ user }: { user: MailUser }) {
  const styles = useStyles();
  const { t } = useTranslation(['mail-backups', 'mailboxes']);
  const { date } = useFormat();
  const { id, fullName, loginId, status, deactivatedAt, mailbox, backup } = user;
  return (
    <li className={styles.row}>
      <Person
        fullName={fullName}
        name={<AppLink to={`/members/${id}`}>{fullName}</AppLink>}
        secondary={loginId}
        {...(deactivatedAt && { tertiary: t('mailUsers.leftAt', { at: date(deactivatedAt) }) })}
        wrap
      />
      <div className={styles.words}>
        {mailbox ? (
          <>
            <span>{mailbox.address}</span>
            <span className={styles.badges}>
              <Badge appearance="outline" color="informative">
                {t(`mailboxes:mailbox.protocol.${mailbox.protocol}`)}
              </Badge>
              <Badge appearance="tint" color={mailbox.sharing === 'private' ? 'warning' : 'brand'}>
                {t(`mailboxes:mailbox.sharing.${mailbox.sharing}`)}
              </Badge>
              {mailbox.locked && (
                <Badge appearance="tint" color="informative" icon={<LockClosedRegular />}>
                  {t('mailUsers.locked')}
                </Badge>
              )}
            </span>
          </>
        ) : (
          <span className={styles.quiet}>{t('mailUsers.noMailbox')}</span>
        )}
        {status === 'inactive' && <BackupState memberId={id} fullName={fullName} backup={backup} />}
      </div>
      <MailUserActions user={user} />
    </li>
  );
}

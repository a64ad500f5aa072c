import { Badge, Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { LockClosedRegular } from '@fluentui/react-icons/svg/lock-closed';
import { Suspense, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Backup, MailUser, MailUserAction } from '../../../server/features/mail-backups/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { Actions } from '../../components/form.tsx';
import { MoreButton } from '../../components/list/list-body.tsx';
import { Person } from '../../components/person.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { BackupDialog } from './backup-dialog.tsx';
import { BackupProgress } from './backup-progress.tsx';
import { useMailUserAction, type useMailUsers } from './use-mail-users.ts';

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

const useMailUserActionsStyles = makeStyles({
  actions: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0 },
  reasons: { margin: 0, padding: 0, listStyleType: 'none', color: tokens.colorNeutralForeground2 },
});

/** The actions shown for an active and for a deactivated user. */
function offered({ status, mailbox }: MailUser): MailUserAction[] {
  if (status === 'inactive') return ['backUp', 'latestBackup'];
  return mailbox ? [mailbox.locked ? 'unlock' : 'lock'] : [];
}

/** MAIL-2: the actions on a user's mailbox; a disabled one says why, visibly. */
function MailUserActions({ user }: { user: MailUser }) {
  const styles = useMailUserActionsStyles();
  const { t } = useTranslation(['mail-backups', 'problems']);
  const notify = useNotify();
  const reasonsId = useId();
  const { id, fullName, abilities, refusals } = user;
  const perform = useMailUserAction(id);
  const [asked, setAsked] = useState<'backUp' | 'latestBackup' | null>(null);
  const act = (action: MailUserAction) =>
    perform.mutate(action, {
      onSuccess: () => {
        setAsked(null);
        notify.done(t(`mailUsers.done.${action}`, { name: fullName }));
      },
    });
  const actions = offered(user);
  const reasons = [...new Set(actions.flatMap((action) => refusals[action] ?? []))];
  return (
    <div className={styles.actions}>
      <Actions>
        {actions.map((action) => (
          <Button
            key={action}
            appearance={action === 'backUp' && abilities.backUp && !user.backup ? 'primary' : 'secondary'}
            disabledFocusable={!abilities[action] || perform.isPending}
            aria-label={t(`mailUsers.actionFor.${action}`, { name: fullName })}
            {...(!abilities[action] && { 'aria-describedby': `${reasonsId}${refusals[action]}` })}
            onClick={() => (action === 'backUp' || action === 'latestBackup' ? setAsked(action) : act(action))}
          >
            {t(`mailUsers.action.${action}`)}
          </Button>
        ))}
      </Actions>
      {reasons.length > 0 && (
        <ul className={styles.reasons}>
          {reasons.map((reason) => (
            <li key={reason} id={`${reasonsId}${reason}`}>
              <Text size={200}>{t(`problems:${reason}`)}</Text>
            </li>
          ))}
        </ul>
      )}
      {!asked && <ProblemMessage error={perform.error} />}
      {asked && (
        <BackupDialog
          memberId={id}
          fullName={fullName}
          action={asked}
          mutation={{ ...perform, mutate: () => act(asked) }}
          onClose={() => setAsked(null)}
        />
      )}
    </div>
  );
}

const BackupsPanel = lazyWithTexts(() => import('./backups-panel.tsx'), 'mail-backups', 'problems');

const useBackupStateStyles = makeStyles({
  state: { display: 'flex', flexDirection: 'column', gap: '8px', alignItems: 'stretch' },
  history: { alignSelf: 'start' },
});

interface BackupStateProps {
  memberId: string;
  fullName: string;
  /** The last one. */
  backup: Backup | null;
}

/** A deactivated user's latest backup, and a button that lists the earlier ones. */
function BackupState({ memberId, fullName, backup }: BackupStateProps) {
  const styles = useBackupStateStyles();
  const { t } = useTranslation('mail-backups');
  const [isOpen, setOpen] = useState(false);
  if (!backup) return <span>{t('mailUsers.backup.none')}</span>;
  return (
    <div className={styles.state}>
      <BackupProgress backup={backup} />
      <Button
        className={styles.history}
        size="small"
        aria-label={t('mailUsers.backup.historyOf', { name: fullName })}
        onClick={() => setOpen(true)}
      >
        {t('mailUsers.backup.history')}
      </Button>
      {isOpen && (
        <Suspense>
          <BackupsPanel memberId={memberId} fullName={fullName} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  );
}

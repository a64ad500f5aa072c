import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import type { MailUser, MailUserAction } from '../../../server/features/mail-backups/schemas.ts';
import { Actions } from '../../components/actions.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useMailUserAction } from './use-mail-users.ts';

const useStyles = makeStyles({
  actions: { display: 'flex', flexDirection: 'column', gap: '8px', minWidth: 0 },
  reasons: { margin: 0, padding: 0, listStyleType: 'none', color: tokens.colorNeutralForeground2 },
});

/** What an active user's mailbox is offered, and that of somebody who has left. */
function offered({ status, mailbox }: MailUser): MailUserAction[] {
  if (status === 'inactive') return ['backUp', 'latestBackup'];
  return mailbox ? [mailbox.locked ? 'unlock' : 'lock'] : [];
}

/** MAIL-2: what can be done to somebody's mailbox; what can't be done says why, for everybody to read. */
export function MailUserActions({ user }: { user: MailUser }) {
  const styles = useStyles();
  const { t } = useTranslation(['mail-backups', 'problems']);
  const notify = useNotify();
  const reasonsId = useId();
  const { id, fullName, abilities, refusals } = user;
  const perform = useMailUserAction(id);
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
            onClick={() =>
              perform.mutate(action, {
                onSuccess: () => notify.done(t(`mailUsers.done.${action}`, { name: fullName })),
              })
            }
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
      <ProblemMessage error={perform.error} />
    </div>
  );
}

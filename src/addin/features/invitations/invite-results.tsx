import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { api, type CallOptions } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { Notice } from '../../components/notice.tsx';

const useStyles = makeStyles({
  list: { listStyleType: 'none', margin: 0, padding: 0, display: 'flex', flexDirection: 'column', gap: '8px' },
  item: { display: 'flex', flexDirection: 'column' },
  quiet: { color: tokens.colorNeutralForeground2 },
});

export interface InviteResultsProps {
  response: InviteResponse;
  nameOf: (key: string) => string;
  onMore: () => void;
  onDone: () => void;
}

/** INV-9: what became of each; those who could not be invited, with the reason. */
export function InviteResults({ response, nameOf, onMore, onDone }: InviteResultsProps) {
  const styles = useStyles();
  const { t } = useTranslation(['invitations', 'subscription']);
  const invited = response.results.filter(({ outcome }) => outcome === 'invited');
  const others = response.results.flatMap(({ key, outcome }) => (outcome === 'invited' ? [] : [{ key, outcome }]));
  return (
    <>
      {invited.length > 0 && (
        <Notice intent="success" title={t('inviteResults.sent', { count: invited.length })}>
          {t('inviteResults.onTheirWay')}
        </Notice>
      )}
      {response.seatsAfter < 0 && (
        <Notice intent="warning">{t('subscription:seats.tooFew', { count: -response.seatsAfter })}</Notice>
      )}
      {others.length > 0 && (
        <>
          <Text weight="semibold">{t('inviteResults.others', { count: others.length })}</Text>
          <ul className={styles.list}>
            {others.map(({ key, outcome }) => (
              <li key={key} className={styles.item}>
                <Text>{nameOf(key)}</Text>
                <Text size={200} className={styles.quiet}>
                  {t(`inviteResults.${outcome}`)}
                </Text>
              </li>
            ))}
          </ul>
        </>
      )}
      <Actions>
        <Button appearance="primary" onClick={onDone}>
          {t('inviteResults.done')}
        </Button>
        <Button onClick={onMore}>{t('inviteResults.more')}</Button>
      </Actions>
    </>
  );
}

/** INV-1, INV-2: people of the tenant by object ID, or anybody by e-mail address. */
export type Invite = CallOptions<'POST /invitations'>['body'];

export function useInvite() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (invite: Invite) => api('POST /invitations', { body: invite }),
    onSuccess: () => queries.invalidateQueries(),
  });
}

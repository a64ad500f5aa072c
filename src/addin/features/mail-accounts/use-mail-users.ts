import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Backup, MailUser } from '../../../server/features/mail-backups/schemas.ts';
import { api } from '../../api.ts';
import { type PageOf, usePaged } from '../../components/list/use-paged.ts';

/** How often the list is read again while a backup runs, in milliseconds. */
const EVERY = 1000;

export function isRunning(backup: Pick<Backup, 'status'> | null): boolean {
  return backup?.status === 'waiting' || backup?.status === 'running';
}

/** The users of the Mail extension, kept up to date while a backup runs. */
export function useMailUsers(status: MailUser['status'], search: string) {
  return usePaged<MailUser>(
    '/mail/users',
    { status, search },
    { refetchInterval: (newest: PageOf<MailUser> | undefined) => (newest?.items.some(runs) ? EVERY : false) },
  );
}

function runs({ backup }: MailUser): boolean {
  return isRunning(backup);
}

/** Does something to somebody's mailbox, and reads the list again. */
export function useMailUserAction(memberId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: 'lock' | 'unlock' | 'backUp' | 'latestBackup') => {
      const path = `/mail/users/${memberId}`;
      if (action === 'lock' || action === 'unlock') return api.post(`${path}/${action}`);
      return api.post(`${path}/backups`, { latest: action === 'latestBackup' });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/mail/users'] }),
  });
}

import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Backup, MailUser } from '../../../server/features/mail-backups/schemas.ts';
import { api } from '../../api.ts';
import { usePaged } from '../../components/list/use-paged.ts';

/** How often the list is read again while a backup runs, in milliseconds. */
const EVERY = 1000;

export function isRunning(backup: Pick<Backup, 'status'> | null): boolean {
  return backup?.status === 'waiting' || backup?.status === 'running';
}

/** The users of the Mail extension, kept up to date while a backup runs. */
export function useMailUsers(status: MailUser['status'], search: string) {
  return usePaged(
    'GET /mail/users',
    { query: { status, search } },
    { refetchInterval: (newest) => (newest?.items.some(runs) ? EVERY : false) },
  );
}

function runs({ backup }: MailUser): boolean {
  return isRunning(backup);
}

/** Performs an action on a user's mailbox, and refetches the list. */
export function useMailUserAction(memberId: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (action: 'lock' | 'unlock' | 'backUp' | 'latestBackup'): Promise<unknown> => {
      const params = { memberId };
      if (action === 'lock' || action === 'unlock') return api(`POST /mail/users/{memberId}/${action}`, { params });
      return api('POST /mail/users/{memberId}/backups', { params, body: { latest: action === 'latestBackup' } });
    },
    onSettled: () => queries.invalidateQueries({ queryKey: ['/mail/users'] }),
  });
}

import { Button } from '@fluentui/react-components';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { Notice } from '../../components/notice.tsx';
import { useSyncDirectory } from './use-directory.ts';

/** After the confirmation, how often the directory is looked at again, in milliseconds. */
const CHECK = 2000;

/** GONE-6: so many members seem to have left at once that an administrator is asked first. */
export function LeaversNotice() {
  const { t } = useTranslation('directory');
  const accept = useSyncDirectory({ acceptLeavers: true });
  const { data: count = 0 } = useQuery({
    queryKey: ['/directory/users', 'leavers'],
    queryFn: async ({ signal }) => {
      const { sync } = await api('GET /directory/users', { query: { limit: '1' }, signal });
      return sync.heldLeavers;
    },
    refetchInterval: ({ state }) => (accept.isSuccess && state.data ? CHECK : false),
  });
  if (count === 0) return null;
  return (
    <Notice
      intent="warning"
      title={t('leavers.title', { count })}
      actions={
        <Button disabledFocusable={accept.isPending || accept.isSuccess} onClick={() => accept.mutate()}>
          {t('leavers.accept')}
        </Button>
      }
    >
      {t(accept.isSuccess ? 'leavers.accepted' : 'leavers.text')}
    </Notice>
  );
}

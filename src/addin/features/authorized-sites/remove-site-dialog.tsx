import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Site } from '../../../server/features/authorized-sites/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { readSitesAgain } from './use-sites.ts';

/** Removes a site: nobody can sign in there with Foyer any more. */
export function RemoveSiteDialog({ site: { id, name, grants }, onClose }: { site: Site; onClose: () => void }) {
  const { t } = useTranslation('authorized-sites');
  const queries = useQueryClient();
  const notify = useNotify();
  const remove = useMutation({
    mutationFn: () => api('DELETE /sites/{id}', { params: { id } }),
    onSuccess: () => {
      notify.done(t('sites.removed', { site: name }));
      onClose();
    },
    onSettled: () => readSitesAgain(queries),
  });
  return (
    <ConfirmDialog
      title={t('sites.removeTitle', { site: name })}
      text={
        <>
          {t('sites.removeText', { count: grants })} {t('sites.removeForGood')}
        </>
      }
      confirm={t('sites.remove')}
      mutation={{ ...remove, mutate: () => remove.mutate() }}
      onClose={onClose}
    />
  );
}

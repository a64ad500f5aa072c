import { Button, Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { MoreHorizontalRegular } from '@fluentui/react-icons/svg/more-horizontal';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../server/features/invitations/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';

/** What can be done with an open invitation: send it again, or take it back (INV-8). */
export function InvitationMenu({ invitation }: { invitation: Invitation }) {
  const { t } = useTranslation('invitations');
  const { id, fullName, loginId, abilities } = invitation;
  const [isRevoking, setRevoking] = useState(false);
  const queries = useQueryClient();
  const notify = useNotify();
  const settle = () => {
    void queries.invalidateQueries({ queryKey: ['/invitations'] });
    void queries.invalidateQueries({ queryKey: ['/members/counts'] });
    void queries.invalidateQueries({ queryKey: ['/subscription'] });
  };
  const resend = useMutation({
    mutationFn: () => api('POST /invitations/{id}/resend', { params: { id } }),
    onSuccess: () => notify.done(t('invitations.resent', { loginId })),
    onError: notify.failed,
    onSettled: settle,
  });
  const revoke = useMutation({
    mutationFn: () => api('DELETE /invitations/{id}', { params: { id } }),
    onSuccess: () => {
      setRevoking(false);
      notify.done(t('invitations.revoked', { loginId }));
    },
    onSettled: settle,
  });
  if (!abilities.resend && !abilities.revoke) return null;
  return (
    <>
      <Menu positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button
            appearance="subtle"
            icon={<MoreHorizontalRegular />}
            aria-label={t('invitations.actionsFor', { name: fullName })}
          />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {abilities.resend && (
              <MenuItem disabled={resend.isPending} onClick={() => resend.mutate()}>
                {t('invitations.resend')}
              </MenuItem>
            )}
            {abilities.revoke && <MenuItem onClick={() => setRevoking(true)}>{t('invitations.revoke')}</MenuItem>}
          </MenuList>
        </MenuPopover>
      </Menu>
      {isRevoking && (
        <ConfirmDialog
          title={t('invitations.revokeTitle', { name: fullName })}
          text={t('invitations.revokeText')}
          confirm={t('invitations.revoke')}
          mutation={revoke}
          onClose={() => setRevoking(false)}
        />
      )}
    </>
  );
}

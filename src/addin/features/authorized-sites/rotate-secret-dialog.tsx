import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { RotatedSecret, Site } from '../../../server/features/authorized-sites/schemas.ts';
import { api } from '../../api.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { SiteSecret } from './site-secret.tsx';

/** Another secret in the place of one that got lost, or into wrong hands: asked for first, shown once afterwards. */
export function RotateSecretDialog({ site: { id, name }, onClose }: { site: Site; onClose: () => void }) {
  const { t } = useTranslation('authorized-sites');
  const rotate = useMutation({ mutationFn: () => api('POST /sites/{id}/secret', { params: { id } }) });
  if (rotate.data) return <NewSecret name={name} secret={rotate.data} onClose={onClose} />;
  return (
    <ConfirmDialog
      title={t('sites.newSecretTitle', { site: name })}
      text={t('sites.newSecretText')}
      confirm={t('sites.newSecret')}
      mutation={{ ...rotate, mutate: () => rotate.mutate() }}
      onClose={onClose}
    />
  );
}

function NewSecret({ name, secret, onClose }: { name: string; secret: RotatedSecret; onClose: () => void }) {
  useFocusReturn();
  const { t } = useTranslation('authorized-sites');
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('sites.secretTitle', { site: name })}</DialogTitle>
          <DialogContent>
            <SiteSecret {...secret} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('sites.kept')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  Field,
  Input,
} from '@fluentui/react-components';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedToken } from '../../../server/features/api-tokens/schemas.ts';
import { Notice } from '../../components/notice.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';

/** The token, this once. A click outside does not close it. */
export function CreatedTokenDialog({ created, onClose }: { created: CreatedToken; onClose: () => void }) {
  useFocusReturn();
  const { t } = useTranslation('api-tokens');
  const [copied, setCopied] = useState<'yes' | 'no' | null>(null);
  const copy = async () => {
    // A host may keep its frames from the clipboard: the text can still be selected.
    await navigator.clipboard.writeText(created.token).then(
      () => setCopied('yes'),
      () => setCopied('no'),
    );
  };
  return (
    <Dialog open modalType="alert">
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('tokens.createdTitle', { name: created.name })}</DialogTitle>
          <DialogContent style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
            <Notice intent="warning">{t('tokens.once')}</Notice>
            <Field
              label={t('tokens.token')}
              validationState={copied === 'yes' ? 'success' : 'none'}
              validationMessage={copied && t(copied === 'yes' ? 'tokens.copied' : 'tokens.notCopied')}
            >
              <Input
                readOnly
                value={created.token}
                input={{ style: { fontFamily: 'monospace' } }}
                onFocus={(event) => event.target.select()}
              />
            </Field>
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" icon={<CopyRegular />} onClick={() => void copy()}>
              {t('tokens.copy')}
            </Button>
            <Button onClick={onClose}>{t('common.close')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

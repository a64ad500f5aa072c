import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ProblemMessage } from './problem-message.tsx';
import { useFocusReturn } from './use-focus-return.ts';

export interface ConfirmDialogProps {
  title: string;
  /** The consequences, before it is done. */
  text: ReactNode;
  /** The verb on the button. */
  confirm: string;
  mutation: { mutate: () => void; isPending: boolean; error: unknown };
  onClose: () => void;
  children?: ReactNode;
}

/** Asks before something is done, and stays open with the reason when it is refused. */
export function ConfirmDialog({ title, text, confirm, mutation, onClose, children }: ConfirmDialogProps) {
  useFocusReturn();
  const { t } = useTranslation();
  return (
    <Dialog open onOpenChange={(_event, { open }) => !open && onClose()}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{title}</DialogTitle>
          <DialogContent style={{ display: 'flex', flexDirection: 'column', gap: 16 }}>
            <span>{text}</span>
            {children}
            <ProblemMessage error={mutation.error} />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" disabledFocusable={mutation.isPending} onClick={() => mutation.mutate()}>
              {confirm}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

import {
  Button,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { LegalText } from '../legal/legal-text.tsx';

const useStyles = makeStyles({
  content: { display: 'flex', flexDirection: 'column', gap: '16px' },
  version: { color: tokens.colorNeutralForeground2 },
});

/** The terms of use, in the version that one is asked to accept. */
export default function TermsDialog({ version, onClose }: { version: string; onClose: () => void }) {
  useFocusReturn();
  const styles = useStyles();
  const { t } = useTranslation(['common', 'legal']);
  return (
    <Dialog open onOpenChange={onClose}>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{t('legal:terms.title')}</DialogTitle>
          <DialogContent className={styles.content} tabIndex={0}>
            <span className={styles.version}>{t('legal:terms.version', { version })}</span>
            <LegalText name="terms" heading="h3" />
          </DialogContent>
          <DialogActions>
            <Button appearance="primary" onClick={onClose}>
              {t('common.close')}
            </Button>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}

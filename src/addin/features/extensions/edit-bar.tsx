import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { ExtensionKey } from '../../../server/platform/extensions.ts';
import { isProblem } from '../../api.ts';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useFocusReturn } from '../../components/use-focus-return.ts';
import { useNotify } from '../../components/use-notify.ts';
import { type Picks, useSaveActivations } from './use-extensions.ts';

const useStyles = makeStyles({
  bar: {
    position: 'sticky',
    bottom: '12px',
    zIndex: 3,
    display: 'flex',
    flexDirection: 'column',
    gap: '8px',
    padding: '12px 16px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow16,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
  },
  row: { display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '8px' },
  count: { flexGrow: 1 },
});

export interface EditBarProps {
  extensionKey: ExtensionKey;
  picks: Picks;
  revision: number;
  bought: number;
  /** Begins anew with what is there now. */
  onAgain: () => void;
  onDone: () => void;
}

/** EXT-1: licences left during an edit, always visible; saves all changes or none. */
export function EditBar({ extensionKey, picks, revision, bought, onAgain, onDone }: EditBarProps) {
  useFocusReturn();
  const styles = useStyles();
  const { t } = useTranslation('extensions');
  const notify = useNotify();
  const save = useSaveActivations(extensionKey);
  const left = bought - picks.size;
  const submit = () =>
    save.mutate(
      { picks, revision },
      {
        onSuccess: ({ ids }) => {
          notify.done(t('licences.saved', { count: ids.length }));
          onDone();
        },
      },
    );
  return (
    <section className={styles.bar} aria-label={t('licences.editing')}>
      <ProblemMessage error={save.error}>
        {isProblem(save.error, 'extension_changed') && (
          <Button
            size="small"
            onClick={() => {
              save.reset();
              onAgain();
            }}
          >
            {t('licences.lookAgain')}
          </Button>
        )}
      </ProblemMessage>
      <div className={styles.row}>
        <Text className={styles.count} weight="semibold" aria-live="polite">
          {left >= 0 ? t('licences.left', { count: left, bought }) : t('licences.tooMany', { count: -left })}
        </Text>
        <Button appearance="primary" disabledFocusable={save.isPending || left < 0} onClick={submit}>
          {t('licences.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </div>
    </section>
  );
}

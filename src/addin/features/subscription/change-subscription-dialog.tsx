import { Field, makeStyles, SpinButton } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Extension } from '../../../server/features/extensions/schemas.ts';
import type { Subscription } from '../../../server/features/subscription/schemas.ts';
import { type ExtensionKey, LICENSING_MODES, type LicensingMode } from '../../../server/platform/extensions.ts';
import { api, isProblem } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';

const MOST = 1_000_000;

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(200px, 100%), 1fr))',
    gap: '16px',
    alignItems: 'start',
    '& > *': { minWidth: 0 },
  },
});

/** What is wanted. A number is NaN while nothing readable is typed, for the server to refuse beside its field. */
interface Draft {
  seats: number;
  extensions: Record<ExtensionKey, { bought: number; mode: LicensingMode }>;
}

export interface ChangeSubscriptionDialogProps {
  subscription: Subscription;
  onClose: () => void;
}

/** SUB-1: the numbers bought, never below what is in use, and how extensions are licensed; the server has the last word. */
export function ChangeSubscriptionDialog({ subscription, onClose }: ChangeSubscriptionDialogProps) {
  const styles = useStyles();
  const { t } = useTranslation(['subscription', 'extensions']);
  const notify = useNotify();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(() => draftOf(subscription));
  const change = useMutation({
    mutationFn: () => api('PATCH /subscription', { body: draft }),
    onSuccess: () => {
      notify.done(t('subscription.changed'));
      onClose();
    },
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: ['/subscription'] });
      void queries.invalidateQueries({ queryKey: ['/extensions'] });
    },
  });
  const errors = isProblem(change.error) ? change.error.errors : [];
  const messageOf = (field: string) => errors.find((error) => error.field === field)?.message ?? '';
  const { seats, extensions } = subscription;
  return (
    <ConfirmDialog
      title={t('subscription.changeTitle')}
      text={t('subscription.changeText')}
      confirm={t('subscription.save')}
      mutation={{ ...change, error: errors.length > 0 ? null : change.error, mutate: () => change.mutate() }}
      onClose={onClose}
    >
      <NumberField
        label={t('seats.label')}
        used={seats.used}
        least={1}
        value={draft.seats}
        refused={messageOf('seats')}
        onChange={(bought) => setDraft({ ...draft, seats: bought })}
      />
      {extensions.map(({ key, used }) => {
        const { bought, mode } = draft.extensions[key];
        const extension = t(`extension.${key}`);
        const set = (what: Partial<Draft['extensions'][ExtensionKey]>) =>
          setDraft({ ...draft, extensions: { ...draft.extensions, [key]: { bought, mode, ...what } } });
        return (
          <div key={key} className={styles.grid}>
            <NumberField
              label={t('extensions:licences.of', { extension })}
              used={used}
              least={0}
              value={bought}
              refused={messageOf(`extensions.${key}.bought`)}
              onChange={(number) => set({ bought: number })}
            />
            <Field label={t('extensions:licences.modeOf', { extension })} hint={t(`extensions:licences.works.${mode}`)}>
              <Choice value={mode} onChange={(_event, { value }) => set({ mode: value as LicensingMode })}>
                {LICENSING_MODES.map((name) => (
                  <option key={name} value={name}>
                    {t(`extensions:licences.mode.${name}`)}
                  </option>
                ))}
              </Choice>
            </Field>
          </div>
        );
      })}
    </ConfirmDialog>
  );
}

function draftOf({ seats, extensions }: Subscription): Draft {
  const entries = extensions.map(({ key, bought, mode }: Extension) => [key, { bought, mode }] as const);
  return { seats: seats.bought, extensions: Object.fromEntries(entries) as Draft['extensions'] };
}

interface NumberFieldProps {
  label: string;
  used: number;
  least: number;
  value: number;
  /** Why the server did not take it. */
  refused: string;
  onChange: (value: number) => void;
}

function NumberField({ label, used, least, value, refused, onChange }: NumberFieldProps) {
  const { t } = useTranslation(['common', 'extensions']);
  return (
    <Field
      label={label}
      hint={t('extensions:licences.inUse', { count: used })}
      {...(refused && { validationMessage: refused, validationState: 'error' })}
    >
      <SpinButton
        value={Number.isNaN(value) ? null : value}
        min={least}
        max={MOST}
        onChange={(_event, { value: stepped, displayValue }) =>
          onChange(stepped ?? Number.parseInt(displayValue ?? '', 10))
        }
      />
    </Field>
  );
}

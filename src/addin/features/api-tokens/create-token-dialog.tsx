import { Field, Input } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { CreatedToken } from '../../../server/features/api-tokens/schemas.ts';
import { api } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { useFormat } from '../../i18n/use-format.ts';

const DAY = 86_400_000;

/** For how many days a token can be made; the server allows no more than the last. */
const LIFETIMES = [7, 30, 90, 365] as const;

interface CreateTokenDialogProps {
  onClose: () => void;
  onCreated: (token: CreatedToken) => void;
}

/** Asks for a name and an expiry: no token is for ever. */
export function CreateTokenDialog({ onClose, onCreated }: CreateTokenDialogProps) {
  const { t } = useTranslation('api-tokens');
  const { date } = useFormat();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [days, setDays] = useState<number>(30);
  const [isMissing, setMissing] = useState(false);
  const create = useMutation({
    mutationFn: () => api('POST /account/tokens', { body: { name, expiresInDays: days } }),
    onSuccess: onCreated,
    onSettled: () => queries.invalidateQueries({ queryKey: ['/account/tokens'] }),
  });
  const submit = () => {
    setMissing(!name.trim());
    if (name.trim()) create.mutate();
  };
  const expiry = date(new Date(Date.now() + days * DAY).toISOString());
  return (
    <ConfirmDialog
      title={t('tokens.newTitle')}
      text={t('tokens.newText')}
      confirm={t('tokens.create')}
      mutation={{ ...create, mutate: submit }}
      onClose={onClose}
    >
      <Field
        label={t('tokens.name')}
        hint={t('tokens.nameHint')}
        validationMessage={isMissing && !name.trim() ? t('tokens.nameMissing') : null}
        required
      >
        <Input value={name} maxLength={80} onChange={(_event, { value }) => setName(value)} />
      </Field>
      <Field label={t('tokens.lifetime')} hint={t('tokens.expires', { date: expiry })}>
        <Choice value={String(days)} onChange={(_event, { value }) => setDays(Number(value))}>
          {LIFETIMES.map((each) => (
            <option key={each} value={each}>
              {t('tokens.days', { count: each })}
            </option>
          ))}
        </Choice>
      </Field>
    </ConfirmDialog>
  );
}

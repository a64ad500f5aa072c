import { Button } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { Owner } from '../../../server/features/records/schemas.ts';
import { Actions, Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchPicker } from '../../components/search-picker.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { amountRefusal, toBody, toDraft } from './draft.ts';
import { FIELD_SPECS } from './modules.ts';
import { OWNERS } from './owners.tsx';
import { RecordFields } from './record-fields.tsx';
import { useSaveRecord } from './use-record.ts';

const FORM = 'new-record';

/** Creates a record; its owner is the person who creates it, unless they name another. */
export default function NewRecordPanel({ module }: { module: Module }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const { search } = useLocation();
  const notify = useNotify();
  const [draft, setDraft] = useState(() => toDraft(module));
  const [owner, setOwner] = useState<Owner | null>(null);
  const save = useSaveRecord(module);
  const close = () => void navigate(`/${module}${search}`);
  const isComplete = FIELD_SPECS[module].every((spec) => !('required' in spec) || draft.texts[spec.name]?.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(
      { ...toBody(module, draft), ...(owner && { ownerId: owner.id }) },
      {
        onSuccess: ({ id }) => {
          notify.done(t('records.created'));
          void navigate(`/${module}/${id}`);
        },
      },
    );
  };
  return (
    <Panel
      title={t(`records.new.${module}`)}
      onClose={close}
      footer={
        <>
          <ProblemMessage error={save.error} />
          <Actions>
            <Button
              type="submit"
              form={FORM}
              appearance="primary"
              disabled={!isComplete || amountRefusal(draft) !== null}
              disabledFocusable={save.isPending}
            >
              {t('records.save')}
            </Button>
            <Button onClick={close}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit}>
        <RecordFields module={module} draft={draft} onChange={setDraft} error={save.error} />
        <SearchPicker
          label={t('records.owner')}
          list={OWNERS}
          textOf={({ fullName }) => fullName}
          value={owner}
          onChange={setOwner}
          none={t('records.yourself')}
        />
      </Form>
    </Panel>
  );
}

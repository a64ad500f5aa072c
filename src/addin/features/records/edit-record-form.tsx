import { Button } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnyRecord, Owner } from '../../../server/features/records/schemas.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchPicker } from '../../components/search-picker.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { amountRefusal, toBody, toDraft } from './draft.ts';
import { FIELD_SPECS } from './modules.ts';
import { OWNERS } from './owners.tsx';
import { RecordFields } from './record-fields.tsx';
import { useSaveRecord } from './use-record.ts';

/** The fields and the owner of a record, to be changed. */
export function EditRecordForm({ record, onDone }: { record: AnyRecord; onDone: () => void }) {
  const { module, id } = record;
  const { t } = useTranslation('records');
  const notify = useNotify();
  const [draft, setDraft] = useState(() => toDraft(module, record));
  const [owner, setOwner] = useState<Owner | null>(record.owner);
  const save = useSaveRecord(module, id);
  const isComplete = FIELD_SPECS[module].every((spec) => !('required' in spec) || draft.texts[spec.name]?.trim());
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const isGiven = owner !== null && owner.id !== record.owner?.id;
    save.mutate(
      { ...toBody(module, draft), ...(isGiven && { ownerId: owner.id }) },
      {
        onSuccess: () => {
          notify.done(t('records.saved'));
          onDone();
        },
      },
    );
  };
  return (
    <Form onSubmit={submit}>
      <RecordFields module={module} draft={draft} onChange={setDraft} error={save.error} />
      <SearchPicker
        label={t('records.owner')}
        list={OWNERS}
        textOf={({ fullName }) => fullName}
        value={owner}
        onChange={setOwner}
      />
      <ProblemMessage error={save.error} />
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={!isComplete || amountRefusal(draft) !== null}
          disabledFocusable={save.isPending}
        >
          {t('records.save')}
        </Button>
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </Actions>
    </Form>
  );
}

import { Button } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { AnyRecord } from '../../../server/features/records/schemas.ts';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { type Fact, Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { PagePlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { EditRecordForm } from './edit-record-form.tsx';
import { FIELD_SPECS, titleOf } from './modules.ts';
import { OwnerName } from './owners.tsx';
import { SearchableTimeline } from './timeline.tsx';
import { useValueText } from './use-columns.tsx';
import { useDeleteRecord, useRecord } from './use-record.ts';

/** One record: its fields, its owner, its history. */
export default function RecordPage({ module }: { module: Module }) {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const { data: record, error, refetch } = useRecord(module, id);
  if (error) {
    return (
      <Page title={t(`module.${module}`)}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return record ? <RecordDetails key={id} record={record} /> : <PagePlaceholder />;
}

function RecordDetails({ record }: { record: AnyRecord }) {
  const { t } = useTranslation('records');
  const [isEditing, setEditing] = useState(false);
  const [isDeleting, setDeleting] = useState(false);
  const { module, id, abilities } = record;
  return (
    <Page
      title={titleOf(record)}
      actions={
        !isEditing && (
          <>
            {abilities.update && (
              <Button appearance="primary" onClick={() => setEditing(true)}>
                {t('records.edit')}
              </Button>
            )}
            {abilities.delete && <Button onClick={() => setDeleting(true)}>{t('records.delete')}</Button>}
          </>
        )
      }
    >
      <Section title={t('records.details')}>
        {isEditing ? (
          <EditRecordForm record={record} onDone={() => setEditing(false)} />
        ) : (
          <RecordFacts record={record} />
        )}
      </Section>
      <Section title={t('records.timeline')}>
        <SearchableTimeline module={module} id={id} />
      </Section>
      {isDeleting && <DeleteDialog record={record} onClose={() => setDeleting(false)} />}
    </Page>
  );
}

function RecordFacts({ record }: { record: AnyRecord }) {
  const { t } = useTranslation('records');
  const { moment } = useFormat();
  const textOf = useValueText();
  const rows = FIELD_SPECS[record.module]
    .filter(({ name }) => name !== 'currency')
    .map(({ name }): Fact => [t(`records.field.${name}`), textOf(record, name) || t('records.none')]);
  return (
    <Facts
      rows={[
        ...rows,
        [t('records.owner'), <OwnerName key="owner" owner={record.owner} />],
        [t('records.createdAt'), moment(record.createdAt)],
        [t('records.updatedAt'), moment(record.updatedAt)],
      ]}
    />
  );
}

function DeleteDialog({ record, onClose }: { record: AnyRecord; onClose: () => void }) {
  const { t } = useTranslation('records');
  const navigate = useNavigate();
  const notify = useNotify();
  const remove = useDeleteRecord(record.module, record.id);
  const submit = () =>
    remove.mutate(undefined, {
      onSuccess: () => {
        notify.done(t('records.deleted'));
        void navigate(`/${record.module}`, { replace: true });
      },
    });
  return (
    <ConfirmDialog
      title={t('records.deleteTitle', { title: titleOf(record) })}
      text={t('records.deleteText')}
      confirm={t('records.delete')}
      mutation={{ ...remove, mutate: submit }}
      onClose={onClose}
    />
  );
}

import { Button, Field, makeStyles, Text, tokens } from '@fluentui/react-components';
import { ArrowDownloadRegular } from '@fluentui/react-icons/svg/arrow-download';
import { useMutation } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { Module } from '../../../server/core/records/schemas.ts';
import { api, apiUrl } from '../../api.ts';
import { Actions } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { FIELD_SPECS } from '../records/modules.ts';
import { ImportProgress } from './import-progress.tsx';

const useStyles = makeStyles({
  file: { minWidth: 0, maxWidth: '100%' },
  columns: { fontWeight: tokens.fontWeightSemibold, overflowWrap: 'anywhere' },
});

/** REC-1: a CSV file becomes records, in the background; the import under way is in the address. */
export default function ImportPanel({ module }: { module: Module }) {
  const { t } = useTranslation('record-files');
  const navigate = useNavigate();
  const [parameters, setParameters] = useSearchParams();
  const id = parameters.get('id');
  const setImport = (started: string | null) =>
    setParameters(
      (before) => {
        const { id: _before, ...list } = Object.fromEntries(before);
        return started === null ? list : { ...list, id: started };
      },
      { replace: true },
    );
  const close = () => {
    const list = new URLSearchParams(parameters);
    list.delete('id');
    void navigate({ pathname: `/${module}`, search: `${list}` });
  };
  const title = t('imports.title', { what: t(`module.${module}`) });
  if (!id) {
    return <ChooseFile module={module} title={title} onStarted={setImport} onClose={close} />;
  }
  return (
    <Panel
      title={title}
      onClose={close}
      footer={
        <Actions>
          <Button appearance="primary" onClick={close}>
            {t('common.close')}
          </Button>
          <Button onClick={() => setImport(null)}>{t('imports.another')}</Button>
        </Actions>
      }
    >
      <ImportProgress module={module} id={id} />
    </Panel>
  );
}

interface ChooseFileProps {
  module: Module;
  title: string;
  onStarted: (id: string) => void;
  onClose: () => void;
}

function ChooseFile({ module, title, onStarted, onClose }: ChooseFileProps) {
  const styles = useStyles();
  const { t } = useTranslation(['record-files', 'records']);
  const [file, setFile] = useState<File | null>(null);
  // The same file sent again after a failure is the same import.
  const key = useRef(crypto.randomUUID());
  const send = useMutation({
    mutationFn: (chosen: File) =>
      api(`POST /records/${module}/import`, {
        query: { key: key.current },
        file: new Blob([chosen], { type: 'text/csv' }),
      }),
    onSuccess: ({ id }) => onStarted(id),
  });
  const columns = FIELD_SPECS[module]
    .filter(({ kind }) => kind !== 'record')
    .map(({ name }) => t(`records:records.field.${name}`));
  return (
    <Panel
      title={title}
      onClose={onClose}
      footer={
        <>
          <ProblemMessage error={send.error} />
          <Actions>
            <Button
              appearance="primary"
              disabled={!file}
              disabledFocusable={send.isPending}
              onClick={() => file && send.mutate(file)}
            >
              {t(send.isPending ? 'imports.sending' : 'imports.start')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <Text>{t('imports.lead')}</Text>
      <Text className={styles.columns}>{[...columns, t('records:records.owner')].join(', ')}</Text>
      <span>
        <Button
          as="a"
          href={apiUrl(`GET /records/${module}/import/template.csv`)}
          download={`${module}-template.csv`}
          icon={<ArrowDownloadRegular />}
        >
          {t('imports.template')}
        </Button>
      </span>
      <Field label={t('imports.file')} hint={t('imports.hint')}>
        {(control) => (
          <input
            {...control}
            type="file"
            accept=".csv,text/csv"
            className={styles.file}
            onChange={(event) => {
              key.current = crypto.randomUUID();
              send.reset();
              setFile(event.target.files?.[0] ?? null);
            }}
          />
        )}
      </Field>
    </Panel>
  );
}

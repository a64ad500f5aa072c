import { Field, Input, makeStyles, Switch } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { AnyRecord } from '../../../server/features/records/schemas.ts';
import { api, isProblem } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { SearchPicker } from '../../components/search-picker.tsx';
import type { Draft, Linked } from './draft.ts';
import { amountRefusal } from './draft.ts';
import { FIELD_SPECS, type FieldSpec, titleOf } from './modules.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
    gap: '16px',
    alignItems: 'start',
    '& > *': { minWidth: 0 },
  },
});

export interface RecordFieldsProps {
  module: Module;
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** What the last attempt to save came to. */
  error: unknown;
}

/** The fields of one kind of record, to be filled in. */
export function RecordFields({ module, draft, onChange, error }: RecordFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation('records');
  const refused = (name: string) => {
    const unread = name === 'amount' ? amountRefusal(draft) : null;
    if (unread) return t(`records.amount.${unread.code}`, unread.values);
    if (!isProblem(error, 'validation_failed')) return undefined;
    return error.errors.find(({ field }) => field.split('.', 1)[0] === name)?.message || undefined;
  };
  return (
    <div className={styles.grid}>
      {FIELD_SPECS[module].map((spec) => (
        <OneField key={spec.name} spec={spec} draft={draft} onChange={onChange} error={refused(spec.name)} />
      ))}
    </div>
  );
}

interface OneFieldProps {
  spec: FieldSpec;
  draft: Draft;
  onChange: (draft: Draft) => void;
  error: string | undefined;
}

function OneField({ spec, draft, onChange, error }: OneFieldProps) {
  const { t } = useTranslation('records');
  const label = t(`records.field.${spec.name}`);
  const text = draft.texts[spec.name] ?? '';
  const write = (value: string) => onChange({ ...draft, texts: { ...draft.texts, [spec.name]: value } });
  if (spec.kind === 'record') {
    return <LinkField spec={spec} label={label} draft={draft} onChange={onChange} error={error} />;
  }
  if (spec.kind === 'switch') {
    return (
      <Field label={label}>
        <Switch checked={draft.done} onChange={(_event, { checked }) => onChange({ ...draft, done: checked })} />
      </Field>
    );
  }
  const message = error && { validationMessage: error };
  if (spec.kind === 'choice') {
    return (
      <Field label={label} {...message}>
        <Choice value={text} onChange={(_event, { value }) => write(value)}>
          {'mayBeEmpty' in spec && <option value="">{t('records.none')}</option>}
          {spec.options.map((option) => (
            <option key={option} value={option}>
              {t(`records.option.${option}`)}
            </option>
          ))}
        </Choice>
      </Field>
    );
  }
  return (
    <Field
      label={label}
      required={'required' in spec}
      {...(spec.name === 'emails' && { hint: t('records.emailsHint') })}
      {...message}
    >
      <Input
        value={text}
        type={spec.kind === 'day' ? 'date' : 'text'}
        maxLength={spec.name === 'emails' ? 2600 : 254}
        autoComplete="off"
        input={{ inputMode: spec.kind === 'amount' ? 'decimal' : 'text', style: { minWidth: 0 } }}
        onChange={(_event, { value }) => write(value)}
      />
    </Field>
  );
}

function LinkField({
  spec,
  label,
  draft,
  onChange,
  error,
}: OneFieldProps & { spec: { modules: readonly Module[] }; label: string }) {
  const { t } = useTranslation('records');
  const [first = 'contacts'] = spec.modules;
  const module = draft.linkedModule ?? draft.linked?.module ?? first;
  const pick = (linked: Linked | null) => onChange({ ...draft, linked });
  return (
    <>
      {spec.modules.length > 1 && (
        <Field label={t('records.relatedKind')}>
          <Choice
            value={module}
            onChange={(_event, { value }) => onChange({ ...draft, linked: null, linkedModule: value as Module })}
          >
            {spec.modules.map((each) => (
              <option key={each} value={each}>
                {t(`module.${each}`)}
              </option>
            ))}
          </Choice>
        </Field>
      )}
      <SearchPicker<AnyRecord | Linked, AnyRecord>
        label={label}
        list={{
          path: `/records/${module}`,
          find: ({ search, limit }, signal) => api(`GET /records/${module}`, { query: { search, limit }, signal }),
        }}
        textOf={(item) => ('title' in item ? item.title : titleOf(item))}
        value={draft.linked}
        onChange={(item) => pick(item && { module, id: item.id, title: titleOf(item) })}
        none={t('records.none')}
        error={error}
      />
    </>
  );
}

import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import { AUDIT_ACTIONS, type AuditAction } from '../../../server/platform/audit-actions.ts';
import { Choice } from '../../components/choice.tsx';
import { SearchPicker, useKeepPicked, usePicked } from '../../components/search-picker.tsx';
import { type Filters, NO_FILTERS, PEOPLE } from './filter.ts';

const useStyles = makeStyles({
  row: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(140px, 1fr))',
    gap: '12px',
    alignItems: 'end',
    '@media (max-width: 640px)': { gridTemplateColumns: 'repeat(2, minmax(0, 1fr))' },
  },
  input: { minWidth: 0 },
});

type Area = AuditAction extends `${infer Noun}.${string}` ? Noun : never;

const AREAS = [...new Set(AUDIT_ACTIONS.map((action) => action.split('.')[0] as Area))];

interface AuditFiltersProps {
  value: Filters;
  onChange: (change: Partial<Filters>) => void;
}

/** Who, what, on whom, when and with which outcome. */
export function AuditFilters({ value, onChange: set }: AuditFiltersProps) {
  const styles = useStyles();
  const { t } = useTranslation('audit');
  const keep = useKeepPicked(PEOPLE);
  const who = usePicked(PEOPLE, value.who);
  const whom = usePicked(PEOPLE, value.whom || value.target);
  const isSet = Object.values(value).some(Boolean);
  return (
    <search aria-label={t('audit.filters')} className={styles.row}>
      <SearchPicker
        label={t('audit.who')}
        list={PEOPLE}
        textOf={({ fullName }) => fullName}
        none={t('audit.anybody')}
        value={who}
        onChange={(person) => {
          if (person) keep(person.accountId, person);
          set({ who: person?.accountId ?? '' });
        }}
      />
      <SearchPicker
        label={t('audit.whom')}
        list={PEOPLE}
        textOf={({ fullName }) => fullName}
        none={t('audit.anybody')}
        value={whom}
        onChange={(person) => {
          if (person) keep(person.id, person);
          set({ whom: person?.id ?? '', target: '' });
        }}
      />
      <Field label={t('audit.what')}>
        <Choice
          value={value.action}
          onChange={(_event, { value: action }) => set({ action: action as AuditAction | '' })}
        >
          <option value="">{t('audit.anything')}</option>
          {AREAS.map((area) => (
            <optgroup key={area} label={t(`audit.area.${area}`)}>
              {AUDIT_ACTIONS.filter((action) => action.startsWith(`${area}.`)).map((action) => (
                <option key={action} value={action}>
                  {t(`audit.action.${action}`)}
                </option>
              ))}
            </optgroup>
          ))}
        </Choice>
      </Field>
      <Field label={t('audit.outcome')}>
        <Choice
          value={value.outcome}
          onChange={(_event, { value: outcome }) => set({ outcome: outcome as Filters['outcome'] })}
        >
          <option value="">{t('audit.anyOutcome')}</option>
          <option value="done">{t('audit.done')}</option>
          <option value="refused">{t('audit.refused')}</option>
        </Choice>
      </Field>
      {(['from', 'until'] as const).map((edge) => (
        <Field key={edge} label={t(`audit.${edge}`)}>
          <Input
            type="date"
            className={styles.input}
            input={{ className: styles.input }}
            value={value[edge]}
            onChange={(_event, { value: day }) => set({ [edge]: day })}
          />
        </Field>
      ))}
      {isSet && <Button onClick={() => set(NO_FILTERS)}>{t('audit.unfilter')}</Button>}
    </search>
  );
}

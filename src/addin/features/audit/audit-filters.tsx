import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { AuditPerson } from '../../../server/features/audit/schemas.ts';
import { AUDIT_ACTIONS, type AuditAction } from '../../../server/platform/audit-actions.ts';
import { api } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { type PickList, SearchPicker } from '../records/search-picker.tsx';
import { type Filters, NO_FILTERS, type Somebody } from './filter.ts';

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

const PEOPLE: PickList<AuditPerson> = {
  path: '/audit/people',
  find: (query, signal) => api('GET /audit/people', { query, signal }),
};

/** Who, what, on whom, when and with which outcome. */
export function AuditFilters({ value, onChange }: { value: Filters; onChange: (filters: Filters) => void }) {
  const styles = useStyles();
  const { t } = useTranslation();
  const set = (change: Partial<Filters>) => onChange({ ...value, ...change });
  const isSet = Object.values(value).some(Boolean);
  return (
    <search aria-label={t('audit.filters')} className={styles.row}>
      <SearchPicker<Somebody>
        label={t('audit.who')}
        list={PEOPLE}
        textOf={({ fullName }) => fullName}
        none={t('audit.anybody')}
        value={value.who}
        onChange={(person) => set({ who: person && { ...person, accountId: (person as AuditPerson).accountId } })}
      />
      <SearchPicker<Somebody>
        label={t('audit.whom')}
        list={PEOPLE}
        textOf={({ fullName }) => fullName}
        none={t('audit.anybody')}
        value={value.whom}
        onChange={(person) => set({ whom: person && { ...person, memberId: person.id } })}
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
      {isSet && <Button onClick={() => onChange(NO_FILTERS)}>{t('audit.unfilter')}</Button>}
    </search>
  );
}

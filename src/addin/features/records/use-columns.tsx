import { Badge } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Module } from '../../../server/core/records/schemas.ts';
import { formatAmount } from '../../../server/features/records/amounts.ts';
import type { AnyRecord, RecordOf } from '../../../server/features/records/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import type { Column } from '../../components/list/virtual-table.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { titleOf } from './modules.ts';
import { OwnerName } from './owners.tsx';

/** What the table of one kind of record shows. */
export function useColumns(module: Module): Column<AnyRecord>[] {
  const { t } = useTranslation('records');
  const values = useValueText();
  const column = (key: string, header: string, from?: 'medium' | 'large'): Column<AnyRecord> => ({
    key,
    header,
    ...(from && { from }),
    cell: (record) => values(record, key),
  });
  const title: Column<AnyRecord> = {
    key: 'title',
    header: t(`records.field.${module === 'tasks' ? 'subject' : 'name'}`),
    cell: (record) => (
      <AppLink to={`/${module}/${record.id}`} ofRow>
        {titleOf(record)}
      </AppLink>
    ),
  };
  const owner: Column<AnyRecord> = {
    key: 'owner',
    header: t('records.owner'),
    from: 'medium',
    cell: (record) => <OwnerName owner={record.owner} />,
  };
  const field = (name: FieldKey, from?: 'medium' | 'large') => column(name, t(`records.field.${name}`), from);
  const between: Record<Module, Column<AnyRecord>[]> = {
    leads: [field('company', 'medium'), field('email', 'large'), field('status')],
    contacts: [field('company', 'medium'), field('emails'), field('phone', 'large')],
    deals: [field('stage', 'medium'), field('amount'), field('closeDate', 'large')],
    tasks: [field('dueDate'), field('done', 'medium'), field('related', 'large')],
  };
  return [title, ...between[module], owner];
}

type FieldKey =
  | 'company'
  | 'email'
  | 'status'
  | 'emails'
  | 'phone'
  | 'stage'
  | 'amount'
  | 'closeDate'
  | 'dueDate'
  | 'done'
  | 'related';

/** One field of a record as people read it. */
export function useValueText() {
  const { t, i18n } = useTranslation('records');
  const { day } = useFormat();
  return (record: AnyRecord, name: string) => {
    if (record.module === 'deals' && name === 'amount') {
      return record.amount === null ? null : formatAmount(record.amount, record.currency, i18n.language);
    }
    if (record.module === 'tasks' && name === 'done') return t(record.done ? 'records.isDone' : 'records.isOpen');
    if (name === 'contactId' || name === 'related') {
      const { linked } = record;
      return linked && <AppLink to={`/${linked.module}/${linked.id}`}>{linked.title}</AppLink>;
    }
    const value = (record as Readonly<Record<string, unknown>>)[name];
    if (name === 'status' || name === 'stage') {
      return (
        <Badge appearance="tint" color={value === 'lost' ? 'informative' : 'brand'}>
          {t(`records.option.${value as RecordOf<'leads'>['status'] | RecordOf<'deals'>['stage']}`)}
        </Badge>
      );
    }
    if (name === 'source') return value ? t(`records.option.${value as 'web'}`) : null;
    if (name === 'closeDate' || name === 'dueDate') return typeof value === 'string' ? day(value) : null;
    if (Array.isArray(value)) return value.join(', ');
    return typeof value === 'string' ? value : null;
  };
}

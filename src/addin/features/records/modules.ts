import type { FluentIcon } from '@fluentui/react-icons';
import { ClipboardTaskRegular } from '@fluentui/react-icons/svg/clipboard-task';
import { ContactCardRegular } from '@fluentui/react-icons/svg/contact-card';
import { HandshakeRegular } from '@fluentui/react-icons/svg/handshake';
import { TargetArrowRegular } from '@fluentui/react-icons/svg/target-arrow';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { AnyRecord, RecordOf } from '../../../server/features/records/schemas.ts';

type Lead = RecordOf<'leads'>;

const LEAD_STATUSES = ['new', 'contacted', 'qualified', 'lost'] as const satisfies readonly Lead['status'][];
const LEAD_SOURCES = ['web', 'referral', 'event', 'campaign', 'other'] as const satisfies readonly Lead['source'][];
const DEAL_STAGES = [
  'qualification',
  'proposal',
  'negotiation',
  'won',
  'lost',
] as const satisfies readonly RecordOf<'deals'>['stage'][];

export type FieldName =
  | 'name'
  | 'company'
  | 'email'
  | 'emails'
  | 'phone'
  | 'status'
  | 'source'
  | 'firstName'
  | 'lastName'
  | 'amount'
  | 'currency'
  | 'stage'
  | 'closeDate'
  | 'contactId'
  | 'subject'
  | 'dueDate'
  | 'done'
  | 'related';

/** How one field is shown and filled in. */
export type FieldSpec =
  | { name: 'name' | 'lastName' | 'subject'; kind: 'text'; required: true }
  | { name: 'company' | 'firstName' | 'phone' | 'currency' | 'email' | 'emails'; kind: 'text' }
  | { name: 'amount'; kind: 'amount' }
  | { name: 'closeDate' | 'dueDate'; kind: 'day' }
  | { name: 'done'; kind: 'switch' }
  | { name: 'status'; kind: 'choice'; options: typeof LEAD_STATUSES }
  | { name: 'source'; kind: 'choice'; options: typeof LEAD_SOURCES; mayBeEmpty: true }
  | { name: 'stage'; kind: 'choice'; options: typeof DEAL_STAGES }
  | { name: 'contactId' | 'related'; kind: 'record'; modules: readonly Module[] };

/** The fields of each kind of record, in the order of the form. */
export const FIELD_SPECS: Record<Module, readonly FieldSpec[]> = {
  leads: [
    { name: 'name', kind: 'text', required: true },
    { name: 'company', kind: 'text' },
    { name: 'email', kind: 'text' },
    { name: 'phone', kind: 'text' },
    { name: 'status', kind: 'choice', options: LEAD_STATUSES },
    { name: 'source', kind: 'choice', options: LEAD_SOURCES, mayBeEmpty: true },
  ],
  contacts: [
    { name: 'firstName', kind: 'text' },
    { name: 'lastName', kind: 'text', required: true },
    { name: 'emails', kind: 'text' },
    { name: 'phone', kind: 'text' },
    { name: 'company', kind: 'text' },
  ],
  deals: [
    { name: 'name', kind: 'text', required: true },
    { name: 'amount', kind: 'amount' },
    { name: 'currency', kind: 'text' },
    { name: 'stage', kind: 'choice', options: DEAL_STAGES },
    { name: 'closeDate', kind: 'day' },
    { name: 'contactId', kind: 'record', modules: ['contacts'] },
  ],
  tasks: [
    { name: 'subject', kind: 'text', required: true },
    { name: 'dueDate', kind: 'day' },
    { name: 'done', kind: 'switch' },
    { name: 'related', kind: 'record', modules: ['leads', 'contacts', 'deals'] },
  ],
};

export const MODULE_ICONS: Record<Module, FluentIcon> = {
  leads: TargetArrowRegular,
  contacts: ContactCardRegular,
  deals: HandshakeRegular,
  tasks: ClipboardTaskRegular,
};

/** What people call a record. */
export function titleOf(record: AnyRecord): string {
  if (record.module === 'contacts') return [record.firstName, record.lastName].filter(Boolean).join(' ');
  return record.module === 'tasks' ? record.subject : record.name;
}

import type { AnyRecord, Module, RecordRef } from '../../../server/features/records/schemas.ts';
import { FIELD_SPECS, type FieldName, type FieldSpec } from './modules.ts';

export type Linked = RecordRef & { title: string };

/** A record while somebody fills it in: texts as they are typed. */
export interface Draft {
  texts: Partial<Record<FieldName, string>>;
  done: boolean;
  linked: Linked | null;
  /** The kind of record that is being looked for, where there are several. */
  linkedModule?: Module;
}

/** How many digits a currency has behind the comma. */
export function currencyDigits(currency: string): number {
  if (!/^[A-Z]{3}$/.test(currency)) return 2;
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
}

export function toDraft(module: Module, record?: AnyRecord): Draft {
  const values = record as Readonly<Record<string, unknown>> | undefined;
  const currency = record?.module === 'deals' ? record.currency : 'EUR';
  const texts: Draft['texts'] = {};
  for (const spec of FIELD_SPECS[module]) {
    const { name, kind } = spec;
    const value = values ? values[name] : firstChoice(spec);
    if (kind === 'amount' && typeof value === 'number') {
      const digits = currencyDigits(currency);
      texts[name] = (value / 10 ** digits).toFixed(digits);
    } else if (Array.isArray(value)) texts[name] = value.join('; ');
    else if (typeof value === 'string') texts[name] = value;
  }
  if (!record && module === 'deals') texts.currency = currency;
  return { texts, done: record?.module === 'tasks' && record.done, linked: record?.linked ?? null };
}

/** What a choice that can't be empty begins with. */
function firstChoice(spec: FieldSpec): string | undefined {
  return spec.kind === 'choice' && !('mayBeEmpty' in spec) ? spec.options[0] : undefined;
}

/**
 * What the server is told of a draft. An amount that is no number becomes NaN, which JSON writes as null, so the form
 * asks `isAmount` first.
 */
export function toBody(module: Module, draft: Draft): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const { name, kind } of FIELD_SPECS[module]) {
    const text = draft.texts[name]?.trim() ?? '';
    if (kind === 'switch') body[name] = draft.done;
    else if (kind === 'amount') body[name] = amountOf(draft);
    else if (name === 'contactId') body[name] = draft.linked?.id ?? null;
    else if (name === 'related') body[name] = draft.linked && { module: draft.linked.module, id: draft.linked.id };
    else if (name === 'emails') body[name] = text.split(/[;,\s]+/).filter(Boolean);
    else if (name === 'currency') body[name] = text.toUpperCase();
    else body[name] = text === '' ? null : text;
  }
  return body;
}

/** The amount in the smallest unit of the currency; null when there is none. */
function amountOf({ texts }: Draft): number | null {
  const text = texts.amount?.trim().replace(/[\s\u202f\u00a0]/g, '') ?? '';
  if (text === '') return null;
  const digits = currencyDigits(texts.currency?.trim().toUpperCase() ?? '');
  return Math.round(Number(text.replace(',', '.')) * 10 ** digits);
}

export function isAmount(draft: Draft): boolean {
  const amount = amountOf(draft);
  return amount === null || (Number.isSafeInteger(amount) && amount >= 0);
}

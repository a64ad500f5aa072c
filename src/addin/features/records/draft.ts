import { readEmails, writeEmails } from '../../../server/core/records/email-list.ts';
import type { Module, RecordRef } from '../../../server/core/records/schemas.ts';
import {
  type AmountRead,
  type AmountRefusal,
  plainAmount,
  readAmount,
} from '../../../server/features/records/amounts.ts';
import type { AnyRecord, RecordBody } from '../../../server/features/records/schemas.ts';
import { FIELD_SPECS, type FieldName, type FieldSpec } from './modules.ts';

export type Linked = RecordRef & { title: string };

/** A record being edited: texts as typed. */
export interface Draft {
  texts: Partial<Record<FieldName, string>>;
  done: boolean;
  linked: Linked | null;
  /** The kind of record that is being looked for, where there are several. */
  linkedModule?: Module;
}

export function toDraft(module: Module, record?: AnyRecord): Draft {
  const values = record as Readonly<Record<string, unknown>> | undefined;
  const currency = record?.module === 'deals' ? record.currency : 'EUR';
  const texts: Draft['texts'] = {};
  for (const spec of FIELD_SPECS[module]) {
    const { name, kind } = spec;
    const value = values ? values[name] : firstChoice(spec);
    if (kind === 'amount' && typeof value === 'number') texts[name] = plainAmount(value, currency);
    else if (Array.isArray(value)) texts[name] = writeEmails(value);
    else if (typeof value === 'string') texts[name] = value;
  }
  if (!record && module === 'deals') texts.currency = currency;
  return { texts, done: record?.module === 'tasks' && record.done, linked: record?.linked ?? null };
}

/** What a choice that can't be empty begins with. */
function firstChoice(spec: FieldSpec): string | undefined {
  return spec.kind === 'choice' && !('mayBeEmpty' in spec) ? spec.options[0] : undefined;
}

/** What the server is told of a draft, whose amount has to be readable (see `amountRefusal`). */
export function toBody(module: Module, draft: Draft): RecordBody {
  const body: Partial<Record<FieldName, unknown>> = {};
  for (const { name, kind } of FIELD_SPECS[module]) {
    const text = draft.texts[name]?.trim() ?? '';
    if (kind === 'switch') body[name] = draft.done;
    else if (kind === 'amount') body[name] = amountOf(draft);
    else if (name === 'contactId') body[name] = draft.linked?.id ?? null;
    else if (name === 'related') body[name] = draft.linked && { module: draft.linked.module, id: draft.linked.id };
    else if (name === 'emails') body[name] = readEmails(text);
    else if (name === 'currency') body[name] = text.toUpperCase();
    else body[name] = text === '' ? null : text;
  }
  // Field by field, after the specifications of the module, which are checked against its schema.
  return body as RecordBody;
}

function amountOf(draft: Draft): number | null {
  const read = readDraft(draft);
  return read && 'amount' in read ? read.amount : null;
}

/** The amount that was typed; null when there is none. */
function readDraft({ texts }: Draft): AmountRead | AmountRefusal | null {
  const text = texts.amount?.trim() ?? '';
  return text === '' ? null : readAmount(text, { currency: texts.currency?.trim().toUpperCase() || null });
}

/** Why the amount can't be saved as it was typed; null when it can. */
export function amountRefusal(draft: Draft): AmountRefusal | null {
  const read = readDraft(draft);
  return read && 'code' in read ? read : null;
}

import type { UpdateQuery } from 'mongoose';
import { z } from 'zod';
import * as audit from '../../core/audit/service.ts';
import * as owners from '../../core/members/owners.ts';
import * as members from '../../core/members/service.ts';
import { historyModel, type RecordRow, recordModel } from '../../core/records/model.ts';
import type { Fields, Module } from '../../core/records/schemas.ts';
import { validate } from '../../http/validate.ts';
import { normalizeLoginId } from '../../platform/login-id.ts';
import { defineLongWork } from '../../platform/long-work.ts';
import { Problem } from '../../platform/problem.ts';
import type { ProblemCode } from '../../platform/problem-codes.ts';
import type { Tx } from '../../platform/services.ts';
import { event, newRecord } from '../records/change-records.ts';
import { CREATE_BODIES, DEFAULTS, FIELDS } from '../records/schemas.ts';
import { readRow } from './csv-rules.ts';
import {
  type ImportChunkRow,
  type ImportRow,
  importChunkModel,
  importModel,
  type RefusedRow,
  type RowResult,
} from './model.ts';
import { shortened } from './store-rows.ts';

/** So many of the rows that were refused are shown at once. */
const MOST_SHOWN = 10;

/** A row that its schema has accepted, or why not. */
type Checked = { fields: Fields; owner: string | null } | Omit<RowResult, 'recordId'>;

/**
 * REC-1: turns the chunks of an import into records, each in one transaction with its results, so that a run that was
 * cut off goes on where it was and no row becomes a record twice.
 */
export const imports = defineLongWork<ImportRow>({
  name: 'record.import',
  model: importModel,
  open: ['waiting', 'running'],
  async run(run) {
    while (await run.step(importChunk));
  },
  end: finish,
});

async function importChunk(tx: Tx, row: ImportRow): Promise<UpdateQuery<ImportRow> | null> {
  const { uploadId, nextChunk } = row;
  const which = { importId: row._id, uploadId, number: nextChunk };
  const chunk = await importChunkModel(tx.db).findOne(which).session(tx.transaction).lean<ImportChunkRow>();
  if (!chunk) return null;
  const results = await importRows(tx, row, chunk);
  const created = results.filter(({ recordId }) => recordId !== null).length;
  // Of what became a record the record is kept; of the others, enough to find them.
  const rows = chunk.rows.map((cells, place) => (results[place]?.recordId ? cells : shortened(cells)));
  await importChunkModel(tx.db).updateOne(which, { $set: { results, rows } }, { session: tx.transaction });
  return {
    $set: {
      nextChunk: nextChunk + 1,
      firstRefused: [...(row.firstRefused ?? []), ...refusedOf(chunk, results)].slice(0, MOST_SHOWN),
    },
    $inc: { processed: results.length, created, refused: results.length - created },
  };
}

function refusedOf({ firstRow, lines }: ImportChunkRow, results: readonly RowResult[]): RefusedRow[] {
  return results.flatMap(({ recordId, field, code, values = {} }, place) =>
    recordId === null && code !== null
      ? [{ row: firstRow + place, line: lines?.[place] ?? null, field, code, values }]
      : [],
  );
}

async function importRows(tx: Tx, row: ImportRow, { rows, refusals = [] }: ImportChunkRow): Promise<RowResult[]> {
  const early = new Map(refusals.map(({ place, ...refusal }) => [place, refusal]));
  const checked = await Promise.all(rows.map((cells, place) => early.get(place) ?? check(row, cells)));
  const ownerOf = await findRowOwners(tx, row, checked);
  const who = {
    organization: { id: row.organizationId },
    account: { id: row.requestedBy.accountId },
  };
  const records: RecordRow[] = [];
  const { module } = row;
  const results = checked.map((each): RowResult => {
    if ('code' in each) return { recordId: null, ...each };
    const owner = ownerOf(each.owner);
    if (owner.code !== null) return { recordId: null, field: 'owner', code: owner.code };
    const record = newRecord(tx, who, { module, ownerId: owner.id, fields: each.fields });
    records.push(record);
    return { recordId: record._id, field: null, code: null };
  });
  if (records.length > 0) {
    await recordModel(tx.db).insertMany(records, { session: tx.transaction, lean: true });
    const events = records.map(({ _id }) => event(tx, who, _id, { kind: 'created', importId: row._id }));
    await historyModel(tx.db).insertMany(events, { session: tx.transaction, lean: true });
  }
  return results;
}

async function check(row: ImportRow, cells: readonly string[]): Promise<Checked> {
  const { module, columns } = row;
  const { body: read, refusals } = readRow(module, columns, cells, row);
  const { owner = null, ...body } = read;
  try {
    const given = await validate(CREATE_BODIES[module], body);
    const fields = { ...DEFAULTS[module], ...given } as Fields;
    return { fields, owner: typeof owner === 'string' ? normalizeLoginId(owner) : null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const [first] = error.extras.errors ?? [];
    const field = first?.field.split('.', 1)[0] ?? null;
    const code = first?.code ?? 'invalid';
    const unread = field === null ? undefined : refusals.get(field);
    return { field, ...(unread ?? { code, values: namedBy(module, field, code) }) };
  }
}

/** What the sentence of a refusal names, so that it says what to write instead. */
function namedBy(module: Module, field: string | null, code: string): Record<string, string> {
  if (field === 'done') return { possible: 'true, false' };
  if (code === 'invalid_format' && (field === 'email' || field === 'emails')) return { example: 'ada@example.com' };
  const schema = Object.entries(FIELDS[module].shape).find(([name]) => name === field)?.[1];
  const choices = schema instanceof z.ZodNullable ? schema.unwrap() : schema;
  return choices instanceof z.ZodEnum ? { possible: choices.options.join(', ') } : {};
}

/** Whom the rows name as owner, held as active; whoever imports owns the others. */
async function findRowOwners(
  tx: Tx,
  { organizationId, memberId }: ImportRow,
  rows: readonly Checked[],
): Promise<(loginId: string | null) => { id: string; code: 'owner_inactive' | 'unknown_owner' | null }> {
  const organization = organizationId;
  const loginIds = [...new Set(rows.flatMap((row) => ('owner' in row && row.owner !== null ? [row.owner] : [])))];
  const named = await members.amongLoginIds(tx, organization, loginIds);
  const importer = memberId;
  const ids = [...new Set([importer, ...[...named.values()].map(({ id }) => id)])];
  const active = await owners.holdActive(tx, organization, ids);
  return (loginId) => {
    const id = loginId === null ? importer : named.get(loginId)?.id;
    if (id === undefined) return { id: '', code: 'unknown_owner' };
    return { id, code: active.has(id) ? null : 'owner_inactive' };
  };
}

async function finish(tx: Tx, row: ImportRow, problem: ProblemCode | null): Promise<Partial<ImportRow>> {
  const { _id, module, requestedBy, created, refused } = row;
  const { accountId, loginId, address } = requestedBy;
  await audit.record(tx, {
    actor: { account: { id: accountId, loginId }, address },
    organizationId: row.organizationId,
    action: problem ? 'record.import-failed' : 'record.import-done',
    target: { kind: module, id: _id, label: '' },
    details: { created, refused, ...(problem && { problem }) },
  });
  return { status: problem ? 'failed' : 'done', problem, finishedAt: tx.clock.now() };
}

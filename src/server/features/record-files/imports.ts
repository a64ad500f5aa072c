import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import type { Module } from '../../core/records/schemas.ts';
import { fieldSentence, type Translate, translator } from '../../i18n/translate.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { type ImportChunkRow, type ImportRow, importChunkModel, importModel } from './model.ts';
import { imports } from './run-import.ts';
import type { Import } from './schemas.ts';

/** How far an import is. @throws Problem `not_found`, also for somebody else's. */
export async function showImport(
  services: Services,
  { actor }: Authorized<'record.import'>,
  importId: string,
): Promise<Import> {
  return presentImport(services, await findImport(services, actor, { _id: importId }));
}

/**
 * What came of each row, as CSV: `row`, `outcome` (`created`, `refused`, `waiting`), `id` of the record, `field`, `code`
 * and `message` of the refusal, in the reader's language, then the row as it was sent.
 * @throws Problem `not_found`.
 */
export async function importResults(
  services: Services,
  { actor }: Authorized<'record.import'>,
  importId: string,
): Promise<Readable> {
  const row = await findImport(services, actor, { _id: importId });
  const header = ['row', 'outcome', 'id', 'field', 'code', 'message', ...row.header];
  const lines = stringify({
    bom: true,
    escape_formulas: true,
    header: true,
    columns: header.map((name, index) => ({ key: `${index}`, header: name })),
  });
  return Readable.from(resultRows(services, row, translator(actor.account.language))).compose<Readable>(
    lines,
  ) as Readable;
}

async function* resultRows({ db }: Services, { _id, uploadId }: ImportRow, t: Translate): AsyncGenerator<string[]> {
  const chunks = importChunkModel(db).find({ importId: _id, uploadId }).sort({ number: 1 }).lean<ImportChunkRow[]>();
  for await (const chunk of chunks.cursor({ batchSize: 4 })) {
    for (const [place, cells] of chunk.rows.entries()) {
      const result = chunk.results?.[place];
      const outcome = result ? (result.recordId ? 'created' : 'refused') : 'waiting';
      yield [
        `${chunk.firstRow + place}`,
        outcome,
        result?.recordId ?? '',
        result?.field ?? '',
        result?.code ?? '',
        result?.code ? fieldSentence(t, result.code, result.values) : '',
        ...cells,
      ];
    }
  }
}

export async function findImport(
  { db }: Services,
  { organization, member }: MemberActor,
  which: { _id: string } | { module: Module; key: string },
): Promise<ImportRow> {
  const row = await importModel(db)
    .findOne({ organizationId: organization.id, memberId: member.id, ...which })
    .lean<ImportRow>();
  if (!row) throw new Problem('not_found');
  return row;
}

export function presentImport({ clock }: Services, row: ImportRow): Import {
  const { module, status, rows, processed, created, refused, header, columns } = row;
  return {
    id: row._id,
    module,
    status,
    rows,
    processed,
    created,
    refused,
    ignoredColumns: header.filter((_name, index) => columns[index] === null),
    // Imports of earlier versions could not fail.
    problem: row.problem ?? null,
    stuck: imports.isStuck(row, clock.now()),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

import type { Readable } from 'node:stream';
import type { Module } from '../../core/records/schemas.ts';
import { fieldSentence, type Translate, translator } from '../../i18n/translate.ts';
import type { MemberActor } from '../../platform/actor.ts';
import type { Authorized } from '../../platform/authorize.ts';
import { csvFile, withoutMarks } from '../../platform/csv.ts';
import { Problem } from '../../platform/problem.ts';
import type { Services } from '../../platform/services.ts';
import { columnNames } from './columns.ts';
import { type ImportChunkRow, type ImportRow, importChunkModel, importModel } from './model.ts';
import { imports } from './run-import.ts';
import type { Import } from './schemas.ts';

/** How far an import is. @throws Problem `not_found`, also for somebody else's. */
export async function showImport(
  services: Services,
  { actor }: Authorized<'record.import'>,
  importId: string,
): Promise<Import> {
  return presentImport(services, actor, await findImport(services, actor, { _id: importId }));
}

/**
 * What came of each row, as CSV: `row`, `outcome` (`created`, `refused`, `waiting`), `id` of the record, `field`, `code`
 * and `message` of the refusal, in the reader's language, `line` and `column` of the file, then the row as it was sent;
 * of one that was refused, its first kilobyte.
 * @throws Problem `not_found`.
 */
export async function importResults(
  services: Services,
  { actor }: Authorized<'record.import'>,
  importId: string,
): Promise<Readable> {
  const row = await findImport(services, actor, { _id: importId });
  const header = ['row', 'outcome', 'id', 'field', 'code', 'message', 'line', 'column', ...row.header];
  return csvFile(header, resultRows(services, row, translator(actor.account.language)));
}

async function* resultRows({ db }: Services, row: ImportRow, t: Translate): AsyncGenerator<string[]> {
  const { _id, uploadId } = row;
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
        `${chunk.lines?.[place] ?? ''}`,
        columnOf(row, result?.field ?? null) ?? '',
        // Read as they will be once more, for they are marked again on their way out.
        ...row.header.map((_name, index) => withoutMarks(cells[index] ?? '')),
      ];
    }
  }
}

/**
 * A file with nothing but the columns, in the reader's language, parted as the spreadsheets of that language part them.
 */
export function templateOf({ actor }: Authorized<'record.import'>, module: Module): string {
  const { language } = actor.account;
  return `\uFEFF${columnNames(module, language).join(language === 'fr' ? ';' : ',')}\r\n`;
}

/** What the file calls the column of a field. */
function columnOf({ header, columns }: ImportRow, field: string | null): string | null {
  return field === null ? null : (header[columns.indexOf(field)] ?? null);
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

export function presentImport({ clock }: Services, { account }: MemberActor, row: ImportRow): Import {
  const t = translator(account.language);
  const { module, status, rows, processed, created, refused, header, columns } = row;
  return {
    id: row._id,
    module,
    status,
    rows,
    processed,
    created,
    refused,
    // Lacking in imports of earlier versions.
    firstRefused: (row.firstRefused ?? []).map(({ values, ...refused }) => ({
      ...refused,
      column: columnOf(row, refused.field),
      message: fieldSentence(t, refused.code, values),
    })),
    ignoredColumns: header.filter((name, index) => columns[index] === null && name !== ''),
    // Imports of earlier versions could not fail.
    problem: row.problem ?? null,
    stuck: imports.isStuck(row, clock.now()),
    createdAt: row.createdAt.toISOString(),
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}

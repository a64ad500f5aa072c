import { pipeline, Readable } from 'node:stream';
import { CsvError, parse } from 'csv-parse';
import { Problem } from '../../platform/problem.ts';
import { delimiterOf } from './csv-rules.ts';

/** Longer rows, in bytes, are no rows of records; a quote that is never closed ends here. */
const LONGEST_ROW = 64 * 1024;

/**
 * The rows of a CSV file (RFC 4180; comma, semicolon or tab; UTF-8), the header first, one at a time.
 * @throws Problem `malformed_csv`, with the line where that is known.
 */
export async function* readCsv(file: Readable): AsyncGenerator<string[]> {
  const texts = decode(file);
  const beginning = await readLine(texts);
  const parser = parse({
    delimiter: delimiterOf(beginning.split(/\r?\n/, 1)[0] ?? ''),
    relax_column_count: true,
    skip_empty_lines: true,
    max_record_size: LONGEST_ROW,
  });
  pipeline(Readable.from(continued(beginning, texts)), parser, () => undefined);
  try {
    for await (const row of parser) yield row as string[];
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const line = typeof error.lines === 'number' ? error.lines : 0;
    throw new Problem('malformed_csv', { details: { line }, cause: error });
  }
}

/** Text of a file in UTF-8, without its byte order mark. The file stays open, so that a refusal can be answered. */
async function* decode(file: Readable): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of file.iterator({ destroyOnReturn: false })) {
      yield decoder.decode(chunk as Uint8Array, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    // What the decoder throws for bytes that are no UTF-8.
    if (error instanceof TypeError) throw new Problem('malformed_csv', { cause: error });
    throw error;
  }
}

/** At least the first line, if there is one. */
async function readLine(texts: AsyncGenerator<string>): Promise<string> {
  let beginning = '';
  while (!beginning.includes('\n') && beginning.length < LONGEST_ROW) {
    const { done, value } = await texts.next();
    if (done) break;
    beginning += value;
  }
  return beginning;
}

async function* continued(beginning: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  yield beginning;
  yield* texts;
}

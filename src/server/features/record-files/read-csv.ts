import { pipeline, Readable } from 'node:stream';
import { CsvError, type Info, type Options, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { Problem } from '../../platform/problem.ts';

/** A row of a file, and the line on which it begins. */
export interface CsvRow {
  cells: string[];
  line: number;
}

/** What separates columns; where nothing tells two of them apart, the first. */
const DELIMITERS = [',', ';', '\t', '|'] as const;

/** So many characters are looked at before the first row is read. */
const BEGINNING = 16 * 1024;

/** So many bytes tell the encoding. */
const SAMPLE = 64;

/** In bytes. What is longer is a quote that is never closed rather than a row; each of these is held in memory. */
const LONGEST = 256 * 1024;

/** A quote inside a cell that does not begin with one is part of its text. */
const OPTIONS = {
  relax_quotes: true,
  relax_column_count: true,
  skip_empty_lines: true,
  ltrim: true,
  record_delimiter: '\n',
  max_record_size: LONGEST,
} as const satisfies Options;

/**
 * The rows of a CSV file (RFC 4180; comma, semicolon, tab or bar, or what a first line `sep=` says; UTF-8 or UTF-16),
 * the header first, one at a time.
 * @param known how many of these names of columns mean something.
 * @throws Problem `malformed_csv` with the line, and the column where it is one cell's, and the `reason`: `encoding`,
 *   or `quote` for a cell without an end.
 */
export async function* readCsv(
  file: AsyncIterable<Uint8Array>,
  known: (header: readonly string[]) => number,
): AsyncGenerator<CsvRow> {
  const texts = textsOf(file);
  let beginning = '';
  while (beginning.length < BEGINNING) {
    const { done, value } = await texts.next();
    if (done) break;
    beginning += value;
  }
  // Excel's own way to say what separates the columns.
  const said = /^\s*"?sep=([^\n"])"?[\s,;]*?(?:\n|$)/i.exec(beginning);
  if (said) beginning = beginning.slice(said[0].length);
  const linesBefore = said ? said[0].split('\n').length - 1 : 0;
  const delimiter = said?.[1] ?? delimiterOf(beginning, known);
  let read = { lines: 0, empty_lines: 0 };
  const parser = parse({
    ...OPTIONS,
    delimiter,
    info: true,
    on_record(record: string[], { lines, empty_lines }) {
      read = { lines, empty_lines };
      return record;
    },
  });
  pipeline(Readable.from(continued(beginning, texts)), parser, () => undefined);
  try {
    for await (const { record: cells, info } of parser as AsyncIterable<{ record: string[]; info: Info }>) {
      if (isEmpty(cells)) continue;
      // The library counts the line on which a row ends.
      const within = cells.reduce((sum, cell) => sum + cell.split('\n').length - 1, 0);
      yield { cells, line: linesBefore + info.lines - within };
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    const { empty_lines, column } = error as CsvError & { empty_lines: number; column: number };
    const line = linesBefore + read.lines + 1 + empty_lines - read.empty_lines;
    throw new Problem('malformed_csv', { details: { reason: 'quote', line, column: column + 1 }, cause: error });
  }
}

/** Spreadsheets write rows of separators alone below a table. */
function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

/** What separates the columns: that with which most names of the first row are known, then that which finds most columns. */
export function delimiterOf(beginning: string, known: (header: readonly string[]) => number = () => 0): string {
  const headers = DELIMITERS.map((delimiter) => ({ delimiter, header: headerBy(delimiter, beginning) }));
  const best = headers.reduce((one, other) => {
    const more = known(other.header) - known(one.header) || other.header.length - one.header.length;
    return more > 0 ? other : one;
  });
  return best.delimiter;
}

function headerBy(delimiter: string, beginning: string): string[] {
  try {
    return (
      (parseNow(beginning, { ...OPTIONS, delimiter, skip_records_with_empty_values: true, to: 1 }) as string[][])[0] ??
      []
    );
  } catch (error) {
    if (error instanceof CsvError) return [];
    throw error;
  }
}

async function* continued(beginning: string, texts: AsyncGenerator<string>): AsyncGenerator<string> {
  yield beginning;
  yield* texts;
}

/** The text of a file without its byte order mark, each of its lines ended by LF. */
async function* textsOf(file: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  let decoder: TextDecoder | null = null;
  let line = 1;
  let open: Uint8Array = new Uint8Array();
  let held = '';
  for await (const bytes of withBeginning(file)) {
    decoder ??= decoderFor(bytes);
    let text: string;
    try {
      text = held + decoder.decode(bytes, { stream: true });
    } catch (error) {
      throw unreadable(error, line, [open, bytes]);
    }
    // It may be half of a CRLF.
    held = text.endsWith('\r') ? '\r' : '';
    text = withLf(text.slice(0, text.length - held.length));
    line += text.split('\n').length - 1;
    open = bytes.subarray(Math.max(bytes.lastIndexOf(0x0a), bytes.lastIndexOf(0x0d)) + 1);
    yield text;
  }
  try {
    yield withLf(held + (decoder?.decode() ?? ''));
  } catch (error) {
    throw unreadable(error, line, [open]);
  }
}

function withLf(text: string): string {
  return text.replace(/\r\n?/g, '\n');
}

/** The same bytes, at the beginning enough of them to tell the encoding. */
async function* withBeginning(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let beginning: Uint8Array | null = new Uint8Array();
  for await (const bytes of file) {
    if (!beginning) {
      yield bytes;
      continue;
    }
    beginning = Buffer.concat([beginning, bytes]);
    if (beginning.length < SAMPLE) continue;
    yield beginning;
    beginning = null;
  }
  if (beginning) yield beginning;
}

/** UTF-8, which has to be valid, or UTF-16 by its byte order mark or by the zeros of its Latin letters. */
function decoderFor(bytes: Uint8Array): TextDecoder {
  const [first = 0, second = 0] = bytes;
  const sample = [...bytes.subarray(0, SAMPLE)];
  const [even = 0, odd = 0] = [0, 1].map((side) => sample.filter((byte, at) => byte === 0 && at % 2 === side).length);
  const isWide = (even + odd) * 4 > sample.length;
  if ((first === 0xff && second === 0xfe) || (isWide && odd > even)) return new TextDecoder('utf-16le');
  if ((first === 0xfe && second === 0xff) || (isWide && even > odd)) return new TextDecoder('utf-16be');
  return new TextDecoder('utf-8', { fatal: true });
}

/** @param pieces from the beginning of the line on. */
function unreadable(error: unknown, line: number, pieces: readonly Uint8Array[]): unknown {
  // What the decoder throws for bytes that are no UTF-8.
  if (!(error instanceof TypeError)) return error;
  const text = new TextDecoder().decode(Buffer.concat(pieces));
  const lines = withLf(text.slice(0, text.indexOf('\uFFFD'))).split('\n').length - 1;
  return new Problem('malformed_csv', { details: { reason: 'encoding', line: line + lines }, cause: error });
}

import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';

/** What begins a formula for a spreadsheet, in full width too (ASVS 5.0, 1.2.10). */
const FORMULA = '[=+\\-@\\t\\r＝＋－＠]';

/** What spreadsheets of other countries part cells at; for them quotes count only at the beginning of a line. */
const LIST_SEPARATOR = '[;\\t|]';

const beginning = new RegExp(`^'*(?=${FORMULA})`);
const behindSeparator = new RegExp(`(?<=${LIST_SEPARATOR})'*(?=${FORMULA})`, 'g');
const markedBehindSeparator = new RegExp(`(?<=${LIST_SEPARATOR})'+(?=${FORMULA})`, 'g');
const marked = new RegExp(`(?<=^|${LIST_SEPARATOR})'('*)(?=${FORMULA})`, 'g');

/**
 * A text that no spreadsheet takes for a formula: an apostrophe before whatever begins one. One that has apostrophes
 * there already gets another, so that `withoutMarks` gives back every text as it was.
 */
function withMarks(text: string, isFirstCell: boolean): string {
  return text.replace(beginning, "$&'").replace(isFirstCell ? markedBehindSeparator : behindSeparator, "$&'");
}

/** What was written by `csvFile`. */
export function withoutMarks(text: string): string {
  return text.replace(marked, '$1');
}

/**
 * A table as a CSV file (RFC 4180, UTF-8 with a byte order mark), written while it is read.
 * @param rows their cells in the order of the columns, or by the columns' names.
 */
export function csvFile(columns: readonly string[], rows: Iterable<object> | AsyncIterable<object>): Readable {
  const format = stringify({
    bom: true,
    header: true,
    columns: columns.map((header, index) => ({ key: header || String(index), header })),
    quoted_match: new RegExp(LIST_SEPARATOR),
    cast: {
      string: (text, { index }) => withMarks(text, index === 0),
      object: (value, { index }) => withMarks(JSON.stringify(value), index === 0),
    },
  });
  return Readable.from(rows).compose<Readable>(format) as Readable;
}

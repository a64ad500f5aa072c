import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

export type Cell = string | number | null;

/** A Markdown table whose columns line up; numbers to the right, nothing as a dash. */
export function table(head: readonly string[], rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((row) => row.map(show));
  const widths = head.map((title, column) =>
    Math.max(3, title.length, ...texts.map((row) => row[column]?.length ?? 0)),
  );
  const isNumeric = head.map(
    (_, column) => column > 0 && rows.every((row) => typeof row[column] !== 'string' || /^[\d.]/.test(row[column])),
  );
  const line = (cells: readonly string[]) =>
    `| ${widths.map((width, column) => pad(cells[column] ?? '', width, isNumeric[column] === true)).join(' | ')} |`;
  const rule = widths.map((width, column) => (isNumeric[column] ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width)));
  return [line(head), line(rule), ...texts.map(line)].join('\n');
}

/** When and on what these figures were taken. */
export function occasion(now: Date): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `Taken on ${now.toISOString().slice(0, 10)} with Node ${process.version} on ${availableParallelism()} cores (${model}), ${memory} GB, ${type()} ${release().split('-')[0]}.`;
}

export function megabytes(bytes: number): number {
  return bytes / 1e6;
}

export function kilobytes(bytes: number): number {
  return bytes / 1e3;
}

/** Three figures are what such measures are good for. */
function show(cell: Cell): string {
  if (cell === null) return '–';
  if (typeof cell === 'string') return cell;
  if (cell >= 100) return Math.round(cell).toLocaleString('en-US');
  return cell.toFixed(cell >= 10 ? 1 : 2);
}

function pad(text: string, width: number, right: boolean): string {
  return right ? text.padStart(width) : text.padEnd(width);
}

import { makeStyles, mergeClasses, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  room: { position: 'relative', overflow: 'auto', maxHeight: '360px' },
  hidden: { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' },
  table: { width: '100%', borderCollapse: 'separate', borderSpacing: 0 },
  head: {
    position: 'sticky',
    top: 0,
    padding: '6px 12px 6px 0',
    textAlign: 'end',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':first-child': { textAlign: 'start' },
  },
  cell: {
    padding: '6px 12px 6px 0',
    textAlign: 'end',
    fontVariantNumeric: 'tabular-nums',
    fontWeight: tokens.fontWeightRegular,
    overflowWrap: 'anywhere',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  first: { textAlign: 'start', minWidth: '96px' },
});

export interface ReportTableProps {
  label: string;
  columns: readonly string[];
  /** The first cell names the row. */
  rows: readonly { key: string; cells: readonly ReactNode[] }[];
  /** Read out, not shown: the chart is. */
  isHidden: boolean;
}

/** What a chart shows, in figures. */
export function ReportTable({ label, columns, rows, isHidden }: ReportTableProps) {
  const styles = useStyles();
  return (
    // What scrolls has to be reached by keyboard.
    <div className={isHidden ? styles.hidden : styles.room} {...(!isHidden && { tabIndex: 0 })}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column} scope="col" className={styles.head}>
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, cells: [name, ...values] }) => (
            <tr key={key}>
              <th scope="row" className={mergeClasses(styles.cell, styles.first)}>
                {name}
              </th>
              {values.map((value, index) => (
                <td key={columns[index + 1]} className={styles.cell}>
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

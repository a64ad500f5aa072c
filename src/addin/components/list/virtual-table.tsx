import { makeStyles, mergeClasses, Skeleton, SkeletonItem, tokens } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useScrollArea } from '../frame/scroll-area.ts';
import { IN_CONTRAST } from '../in-contrast.ts';
import { CONTROL_CELL, ROW_LINK, rowLinkHandlers } from './row-link.ts';
import { useVirtualRows } from './use-virtual-rows.ts';

const ROW_HEIGHT = 56;

const useStyles = makeStyles({
  table: { width: '100%', tableLayout: 'fixed', borderCollapse: 'separate', borderSpacing: 0 },
  head: {
    position: 'sticky',
    top: 0,
    zIndex: 2,
    height: '40px',
    padding: '0 12px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    textAlign: 'start',
    fontSize: tokens.fontSizeBase200,
    fontWeight: tokens.fontWeightSemibold,
    backgroundColor: tokens.colorNeutralBackground1,
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
    ':first-child': { borderTopLeftRadius: tokens.borderRadiusXLarge },
    ':last-child': { borderTopRightRadius: tokens.borderRadiusXLarge },
  },
  row: {
    height: `${ROW_HEIGHT}px`,
    [`:has([${ROW_LINK}])`]: { cursor: 'pointer' },
    ':hover': { backgroundColor: tokens.colorNeutralBackground1Hover },
    [IN_CONTRAST]: { ':hover': { backgroundColor: 'transparent' } },
  },
  cell: {
    boxSizing: 'border-box',
    padding: '0 12px',
    overflow: 'hidden',
    textOverflow: 'ellipsis',
    whiteSpace: 'nowrap',
    borderBottom: `1px solid ${tokens.colorNeutralStroke2}`,
  },
  lead: { '@media (min-width: 641px)': { width: '30%' } },
  control: { cursor: 'default', padding: '0 0 0 8px', textOverflow: 'clip' },
  spacer: { padding: 0 },
  medium: { '@media (max-width: 640px)': { display: 'none' } },
  large: { '@media (max-width: 1100px)': { display: 'none' } },
});

export interface Column<Row> {
  key: string;
  header: ReactNode;
  /** Names the row: gets more room than the others. */
  lead?: boolean;
  /** Of the column, as CSS; the others share what is left. */
  width?: string;
  /** Left out where there is less room than this. */
  from?: 'medium' | 'large';
  /** By which the rows are sorted, or can be: goes into `aria-sort`. */
  sort?: 'ascending' | 'descending' | 'none';
  /** Holds a control alone: a click beside it does not follow the row's link. */
  isControl?: boolean;
  cell: (row: Row) => ReactNode;
}

export interface VirtualTableProps<Row> {
  label: string;
  columns: Column<Row>[];
  rows: readonly Row[];
  total: number;
  rowKey: (row: Row) => string;
  onMissing: () => void;
}

/** A table of any length: it draws the rows in sight, and asks for those that have not been read. */
export function VirtualTable<Row>({ label, columns, rows, total, rowKey, onMissing }: VirtualTableProps<Row>) {
  const styles = useStyles();
  const { listRef, height, items } = useVirtualRows({
    loaded: rows.length,
    total,
    rowHeight: ROW_HEIGHT,
    scrollArea: useScrollArea(),
    onMissing,
  });
  const above = items[0]?.top ?? 0;
  const below = height - above - items.length * ROW_HEIGHT;
  const from = (column: Column<Row>) => column.from && styles[column.from];
  return (
    <table className={styles.table} aria-label={label} aria-rowcount={total + 1}>
      <thead>
        <tr aria-rowindex={1}>
          {columns.map((column) => (
            <th
              key={column.key}
              scope="col"
              aria-sort={column.sort}
              className={mergeClasses(
                styles.head,
                column.lead && styles.lead,
                column.isControl && styles.control,
                from(column),
              )}
              style={{ width: column.width }}
            >
              {column.header}
            </th>
          ))}
        </tr>
      </thead>
      <tbody ref={listRef} {...rowLinkHandlers}>
        <Spacer height={above} />
        {items.map(({ key, index }) => {
          const row = rows[index];
          return (
            <tr key={row ? rowKey(row) : key} aria-rowindex={index + 2} className={styles.row}>
              {columns.map((column, index) => (
                <td
                  key={column.key}
                  className={mergeClasses(styles.cell, column.isControl && styles.control, from(column))}
                  {...(column.isControl && { [CONTROL_CELL]: '' })}
                >
                  {row ? column.cell(row) : index === 0 && <CellPlaceholder />}
                </td>
              ))}
            </tr>
          );
        })}
        <Spacer height={below} />
      </tbody>
    </table>
  );
}

/** The room of the rows that are not drawn: one cell, for a wider one would bring back the columns that are left out. */
function Spacer({ height }: { height: number }) {
  const styles = useStyles();
  if (height <= 0) return null;
  return (
    <tr aria-hidden>
      <td className={styles.spacer} style={{ height }} />
    </tr>
  );
}

function CellPlaceholder() {
  return (
    <Skeleton aria-hidden>
      <SkeletonItem size={16} style={{ width: '70%' }} />
    </Skeleton>
  );
}

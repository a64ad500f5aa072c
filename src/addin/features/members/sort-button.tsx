import { makeStyles, tokens } from '@fluentui/react-components';
import { ArrowDownRegular } from '@fluentui/react-icons/svg/arrow-down';
import { ArrowUpRegular } from '@fluentui/react-icons/svg/arrow-up';
import type { MembersQuery } from '../../../server/features/members/schemas.ts';

export const SORTS = ['name', '-name', 'joined', '-joined'] as const satisfies readonly MembersQuery['sort'][];

export type Sort = (typeof SORTS)[number];

const useStyles = makeStyles({
  button: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: '4px',
    padding: '4px 0',
    border: 'none',
    font: 'inherit',
    color: 'inherit',
    backgroundColor: 'transparent',
    cursor: 'pointer',
    ':focus-visible': { outline: `2px solid ${tokens.colorStrokeFocus2}` },
  },
});

/** The header of a column by which the table can be sorted; pressed again, the other way round. */
export function SortButton({
  by,
  sort,
  onSort,
  children,
}: {
  by: 'name' | 'joined';
  sort: Sort;
  onSort: (sort: Sort) => void;
  children: string;
}) {
  const styles = useStyles();
  return (
    <button type="button" className={styles.button} onClick={() => onSort(sort === by ? `-${by}` : by)}>
      {children}
      {sort === by && <ArrowUpRegular aria-hidden />}
      {sort === `-${by}` && <ArrowDownRegular aria-hidden />}
    </button>
  );
}

/** `aria-sort` of that column. */
export function sortOf(by: 'name' | 'joined', sort: Sort): 'ascending' | 'descending' | 'none' {
  if (sort === by) return 'ascending';
  return sort === `-${by}` ? 'descending' : 'none';
}

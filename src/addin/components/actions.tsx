import { makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';

const useStyles = makeStyles({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    '@media (max-width: 480px)': { '& > *': { flexGrow: 1 } },
  },
});

/** Buttons in a row, as wide as there is room where it is narrow. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={useStyles().row}>{children}</div>;
}

import { makeStyles } from '@fluentui/react-components';
import type { FormEventHandler, ReactNode } from 'react';

const useStyles = makeStyles({ form: { display: 'flex', flexDirection: 'column', gap: '16px' } });

/** Fields below each other. */
export function Form({ onSubmit, id, children }: { onSubmit: FormEventHandler; id?: string; children: ReactNode }) {
  return (
    <form className={useStyles().form} onSubmit={onSubmit} id={id} noValidate>
      {children}
    </form>
  );
}

const useActionsStyles = makeStyles({
  row: {
    display: 'flex',
    flexWrap: 'wrap',
    gap: '8px',
    '@media (max-width: 480px)': { '& > *': { flexGrow: 1 } },
  },
});

/** Buttons in a row, as wide as there is room where it is narrow. */
export function Actions({ children }: { children: ReactNode }) {
  return <div className={useActionsStyles().row}>{children}</div>;
}

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

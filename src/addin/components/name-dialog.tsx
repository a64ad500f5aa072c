import { Field, Input } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isProblem } from '../api.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';
import { Form } from './form.tsx';
import { useProblemText } from './use-problem-text.ts';

export interface NameDialogProps {
  title: string;
  text?: ReactNode;
  /** Of what is named. */
  label: string;
  /** What it is called so far. */
  initial?: string;
  /** The verb on the button. */
  confirm: string;
  mutation: { mutate: (name: string) => void; isPending: boolean; error: unknown };
  onClose: () => void;
  /** What is asked beside the name. */
  children?: ReactNode;
}

/** Asks what something is to be called, and says beside the field why a name can't be. */
export function NameDialog({
  title,
  text,
  label,
  initial = '',
  confirm,
  mutation,
  onClose,
  children,
}: NameDialogProps) {
  const { t } = useTranslation();
  const textOf = useProblemText();
  const [name, setName] = useState(initial);
  const { error, isPending } = mutation;
  const isOfName =
    isProblem(error, 'name_taken') ||
    (isProblem(error, 'validation_failed') && error.errors.some(({ field }) => field === 'name'));
  const isEmpty = name.trim() === '';
  const save = () => {
    if (!isEmpty && !isPending) mutation.mutate(name.trim());
  };
  return (
    <ConfirmDialog
      title={title}
      text={text}
      confirm={confirm}
      mutation={{ mutate: save, isPending: isPending || isEmpty, error: isOfName ? null : error }}
      onClose={onClose}
    >
      <Form
        onSubmit={(event) => {
          event.preventDefault();
          save();
        }}
      >
        <Field
          label={label}
          {...(isOfName && {
            validationState: 'error',
            validationMessage: isProblem(error, 'name_taken') ? textOf(error) : t('names.wrong'),
          })}
        >
          <Input value={name} maxLength={60} onChange={(_event, { value }) => setName(value)} />
        </Field>
        {children}
      </Form>
    </ConfirmDialog>
  );
}

import { Field } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../../components/choice.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { usePlaceName } from './use-choices.ts';

export interface DeletePlaceDialogProps {
  title: string;
  /** The consequences, with the count of members. */
  text: string;
  /** What is chosen: where its members go. */
  label: string;
  places: readonly { id: string; name: string }[];
  initial: string;
  mutation: { mutate: (moveTo: string) => void; isPending: boolean; error: unknown };
  onClose: () => void;
}

/** Deletes a profile or role after moving its members and invitations to another one. */
export function DeletePlaceDialog(props: DeletePlaceDialogProps) {
  const { title, text, label, places, initial, mutation, onClose } = props;
  const { t } = useTranslation();
  const placeName = usePlaceName();
  const [moveTo, setMoveTo] = useState(initial);
  return (
    <ConfirmDialog
      title={title}
      text={text}
      confirm={t('names.delete')}
      mutation={{ ...mutation, mutate: () => mutation.mutate(moveTo) }}
      onClose={onClose}
    >
      <Field label={label}>
        <Choice value={moveTo} onChange={(_event, { value }) => setMoveTo(value)}>
          {places.map(({ id, name }) => (
            <option key={id} value={id}>
              {placeName(name)}
            </option>
          ))}
        </Choice>
      </Field>
    </ConfirmDialog>
  );
}

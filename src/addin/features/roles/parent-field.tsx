import { Field } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../server/core/roles/schemas.ts';
import { Choice } from '../../components/choice.tsx';
import { usePlaceName } from '../profiles/use-place-name.ts';

export interface ParentFieldProps {
  roles: readonly Role[];
  value: string;
  onChange: (id: string) => void;
}

/** Below which role another one is to be. */
export function ParentField({ roles, value, onChange }: ParentFieldProps) {
  const { t } = useTranslation('roles');
  const placeName = usePlaceName();
  return (
    <Field label={t('roles.parent')}>
      <Choice value={value} onChange={(_event, { value: id }) => onChange(id)}>
        {roles.map(({ id, name }) => (
          <option key={id} value={id}>
            {placeName(name)}
          </option>
        ))}
      </Choice>
    </Field>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../server/core/roles/schemas.ts';
import { NameDialog } from '../../components/name-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useRoles } from '../profiles/use-choices.ts';
import { ParentField } from './parent-field.tsx';
import { useCreateRole } from './use-roles.ts';

export interface NewRoleDialogProps {
  /** Below which it is to be; the top unless given. */
  parent?: Role;
  onClose: () => void;
}

/** A new role below another one. */
export function NewRoleDialog({ parent, onClose }: NewRoleDialogProps) {
  const { t } = useTranslation('roles');
  const notify = useNotify();
  const roles = useRoles().data ?? [];
  const create = useCreateRole();
  const [chosen, setChosen] = useState(parent?.id);
  const parentId = chosen ?? roles.find((role) => role.parentId === null)?.id ?? '';
  return (
    <NameDialog
      title={t('roles.newTitle')}
      label={t('names.label')}
      confirm={t('names.create')}
      mutation={{
        ...create,
        mutate: (name) =>
          create.mutate(
            { name, parentId },
            {
              onSuccess: () => {
                notify.done(t('roles.created', { name }));
                onClose();
              },
            },
          ),
      }}
      onClose={onClose}
    >
      <ParentField roles={roles} value={parentId} onChange={setChosen} />
    </NameDialog>
  );
}

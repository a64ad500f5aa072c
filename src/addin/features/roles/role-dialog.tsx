import { Field } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Role } from '../../../server/core/roles/schemas.ts';
import type { ManagedRole } from '../../../server/features/roles/schemas.ts';
import { Choice } from '../../components/choice.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { NameDialog } from '../../components/name-dialog.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { DeletePlaceDialog } from '../profiles/delete-place-dialog.tsx';
import { usePlaceName, useRoles } from '../profiles/use-choices.ts';
import { targetsOf, useChangeRole, useCreateRole, useDeleteRole } from './use-roles.ts';

/** The action on a role whose dialog is open. */
export interface RoleTask {
  what: 'new' | 'rename' | 'move' | 'delete';
  id: string;
}

interface DialogProps {
  role: ManagedRole;
  roles: readonly ManagedRole[];
  onMove: (id: string, parentId: string) => void;
  onClose: () => void;
}

/** The dialog of a task. It stands beside the tree, not in it, for what is typed there is nothing to the tree. */
export function RoleDialog({ task, ...props }: Omit<DialogProps, 'role'> & { task: RoleTask }) {
  const role = props.roles.find(({ id }) => id === task.id);
  if (!role) return null;
  if (task.what === 'new') return <NewRoleDialog parent={role} onClose={props.onClose} />;
  if (task.what === 'rename') return <RenameRoleDialog role={role} {...props} />;
  if (task.what === 'move') return <MoveRoleDialog role={role} {...props} />;
  return <DeleteRoleDialog role={role} {...props} />;
}

function RenameRoleDialog({ role, onClose }: DialogProps) {
  const { t } = useTranslation();
  const rename = useChangeRole();
  return (
    <NameDialog
      title={t('names.renameTitle', { name: role.name })}
      label={t('names.label')}
      initial={role.name}
      confirm={t('names.rename')}
      mutation={{ ...rename, mutate: (name) => rename.mutate({ id: role.id, name }, { onSuccess: onClose }) }}
      onClose={onClose}
    />
  );
}

/** The alternative to dragging (WCAG 2.5.7). */
function MoveRoleDialog({ role, roles, onMove, onClose }: DialogProps) {
  const { t } = useTranslation('roles');
  const [parentId, setParentId] = useState(role.parentId ?? '');
  return (
    <ConfirmDialog
      title={t('roles.moveTitle', { name: role.name })}
      text={t('roles.moveText')}
      confirm={t('roles.moveConfirm')}
      mutation={{
        mutate: () => {
          onMove(role.id, parentId);
          onClose();
        },
        isPending: parentId === role.parentId,
        error: null,
      }}
      onClose={onClose}
    >
      <ParentField roles={targetsOf(roles, role.id)} value={parentId} onChange={setParentId} />
    </ConfirmDialog>
  );
}

function DeleteRoleDialog({ role, roles, onClose }: DialogProps) {
  const { t } = useTranslation('roles');
  const notify = useNotify();
  const remove = useDeleteRole(role.id);
  return (
    <DeletePlaceDialog
      title={t('roles.deleteTitle', { name: role.name })}
      text={[t('roles.deleteText', { count: role.members }), role.forNewcomers && t('roles.deleteNewcomers')]
        .filter(Boolean)
        .join(' ')}
      label={t('roles.moveTo')}
      places={roles.filter(({ id }) => id !== role.id)}
      initial={role.parentId ?? ''}
      mutation={{
        ...remove,
        mutate: (moveTo) =>
          remove.mutate(moveTo, {
            onSuccess: () => {
              notify.done(t('roles.deleted', { name: role.name }));
              onClose();
            },
          }),
      }}
      onClose={onClose}
    />
  );
}

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

export interface ParentFieldProps {
  roles: readonly Role[];
  value: string;
  onChange: (id: string) => void;
}

/** Below which role another one is to be. */
function ParentField({ roles, value, onChange }: ParentFieldProps) {
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

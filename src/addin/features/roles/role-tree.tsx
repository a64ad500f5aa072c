import { Tree } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedRole } from '../../../server/features/roles/schemas.ts';
import type { RoleTask } from './role-dialog.tsx';
import { RoleItem } from './role-item.tsx';
import { below } from './use-roles.ts';

export interface RoleTreeProps {
  roles: readonly ManagedRole[];
  /** The role that is picked up, to be put below another one. */
  taken: string | null;
  onTake: (id: string | null) => void;
  onMove: (id: string, parentId: string) => void;
  onBegin: (task: RoleTask) => void;
  onNewcomers: (id: string) => void;
}

/** The roles as a tree, fully expanded at first. */
export function RoleTree(props: RoleTreeProps) {
  const { t } = useTranslation();
  const [closed, setClosed] = useState<ReadonlySet<string>>(new Set());
  const open = props.roles.map(({ id }) => id).filter((id) => !closed.has(id));
  const root = props.roles.find(({ parentId }) => parentId === null);
  return (
    <Tree
      aria-label={t('page.roles')}
      openItems={open}
      onOpenChange={(_event, { value, open: isOpen }) => {
        const next = new Set(closed);
        if (isOpen) next.delete(String(value));
        else next.add(String(value));
        setClosed(next);
      }}
    >
      {root && <Branch {...props} role={root} />}
    </Tree>
  );
}

/** A role with all that is below it. */
function Branch({ role, roles, ...props }: RoleTreeProps & { role: ManagedRole }) {
  const children = below(roles, role.id);
  return (
    <RoleItem {...props} role={role} isLeaf={children.length === 0}>
      {children.length > 0 && (
        <Tree>
          {children.map((child) => (
            <Branch key={child.id} {...props} roles={roles} role={child} />
          ))}
        </Tree>
      )}
    </RoleItem>
  );
}

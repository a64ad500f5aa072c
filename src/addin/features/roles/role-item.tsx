import { makeStyles, mergeClasses, Text, TreeItem, TreeItemLayout, tokens } from '@fluentui/react-components';
import { type DragEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ManagedRole } from '../../../server/features/roles/schemas.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { RoleMenu } from './role-menu.tsx';
import type { RoleTreeProps } from './role-tree.tsx';

const useStyles = makeStyles({
  row: { borderRadius: tokens.borderRadiusMedium },
  taken: { opacity: 0.6, outline: `1px dashed ${tokens.colorNeutralStrokeAccessible}`, outlineOffset: '-1px' },
  target: { outline: `2px solid ${tokens.colorCompoundBrandStroke}`, outlineOffset: '-2px' },
  main: { minWidth: 0, overflowWrap: 'anywhere' },
  quiet: { color: tokens.colorNeutralForeground2, marginInlineStart: '8px' },
});

export interface RoleItemProps extends Omit<RoleTreeProps, 'roles'> {
  role: ManagedRole;
  isLeaf: boolean;
  /** The tree of the roles below it. */
  children: ReactNode;
}

/** One role of the tree: to be dragged onto another one, or cut and pasted there by keyboard. */
export function RoleItem(props: RoleItemProps) {
  const { role, isLeaf, taken, onTake, onMove, onBegin, onNewcomers, children } = props;
  const styles = useStyles();
  const { t } = useTranslation('roles');
  const name = usePlaceName()(role.name);
  const [isTarget, setTarget] = useState(false);
  const onKeyDown = (event: KeyboardEvent) => {
    // What is pressed on a role below comes by here too.
    if (event.target !== event.currentTarget) return;
    const key = event.key.toLowerCase();
    const isShortcut = event.ctrlKey || event.metaKey;
    if (isShortcut && key === 'x' && role.abilities.move) onTake(role.id);
    else if (isShortcut && key === 'v' && taken !== null) onMove(taken, role.id);
    else if (key === 'escape' && taken !== null) onTake(null);
    else return;
    event.preventDefault();
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setTarget(false);
    if (taken !== null) onMove(taken, role.id);
  };
  return (
    <TreeItem itemType={isLeaf ? 'leaf' : 'branch'} value={role.id} onKeyDown={onKeyDown}>
      <TreeItemLayout
        className={mergeClasses(
          styles.row,
          taken === role.id && styles.taken,
          isTarget && taken !== role.id && styles.target,
        )}
        main={{ className: styles.main }}
        draggable={role.abilities.move}
        onDragStart={({ dataTransfer }) => {
          dataTransfer.effectAllowed = 'move';
          dataTransfer.setData('text/plain', name);
          onTake(role.id);
        }}
        onDragEnd={() => onTake(null)}
        onDragOver={(event) => {
          if (taken === null) return;
          event.preventDefault();
          setTarget(true);
        }}
        onDragLeave={() => setTarget(false)}
        onDrop={drop}
        actions={{
          visible: true,
          children: <RoleMenu role={role} onBegin={onBegin} onNewcomers={() => onNewcomers(role.id)} />,
        }}
      >
        <span>{name}</span>
        <Text size={200} className={styles.quiet}>
          {t('people.count', { count: role.members })}
          {role.forNewcomers && ` · ${t('roles.isForNewcomers')}`}
        </Text>
      </TreeItemLayout>
      {children}
    </TreeItem>
  );
}

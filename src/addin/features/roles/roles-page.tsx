import { Button, makeStyles, Text, tokens } from '@fluentui/react-components';
import { AddRegular } from '@fluentui/react-icons/svg/add';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Page } from '../../components/page.tsx';
import { RowsPlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { usePlaceName, useRoles } from '../profiles/use-choices.ts';
import { NewRoleDialog, RoleDialog, type RoleTask } from './role-dialog.tsx';
import { RoleTree } from './role-tree.tsx';
import { targetsOf, useChangeRole, useSetNewcomers } from './use-roles.ts';

const useStyles = makeStyles({
  card: {
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    minWidth: 0,
    padding: '16px',
    borderRadius: tokens.borderRadiusXLarge,
    backgroundColor: tokens.colorNeutralBackground1,
    boxShadow: tokens.shadow4,
    outline: `1px solid ${tokens.colorTransparentStroke}`,
    '@media (max-width: 640px)': { padding: '12px 4px' },
  },
  hint: { color: tokens.colorNeutralForeground2, padding: '0 8px' },
});

/** REC-2: the hierarchy by which people see the records of others. */
export default function RolesPage() {
  const styles = useStyles();
  const { t } = useTranslation('roles');
  const notify = useNotify();
  const placeName = usePlaceName();
  const { data: roles, error, refetch } = useRoles();
  const change = useChangeRole();
  const newcomers = useSetNewcomers();
  const [isCreating, setCreating] = useState(false);
  const [task, setTask] = useState<RoleTask | null>(null);
  /** The role being dragged. */
  const [taken, setTaken] = useState<string | null>(null);
  const nameOf = (id: string) => placeName(roles?.find((role) => role.id === id)?.name ?? '');
  const move = (id: string, parentId: string) => {
    setTaken(null);
    if (!roles || !targetsOf(roles, id).some((role) => role.id === parentId)) return;
    const names = { name: nameOf(id), parent: nameOf(parentId) };
    change.mutate({ id, parentId }, { onSuccess: () => notify.done(t('roles.moved', names)) });
  };
  const setNewcomers = (id: string) =>
    newcomers.mutate(id, { onSuccess: () => notify.done(t('roles.newcomersSaved', { name: nameOf(id) })) });
  return (
    <Page
      title={t('page.roles')}
      lead={t('roles.lead')}
      actions={
        <Button appearance="primary" icon={<AddRegular />} onClick={() => setCreating(true)}>
          {t('roles.new')}
        </Button>
      }
    >
      <ProblemMessage error={change.error ?? newcomers.error} />
      <section className={styles.card} aria-label={t('page.roles')}>
        {error && !roles && <ProblemMessage error={error} onRetry={() => void refetch()} />}
        {!roles && !error && <RowsPlaceholder />}
        {roles && (
          <>
            <Text size={200} className={styles.hint} aria-live="polite">
              {taken === null ? t('roles.hint') : t('roles.taken', { name: nameOf(taken) })}
            </Text>
            <RoleTree
              roles={roles}
              taken={taken}
              onTake={setTaken}
              onMove={move}
              onBegin={setTask}
              onNewcomers={setNewcomers}
            />
          </>
        )}
      </section>
      {isCreating && <NewRoleDialog onClose={() => setCreating(false)} />}
      {roles && task && <RoleDialog task={task} roles={roles} onMove={move} onClose={() => setTask(null)} />}
    </Page>
  );
}

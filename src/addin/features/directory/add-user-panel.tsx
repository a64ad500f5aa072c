import { Button, makeStyles, tokens } from '@fluentui/react-components';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { Actions } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SearchField } from '../../components/search-field.tsx';
import { InviteResults, useInvite } from '../invitations/invite-results.tsx';
import { type Place, ProfileRoleFields } from '../profiles/profile-role-fields.tsx';
import { SeatsAfterSaving } from '../subscription/seats-after.tsx';
import { DirectoryList } from './directory-list.tsx';
import { MOST_PICKED, type Picked, PickedPeople, togglePicked } from './picked-people.tsx';

/** What was saved: whom, and what became of each. */
interface Saved {
  people: DirectoryUserView[];
  response: InviteResponse;
}

/** INV-1: the *Add user* window: people of the tenant, picked from the directory. */
export default function AddUserPanel() {
  const { t } = useTranslation('directory');
  const navigate = useNavigate();
  const { search } = useLocation();
  const [saved, setSaved] = useState<Saved | null>(null);
  const close = () => void navigate(saved ? '/users?view=invited' : `/users${search}`);
  if (!saved) return <AddUserForm onSaved={setSaved} onClose={close} />;
  const nameOf = (key: string) => saved.people.find(({ objectId }) => objectId === key)?.fullName ?? key;
  return (
    <Panel title={t('addUser.title')} onClose={close}>
      <InviteResults response={saved.response} nameOf={nameOf} onMore={() => setSaved(null)} onDone={close} />
    </Panel>
  );
}

const useStyles = makeStyles({
  /** Stays in sight over the list, where there is room for both. */
  top: {
    display: 'flex',
    flexDirection: 'column',
    gap: '12px',
    paddingBottom: '4px',
    backgroundColor: tokens.colorNeutralBackground1,
    '@media (min-height: 720px)': { position: 'sticky', top: 0, zIndex: 1 },
  },
  search: { width: '100%', maxWidth: 'none' },
});

export interface AddUserFormProps {
  onSaved: (saved: { people: DirectoryUserView[]; response: InviteResponse }) => void;
  onClose: () => void;
}

/** Search, pick, choose profile and role, save. */
function AddUserForm({ onSaved, onClose }: AddUserFormProps) {
  const styles = useStyles();
  const { t } = useTranslation('directory');
  const [search, setSearch] = useState('');
  const [picked, setPicked] = useState<Picked>(new Map());
  const [place, setPlace] = useState<Place>({});
  const invite = useInvite();
  const people = [...picked.values()];
  const save = () =>
    invite.mutate(
      { objectIds: people.map(({ objectId }) => objectId), ...place },
      { onSuccess: (response) => onSaved({ people, response }) },
    );
  const toggle = (user: DirectoryUserView) => setPicked((before) => togglePicked(before, user));

  return (
    <Panel
      title={t('addUser.title')}
      onClose={onClose}
      footer={
        <>
          <ProfileRoleFields value={place} onChange={setPlace} />
          <SeatsAfterSaving more={people.length} />
          <ProblemMessage error={invite.error} />
          <Actions>
            <Button
              appearance="primary"
              disabled={people.length === 0}
              disabledFocusable={invite.isPending}
              onClick={save}
            >
              {t('addUser.save')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <div className={styles.top}>
        <PickedPeople people={people} most={MOST_PICKED} onRemove={toggle} />
        <SearchField className={styles.search} label={t('addUser.search')} value={search} onChange={setSearch} />
      </div>
      <DirectoryList search={search} picked={picked} onToggle={toggle} />
    </Panel>
  );
}

import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { DirectoryUserView } from '../../../server/features/directory/schemas.ts';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { Panel } from '../../components/panel.tsx';
import { InviteResults } from '../invitations/invite-results.tsx';
import { AddUserForm } from './add-user-form.tsx';

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

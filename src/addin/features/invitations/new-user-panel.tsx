import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { Panel } from '../../components/panel.tsx';
import { InviteResults } from './invite-results.tsx';
import { NewUserForm } from './new-user-form.tsx';

/** INV-2: invites a person by name and e-mail address, who need not use Microsoft 365. */
export default function NewUserPanel() {
  const { t } = useTranslation('invitations');
  const navigate = useNavigate();
  const { search } = useLocation();
  const [response, setResponse] = useState<InviteResponse | null>(null);
  const close = () => void navigate(response ? '/users?view=invited' : `/users${search}`);
  if (!response) return <NewUserForm onSaved={setResponse} onClose={close} />;
  return (
    <Panel title={t('newUser.title')} onClose={close}>
      <InviteResults response={response} nameOf={(key) => key} onMore={() => setResponse(null)} onDone={close} />
    </Panel>
  );
}

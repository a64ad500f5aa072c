import { Button, Field, Input } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate } from 'react-router';
import type { InviteResponse } from '../../../server/features/invitations/schemas.ts';
import { isProblem } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { type Place, ProfileRoleFields } from '../profiles/profile-role-fields.tsx';
import { SeatsAfterSaving } from '../subscription/seats-after.tsx';
import { InviteResults, useInvite } from './invite-results.tsx';

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

const FORM = 'new-user';

export interface NewUserFormProps {
  onSaved: (response: InviteResponse) => void;
  onClose: () => void;
}

function NewUserForm({ onSaved, onClose }: NewUserFormProps) {
  const { t } = useTranslation('invitations');
  const [fullName, setFullName] = useState('');
  const [loginId, setLoginId] = useState('');
  const [place, setPlace] = useState<Place>({});
  const invite = useInvite();
  const isRefused = (field: string) =>
    isProblem(invite.error, 'validation_failed') && invite.error.errors.some((error) => error.field.endsWith(field));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const people = [{ fullName: fullName.trim(), loginId: loginId.trim() }];
    invite.mutate({ people, ...place }, { onSuccess: onSaved });
  };
  return (
    <Panel
      title={t('newUser.title')}
      onClose={onClose}
      footer={
        <>
          <SeatsAfterSaving more={1} />
          <ProblemMessage error={invite.error} />
          <Actions>
            <Button
              type="submit"
              form={FORM}
              appearance="primary"
              disabled={!fullName.trim() || !loginId.trim()}
              disabledFocusable={invite.isPending}
            >
              {t('newUser.send')}
            </Button>
            <Button onClick={onClose}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit}>
        <span>{t('newUser.lead')}</span>
        <Field label={t('newUser.name')} required>
          <Input
            value={fullName}
            maxLength={200}
            autoComplete="off"
            onChange={(_event, { value }) => setFullName(value)}
          />
        </Field>
        <Field
          label={t('newUser.email')}
          required
          hint={t('newUser.emailHint')}
          {...(isRefused('loginId') && { validationMessage: t('newUser.emailWrong') })}
        >
          <Input
            type="email"
            value={loginId}
            maxLength={254}
            autoComplete="off"
            onChange={(_event, { value }) => setLoginId(value)}
          />
        </Field>
        <ProfileRoleFields value={place} onChange={setPlace} />
      </Form>
    </Panel>
  );
}

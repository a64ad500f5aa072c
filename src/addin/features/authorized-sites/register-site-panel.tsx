import { Button } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { api } from '../../api.ts';
import { Actions, Form } from '../../components/form.tsx';
import { Panel } from '../../components/panel.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SITE_AT_START, SiteFields, urisOf } from './site-fields.tsx';
import { SiteSecret } from './site-secret.tsx';
import { readSitesAgain } from './use-sites.ts';

const FORM = 'register-site';

/** Registers a site, and shows its secret this once. */
export default function RegisterSitePanel() {
  const { t } = useTranslation('authorized-sites');
  const navigate = useNavigate();
  const queries = useQueryClient();
  const [draft, setDraft] = useState(SITE_AT_START);
  const register = useMutation({
    mutationFn: () => api('POST /sites', { body: { ...draft, redirectUris: urisOf(draft) } }),
    onSuccess: () => readSitesAgain(queries),
  });
  const close = () => void navigate('/setup/sites');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    register.mutate();
  };
  if (register.data) {
    const { name, issuer, clientId, clientSecret } = register.data;
    return (
      <Panel
        title={t('sites.secretTitle', { site: name })}
        onClose={close}
        footer={
          <Actions>
            <Button appearance="primary" onClick={close}>
              {t('sites.kept')}
            </Button>
          </Actions>
        }
      >
        <SiteSecret issuer={issuer} clientId={clientId} clientSecret={clientSecret} />
      </Panel>
    );
  }
  const isComplete = draft.name.trim() !== '' && urisOf(draft).length > 0;
  return (
    <Panel
      title={t('sites.register')}
      onClose={close}
      footer={
        <>
          <ProblemMessage error={register.error} />
          <Actions>
            <Button
              type="submit"
              form={FORM}
              appearance="primary"
              disabled={!isComplete}
              disabledFocusable={register.isPending}
            >
              {t('sites.save')}
            </Button>
            <Button onClick={close}>{t('common.cancel')}</Button>
          </Actions>
        </>
      }
    >
      <Form id={FORM} onSubmit={submit}>
        <SiteFields draft={draft} onChange={setDraft} error={register.error} />
      </Form>
    </Panel>
  );
}

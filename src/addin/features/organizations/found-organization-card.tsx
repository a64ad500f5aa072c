import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { LANGUAGES, type Language } from '../../../server/platform/permissions.ts';
import { api, isProblem } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Choice } from '../../components/choice.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { LinkAccountHint } from '../account-links/link-account-hint.tsx';
import { TimeZoneChoice } from './organization-form.tsx';

/** ORG-1: the first person of a tenant founds its organization. */
export function FoundOrganizationCard() {
  const { t, i18n } = useTranslation('organizations');
  const { tenantName } = useSession();
  const { refresh } = useSessionControls();
  const [name, setName] = useState(tenantName ?? '');
  const [timeZone, setTimeZone] = useState(() => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
  const [language, setLanguage] = useState<Language>(i18n.language as Language);
  const found = useMutation({
    mutationFn: () => api('POST /organization', { body: { name: name.trim(), timeZone, language } }),
    onSuccess: refresh,
    onError: (error) => isProblem(error, 'already_founded') && refresh(),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    found.mutate();
  };

  return (
    <CardPage title={t('found.title')} lead={t('found.lead')} foot={<SignedInAs />}>
      <Form onSubmit={submit}>
        <Field label={t('found.name')} required>
          <Input value={name} maxLength={120} onChange={(_event, { value }) => setName(value)} />
        </Field>
        <Field label={t('found.timeZone')}>
          <TimeZoneChoice value={timeZone} onChange={setTimeZone} />
        </Field>
        <Field label={t('found.language')} hint={t('found.languageHint')}>
          <Choice value={language} onChange={(_event, { value }) => setLanguage(value as Language)}>
            {LANGUAGES.map((code) => (
              <option key={code} value={code}>
                {t(`language.${code}`)}
              </option>
            ))}
          </Choice>
        </Field>
        <ProblemMessage error={found.error} />
        <Actions>
          <Button type="submit" appearance="primary" disabled={!name.trim()} disabledFocusable={found.isPending}>
            {t('found.submit')}
          </Button>
        </Actions>
      </Form>
      <LinkAccountHint />
    </CardPage>
  );
}

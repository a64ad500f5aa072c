import { Button, Field, Input } from '@fluentui/react-components';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Organization } from '../../../server/features/organizations/schemas.ts';
import { LANGUAGES, type Language } from '../../../server/platform/permissions.ts';
import { api } from '../../api.ts';
import { Choice } from '../../components/choice.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useSessionControls } from '../../session/session-context.ts';

/** Name, time zone and language; what is saved is shown everywhere at once. */
export function OrganizationForm({ organization }: { organization: Organization }) {
  const { t } = useTranslation('organizations');
  const notify = useNotify();
  const queries = useQueryClient();
  const { refresh } = useSessionControls();
  const [name, setName] = useState(organization.name);
  const [timeZone, setTimeZone] = useState(organization.timeZone);
  const [language, setLanguage] = useState(organization.language);
  const isChanged =
    name.trim() !== organization.name || timeZone !== organization.timeZone || language !== organization.language;
  const save = useMutation({
    mutationFn: () => api('PATCH /organization', { body: { name: name.trim(), timeZone, language } }),
    onSuccess: async (saved) => {
      queries.setQueryData(['/organization'], saved);
      setName(saved.name);
      notify.done(t('common.saved'));
      await refresh().catch(() => undefined);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isChanged && name.trim()) save.mutate();
  };
  return (
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
      <ProblemMessage error={save.error} />
      <Actions>
        <Button
          type="submit"
          appearance="primary"
          disabled={!isChanged || !name.trim()}
          disabledFocusable={save.isPending}
        >
          {t('common.save')}
        </Button>
      </Actions>
    </Form>
  );
}

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** A time zone by its name of the tz database, as a field's control. */
export function TimeZoneChoice({ value, onChange, ...field }: { value: string; onChange: (zone: string) => void }) {
  return (
    <Choice {...field} value={value} onChange={(_event, { value: zone }) => onChange(zone)}>
      {zonesWith(value).map((zone) => (
        <option key={zone}>{zone}</option>
      ))}
    </Choice>
  );
}

/** Browsers know zones under names that their own list may lack. */
function zonesWith(zone: string): string[] {
  return ZONES.includes(zone) ? ZONES : [zone, ...ZONES];
}

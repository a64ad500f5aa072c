import { Button, Checkbox, Text } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { OwnAccount } from '../../../server/features/accounts/schemas.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { useUpdatePreferences } from './use-account.ts';

const NEWSLETTERS = ['general', 'productAnnouncements', 'productUpdates'] as const;

/** ACC-5: what Foyer may write beside what it has to. */
export function NewslettersSection({ account }: { account: OwnAccount }) {
  const { t } = useTranslation('accounts');
  const notify = useNotify();
  const kept = account.preferences.newsletters;
  const [wanted, setWanted] = useState(kept);
  const update = useUpdatePreferences(account);
  const save = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ newsletters: wanted }, { onSuccess: () => notify.done(t('common.saved')) });
  };
  return (
    <Section title={t('account.newsletters')}>
      <Form onSubmit={save}>
        <Text>{t('account.newslettersLead')}</Text>
        <div style={{ display: 'flex', flexDirection: 'column' }}>
          {NEWSLETTERS.map((name) => (
            <Checkbox
              key={name}
              label={t(`account.newsletter.${name}`)}
              checked={wanted[name]}
              onChange={(_event, { checked }) => setWanted({ ...wanted, [name]: checked === true })}
            />
          ))}
        </div>
        <ProblemMessage error={update.error} />
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={NEWSLETTERS.every((name) => wanted[name] === kept[name])}
            disabledFocusable={update.isPending}
          >
            {t('common.save')}
          </Button>
        </Actions>
      </Form>
    </Section>
  );
}

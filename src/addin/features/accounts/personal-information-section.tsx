import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fullNameOf, type Name, rename } from '../../../server/core/accounts/names.ts';
import type { OwnAccount, UpdateAccount } from '../../../server/features/accounts/schemas.ts';
import { LANGUAGES, type Language } from '../../../server/platform/permissions.ts';
import { Choice } from '../../components/choice.tsx';
import { Facts } from '../../components/facts.tsx';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { fieldFailure } from '../passwords/password-field.tsx';
import { useUpdateAccount } from './use-account.ts';

const useStyles = makeStyles({
  parts: {
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 1fr) minmax(0, 1fr)',
    gap: '16px',
    '@media (max-width: 480px)': { gridTemplateColumns: 'minmax(0, 1fr)' },
  },
});

interface Draft extends Name {
  fullName: string;
  language: Language;
  /** What of the name was typed last: the rest follows from it. */
  typed: 'fullName' | 'parts' | null;
}

const draftOf = ({ firstName, lastName, fullName, language }: OwnAccount): Draft => ({
  firstName,
  lastName,
  fullName,
  language,
  typed: null,
});

/** ACC-1: the name, both ways while one types, and the language of Foyer's mails. */
export function PersonalInformationSection({ account }: { account: OwnAccount }) {
  const styles = useStyles();
  const { t } = useTranslation('accounts');
  const notify = useNotify();
  const [draft, setDraft] = useState(() => draftOf(account));
  const update = useUpdateAccount();
  const writeWhole = (fullName: string) => {
    const parts = rename(account, { fullName }) ?? { firstName: '', lastName: '' };
    setDraft({ ...draft, ...parts, fullName, typed: 'fullName' });
  };
  const writeParts = (parts: Partial<Name>) => {
    const all = { firstName: draft.firstName, lastName: draft.lastName, ...parts };
    const fullName = fullNameOf({ firstName: all.firstName.trim(), lastName: all.lastName.trim() });
    setDraft({ ...draft, ...all, fullName, typed: 'parts' });
  };
  const changes = changesOf(draft, account);
  const save = (event: FormEvent) => {
    event.preventDefault();
    update.mutate(changes, {
      onSuccess: (saved) => {
        setDraft(draftOf(saved));
        notify.done(t('common.saved'));
      },
    });
  };
  const failure = (field: string) => fieldFailure(update.error, field);
  const isWrong = [failure('fullName'), failure('firstName'), failure('lastName')].some(Boolean);
  return (
    <Section title={t('account.part.personal')}>
      <Form onSubmit={save}>
        <Facts rows={[[t('account.loginId'), account.loginId]]} />
        <Field label={t('account.fullName')} hint={t('account.fullNameHint')} validationMessage={failure('fullName')}>
          <Input
            value={draft.fullName}
            autoComplete="name"
            maxLength={201}
            onChange={(_event, { value }) => writeWhole(value)}
          />
        </Field>
        <div className={styles.parts}>
          <Field label={t('account.firstName')} validationMessage={failure('firstName')}>
            <Input
              value={draft.firstName}
              autoComplete="given-name"
              maxLength={100}
              onChange={(_event, { value }) => writeParts({ firstName: value })}
            />
          </Field>
          <Field label={t('account.lastName')} validationMessage={failure('lastName')}>
            <Input
              value={draft.lastName}
              autoComplete="family-name"
              maxLength={100}
              onChange={(_event, { value }) => writeParts({ lastName: value })}
            />
          </Field>
        </div>
        <Field label={t('account.language')} hint={t('account.languageHint')}>
          <Choice
            value={draft.language}
            onChange={(_event, { value }) => setDraft({ ...draft, language: value as Language })}
          >
            {LANGUAGES.map((language) => (
              <option key={language} value={language}>
                {t(`language.${language}`)}
              </option>
            ))}
          </Choice>
        </Field>
        {!isWrong && <ProblemMessage error={update.error} />}
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={Object.keys(changes).length === 0}
            disabledFocusable={update.isPending}
          >
            {t('common.save')}
          </Button>
        </Actions>
      </Form>
    </Section>
  );
}

/** What has to be asked for; nothing when the draft says what is kept. */
function changesOf({ typed, firstName, lastName, fullName, language }: Draft, account: OwnAccount): UpdateAccount {
  const isRenamed =
    (typed === 'fullName' && fullName !== account.fullName) ||
    (typed === 'parts' && (firstName !== account.firstName || lastName !== account.lastName));
  return {
    ...(isRenamed && (typed === 'fullName' ? { fullName } : { firstName, lastName })),
    ...(language !== account.language && { language }),
  };
}

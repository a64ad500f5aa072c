import { Button, Field, Input, Radio, RadioGroup } from '@fluentui/react-components';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { isDatePattern } from '../../../server/core/accounts/date-patterns.ts';
import type { OwnAccount } from '../../../server/features/accounts/schemas.ts';
import { Actions, Form } from '../../components/form.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { dateWriter } from '../../i18n/write-date.ts';
import { useUpdatePreferences } from './use-account.ts';

/** The formats that need not be written by hand. */
const COMMON = ['dd/mm/yy', 'mm/dd/yy'] as const;

const OWN = 'own';
const OF_LANGUAGE = 'language';

/** ACC-5: how dates are written, with today's as the example. */
export function DateFormatSection({ account }: { account: OwnAccount }) {
  const { t, i18n } = useTranslation('accounts');
  const notify = useNotify();
  const kept = account.preferences.dateFormat;
  const isCommon = COMMON.some((pattern) => pattern === kept);
  const [choice, setChoice] = useState<string>(kept === null ? OF_LANGUAGE : isCommon ? kept : OWN);
  const [pattern, setPattern] = useState(kept !== null && !isCommon ? kept : t('account.patternAtFirst'));
  const update = useUpdatePreferences(account);
  const wanted = choice === OF_LANGUAGE ? null : choice === OWN ? pattern.trim() : choice;
  const isRight = wanted === null || isDatePattern(wanted);
  const today = new Date();
  const example = (text: string) => dateWriter(text, i18n.language)(today);
  const save = (event: FormEvent) => {
    event.preventDefault();
    update.mutate({ dateFormat: wanted }, { onSuccess: () => notify.done(t('common.saved')) });
  };
  return (
    <Section title={t('account.dateFormat')}>
      <Form onSubmit={save}>
        <RadioGroup
          aria-label={t('account.dateFormat')}
          value={choice}
          onChange={(_event, { value }) => setChoice(value)}
        >
          <Radio
            value={OF_LANGUAGE}
            label={t('account.dateOfLanguage', {
              example: new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' }).format(today),
            })}
          />
          {COMMON.map((each) => (
            <Radio
              key={each}
              value={each}
              label={t('account.dateByPattern', { pattern: t(`account.pattern.${each}`), example: example(each) })}
            />
          ))}
          <Radio value={OWN} label={t('account.ownPattern')} />
        </RadioGroup>
        {choice === OWN && (
          <Field
            label={t('account.patternLabel')}
            hint={t('account.patternHint')}
            validationState={isRight ? 'none' : 'error'}
            validationMessage={
              isRight ? t('account.example', { example: example(pattern.trim()) }) : t('account.noPattern')
            }
          >
            <Input value={pattern} maxLength={40} onChange={(_event, { value }) => setPattern(value)} />
          </Field>
        )}
        <ProblemMessage error={update.error} />
        <Actions>
          <Button
            type="submit"
            appearance="primary"
            disabled={wanted === kept || !isRight}
            disabledFocusable={update.isPending}
          >
            {t('common.save')}
          </Button>
        </Actions>
      </Form>
    </Section>
  );
}

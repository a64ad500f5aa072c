import { Field, Input, type InputProps, makeStyles, Radio, RadioGroup } from '@fluentui/react-components';
import { useTranslation } from 'react-i18next';
import type { MailProtocol, MailSecurity, MailSharing } from '../../../server/features/mailboxes/schemas.ts';
import { Choice } from '../../components/choice.tsx';
import {
  type MailboxDraft,
  type MailboxField,
  PROTOCOLS,
  SECURITIES,
  SHARINGS,
  withTransport,
} from './mailbox-draft.ts';

const useStyles = makeStyles({
  grid: {
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fit, minmax(min(240px, 100%), 1fr))',
    gap: '16px',
    alignItems: 'start',
    '& > *': { minWidth: 0 },
  },
});

export interface MailboxFieldsProps {
  draft: MailboxDraft;
  /** MAIL-5: the element that says why everything but the password stays as it is; null while it may change. */
  lockReasonId: string | null;
  isPasswordNeeded: boolean;
  /** What the last attempt found wrong with a field. */
  messageOf: (field: MailboxField) => string | undefined;
  onChange: (draft: MailboxDraft) => void;
}

type TextField = 'address' | 'host' | 'port' | 'userName' | 'password';

/** Everything that Foyer has to know of a mailbox. */
export function MailboxFields({ draft, lockReasonId, isPasswordNeeded, messageOf, onChange }: MailboxFieldsProps) {
  const styles = useStyles();
  const { t } = useTranslation('mailboxes');
  const common = (name: MailboxField) => {
    const message = messageOf(name);
    return { label: t(`mailbox.field.${name}`), ...(message && { validationMessage: message }) };
  };
  const locked = lockReasonId !== null && { disabled: true, 'aria-describedby': lockReasonId };
  const lockedText = lockReasonId !== null && { readOnly: true, 'aria-describedby': lockReasonId };
  const text = (name: TextField, input: InputProps = {}) => (
    <Field
      {...common(name)}
      required={name !== 'password' || isPasswordNeeded}
      {...(name === 'password' && !isPasswordNeeded && { hint: t('mailbox.passwordKept') })}
    >
      <Input
        value={draft[name]}
        autoComplete="off"
        spellCheck={false}
        input={{ style: { minWidth: 0 } }}
        onChange={(_event, { value }) => onChange({ ...draft, [name]: value })}
        {...(name !== 'password' && lockedText)}
        {...input}
      />
    </Field>
  );
  return (
    <>
      {text('address', { type: 'email', maxLength: 254 })}
      <div className={styles.grid}>
        <Field {...common('protocol')} hint={t('mailbox.protocolHint')}>
          <Choice
            value={draft.protocol}
            {...locked}
            onChange={(_event, { value }) => onChange(withTransport(draft, { protocol: value as MailProtocol }))}
          >
            {PROTOCOLS.map((protocol) => (
              <option key={protocol} value={protocol}>
                {t(`mailbox.protocol.${protocol}`)}
              </option>
            ))}
          </Choice>
        </Field>
        <Field {...common('security')}>
          <Choice
            value={draft.security}
            {...locked}
            onChange={(_event, { value }) => onChange(withTransport(draft, { security: value as MailSecurity }))}
          >
            {SECURITIES.map((security) => (
              <option key={security} value={security}>
                {t(`mailbox.security.${security}`)}
              </option>
            ))}
          </Choice>
        </Field>
        {text('host', { maxLength: 253, inputMode: 'url' })}
        {text('port', { maxLength: 5, inputMode: 'numeric' })}
        {text('userName', { maxLength: 254 })}
        {text('password', { type: 'password', maxLength: 1024, autoComplete: 'new-password' })}
      </div>
      <Field {...common('sharing')}>
        <RadioGroup
          value={draft.sharing}
          {...locked}
          onChange={(_event, { value }) => onChange({ ...draft, sharing: value as MailSharing })}
        >
          {SHARINGS.map((sharing) => (
            <Radio
              key={sharing}
              value={sharing}
              label={
                <>
                  <strong>{t(`mailbox.sharing.${sharing}`)}</strong>
                  <br />
                  {t(`mailbox.sharingMeans.${sharing}`)}
                </>
              }
            />
          ))}
        </RadioGroup>
      </Field>
    </>
  );
}

import { Button, Field, Input, makeStyles } from '@fluentui/react-components';
import { CheckmarkRegular } from '@fluentui/react-icons/svg/checkmark';
import { CopyRegular } from '@fluentui/react-icons/svg/copy';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../components/notice.tsx';

const useStyles = makeStyles({ fields: { display: 'flex', flexDirection: 'column', gap: '16px' } });

interface SiteSecretProps {
  clientId: string;
  clientSecret: string;
  issuer?: string;
}

/** What the people who run a site have to be given. The secret is nowhere else, also not at Foyer. */
export function SiteSecret({ clientId, clientSecret, issuer }: SiteSecretProps) {
  const styles = useStyles();
  const { t } = useTranslation('authorized-sites');
  return (
    <div className={styles.fields}>
      <Notice intent="warning">{t('sites.secretOnce')}</Notice>
      {issuer && <ToCopy label={t('sites.issuer')} text={issuer} />}
      <ToCopy label={t('sites.clientId')} text={clientId} />
      <ToCopy label={t('sites.clientSecret')} text={clientSecret} />
    </div>
  );
}

function ToCopy({ label, text }: { label: string; text: string }) {
  const { t } = useTranslation('authorized-sites');
  const input = useRef<HTMLInputElement>(null);
  const [isCopied, setCopied] = useState(false);
  const copy = async () => {
    input.current?.select();
    // A frame of Microsoft 365 may not be allowed to: then the text is selected, for the keyboard.
    await navigator.clipboard.writeText(text).then(
      () => setCopied(true),
      () => undefined,
    );
  };
  return (
    <Field label={label}>
      <Input
        input={{ ref: input }}
        readOnly
        value={text}
        contentAfter={
          <Button
            appearance="transparent"
            size="small"
            icon={isCopied ? <CheckmarkRegular /> : <CopyRegular />}
            aria-label={t(isCopied ? 'sites.copied' : 'sites.copy', { label })}
            onClick={() => void copy()}
          />
        }
      />
    </Field>
  );
}

import { Checkbox, Link } from '@fluentui/react-components';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lazyWithTexts } from '../../i18n/texts.ts';

const TermsDialog = lazyWithTexts(() => import('./terms-dialog.tsx'), 'legal');

export interface AcceptTermsProps {
  version: string;
  isAccepted: boolean;
  onChange: (isAccepted: boolean) => void;
}

/** INV-4: the terms, to be read and accepted. */
export function AcceptTerms({ version, isAccepted, onChange }: AcceptTermsProps) {
  const { t } = useTranslation('invitations');
  const [isReading, setReading] = useState(false);
  return (
    <div>
      <Checkbox
        checked={isAccepted}
        label={t('join.acceptTerms')}
        onChange={(_event, { checked }) => onChange(checked === true)}
      />
      <div style={{ paddingInlineStart: '36px' }}>
        <Link as="button" type="button" onClick={() => setReading(true)}>
          {t('join.readTerms', { version })}
        </Link>
      </div>
      {isReading && (
        <Suspense>
          <TermsDialog version={version} onClose={() => setReading(false)} />
        </Suspense>
      )}
    </div>
  );
}

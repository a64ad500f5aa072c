import { useTranslation } from 'react-i18next';
import { CardPage } from '../../components/card-page.tsx';
import { LegalText, type LegalTextName } from './legal-text.tsx';

/** `/terms` and `/privacy`, which the app package names: anybody may read them. */
export default function LegalPage({ name }: { name: LegalTextName }) {
  const { t } = useTranslation('legal');
  return (
    <CardPage title={t(`${name}.title`)}>
      <LegalText name={name} heading="h2" />
    </CardPage>
  );
}

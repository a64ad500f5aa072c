import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { SITE_REQUEST_FAILURES, type SiteRequestFailure } from '../../../server/features/authorized-sites/schemas.ts';
import { CardPage } from '../../components/card-page.tsx';

/** `/authorize?reason=…`: a site's request was malformed or refused before it could be shown. */
export default function SiteRequestFailurePage() {
  const [query] = useSearchParams();
  const reason = SITE_REQUEST_FAILURES.find((each) => each === query.get('reason'));
  return <SiteRequestFailureCard reason={reason ?? 'malformed'} />;
}

export function SiteRequestFailureCard({ reason }: { reason: SiteRequestFailure }) {
  const { t } = useTranslation('authorized-sites');
  return <CardPage title={t(`siteRequest.${reason}.title`)} lead={t(`siteRequest.${reason}.lead`)} />;
}

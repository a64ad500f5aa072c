import { useTranslation } from 'react-i18next';
import { api } from '../../api.ts';
import { CardPage } from '../../components/card-page.tsx';
import { Facts } from '../../components/facts.tsx';
import { SignedInAs } from '../../components/signed-in-as.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useSession, useSessionControls } from '../../session/session-context.ts';
import { LinkAccountHint } from '../account-links/link-account-hint.tsx';
import { usePlaceName } from '../profiles/use-choices.ts';
import { JoinForm } from './join-form.tsx';

/** INV-3: offers a waiting invitation to a person who opens Foyer without its link. */
export default function InvitedCard() {
  const { t } = useTranslation('invitations');
  const { date } = useFormat();
  const placeName = usePlaceName();
  const { organization, invitation, termsVersion } = useSession();
  const { refresh } = useSessionControls();
  const name = organization?.name ?? '';
  if (!invitation) return null;
  const { invitedBy, expiresAt, profile, role } = invitation;
  return (
    <CardPage
      title={t('join.title', { name })}
      lead={t('join.lead', { name, inviter: invitedBy.fullName })}
      foot={<SignedInAs />}
    >
      <Facts
        rows={[
          [t('join.invitedBy'), `${invitedBy.fullName} (${invitedBy.loginId})`],
          [t('profile.label'), placeName(profile)],
          [t('role.label'), placeName(role)],
          [t('join.validUntil'), date(expiresAt)],
        ]}
      />
      <JoinForm
        accept={(body) => api('POST /invitations/mine/accept', { body })}
        organizationName={name}
        termsVersion={termsVersion}
        onJoined={refresh}
        onOutdated={refresh}
      />
      <LinkAccountHint />
    </CardPage>
  );
}

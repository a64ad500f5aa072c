import { useTranslation } from 'react-i18next';
import type { MemberDetails } from '../../../server/features/members/schemas.ts';
import { Facts } from '../../components/facts.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';

/** Seat, extensions, sessions and what else deactivating would end. */
export function MemberHoldings({ member }: { member: MemberDetails }) {
  const { t } = useTranslation('members');
  const { moment, number } = useFormat();
  const { takesSeat, extensions, lastSeenAt, holdings } = member;
  return (
    <Section title={t('member.holds')}>
      <Facts
        rows={[
          [t('member.seat'), t(takesSeat ? 'member.takesSeat' : 'member.noSeat')],
          [
            t('member.extensions'),
            extensions.map((key) => t(`extension.${key}`)).join(', ') || t('member.noExtensions'),
          ],
          [t('member.lastSeen'), lastSeenAt ? moment(lastSeenAt) : t('member.neverSeen')],
          [t('member.sessions'), number(holdings.sessions)],
          [t('member.apiTokens'), number(holdings.apiTokens)],
          [t('member.sites'), number(holdings.sites)],
        ]}
      />
    </Section>
  );
}

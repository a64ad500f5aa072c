import { Badge, makeStyles } from '@fluentui/react-components';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { Member } from '../../../server/features/members/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { Person } from '../../components/person.tsx';
import { PagePlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { useAbilities } from '../../use-abilities.ts';
import { usePlaceName } from '../profiles/use-place-name.ts';
import { useSession } from '../sessions/session-context.ts';
import { MemberPlaceForm } from './member-place-form.tsx';
import { StatusBadge } from './members-table.tsx';
import { useMember } from './use-member.ts';

const MemberRecords = lazy(() => import('../records/member-records.tsx'));

/** A person: where they stand, which profile and role they have. */
export default function MemberPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation();
  const { data: member, error, refetch } = useMember(id);
  if (error) {
    return (
      <Page title={t('member.title')}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return member ? <MemberDetails member={member} /> : <PagePlaceholder />;
}

const useStyles = makeStyles({ page: { maxWidth: '820px', marginInlineStart: 0 } });

function MemberDetails({ member }: { member: Member }) {
  const styles = useStyles();
  const { manageUsers } = useAbilities();
  const { t } = useTranslation();
  const { date } = useFormat();
  const placeName = usePlaceName();
  const isMe = useSession().member?.id === member.id;
  const { fullName, loginId, objectId, jobTitle, department, status, profile, role, joinedAt, abilities } = member;
  return (
    <Page
      title={fullName}
      className={styles.page}
      above={manageUsers && <AppLink to="/users">{t('users.title')}</AppLink>}
    >
      <Section title={t('member.who')} action={isMe && <Badge appearance="outline">{t('member.me')}</Badge>}>
        <Person fullName={fullName} secondary={loginId} objectId={objectId} size={72} wrap />
        <Facts
          rows={[
            [t('users.column.status'), <StatusBadge key="status" status={status} />],
            [t('person.jobTitle'), jobTitle ?? t('person.unknown')],
            [t('person.department'), department ?? t('person.unknown')],
            [t('users.column.joined'), date(joinedAt)],
          ]}
        />
      </Section>
      <Section title={t('member.place')}>
        {abilities.update ? (
          <MemberPlaceForm member={member} />
        ) : (
          <Facts
            rows={[
              [t('profile.label'), placeName(profile.name)],
              [t('role.label'), placeName(role.name)],
            ]}
          />
        )}
      </Section>
      <Suspense>
        <MemberRecords member={member} />
      </Suspense>
    </Page>
  );
}

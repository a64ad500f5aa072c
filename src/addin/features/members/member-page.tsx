import { Badge, Button, makeStyles, Text } from '@fluentui/react-components';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import type { MemberDetails } from '../../../server/features/members/schemas.ts';
import { AppLink } from '../../components/app-link.tsx';
import { ConfirmDialog } from '../../components/confirm-dialog.tsx';
import { Facts } from '../../components/facts.tsx';
import { Page } from '../../components/page.tsx';
import { PermissionList } from '../../components/permission-list.tsx';
import { Person } from '../../components/person.tsx';
import { PagePlaceholder } from '../../components/placeholder.tsx';
import { ProblemMessage } from '../../components/problem-message.tsx';
import { Section } from '../../components/section.tsx';
import { useNotify } from '../../components/use-notify.ts';
import { lazyWithTexts } from '../../i18n/texts.ts';
import { useFormat } from '../../i18n/use-format.ts';
import { useAbilities, useSession } from '../../session/session-context.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { MemberActions } from './member-actions.tsx';
import { MemberPlaceForm } from './member-place-form.tsx';
import { StatusBadge } from './members-table.tsx';
import { useMember, useSignOutMember } from './use-members.ts';

const MemberRecords = lazyWithTexts(() => import('../record-transfers/member-records.tsx'), 'record-transfers');
const MemberHistory = lazyWithTexts(() => import('./member-history.tsx'), 'audit', 'members', 'problems');

/** A person: where they stand, what they may do, hold and own, what they did. */
export default function MemberPage() {
  const { id = '' } = useParams();
  const { t } = useTranslation('members');
  const { data: member, error, refetch } = useMember(id);
  if (error) {
    return (
      <Page title={t('member.title')}>
        <ProblemMessage error={error} onRetry={() => void refetch()} />
      </Page>
    );
  }
  return member ? <Details member={member} /> : <PagePlaceholder />;
}

const useStyles = makeStyles({ page: { maxWidth: '820px', marginInlineStart: 0 } });

function Details({ member }: { member: MemberDetails }) {
  const styles = useStyles();
  const { manageUsers } = useAbilities();
  const { t } = useTranslation(['members', 'problems']);
  const { date } = useFormat();
  const placeName = usePlaceName();
  const isMe = useSession().member?.id === member.id;
  const {
    fullName,
    loginId,
    objectId,
    jobTitle,
    department,
    status,
    profile,
    role,
    joinedAt,
    deactivatedAt,
    abilities,
    refusals,
  } = member;
  return (
    <Page
      title={fullName}
      className={styles.page}
      above={manageUsers && <AppLink to="/users">{t('page.users')}</AppLink>}
      actions={manageUsers && <MemberActions member={member} />}
    >
      <Section title={t('member.who')} action={isMe && <Badge appearance="outline">{t('member.me')}</Badge>}>
        <Person fullName={fullName} secondary={loginId} objectId={objectId} size={72} wrap />
        <Facts
          rows={[
            [t('people.column.status'), <StatusBadge key="status" status={status} />],
            [t('person.jobTitle'), jobTitle ?? t('person.unknown')],
            [t('person.department'), department ?? t('person.unknown')],
            [t('people.column.joined'), date(joinedAt)],
            ...(deactivatedAt ? [[t('member.deactivatedAt'), date(deactivatedAt)] as const] : []),
          ]}
        />
      </Section>
      <Section title={t('member.place')}>
        {abilities.update ? (
          <MemberPlaceForm member={member} />
        ) : (
          <>
            <Facts
              rows={[
                [t('profile.label'), placeName(profile.name)],
                [t('role.label'), placeName(role.name)],
              ]}
            />
            {refusals.update === 'outranked' && <Text size={200}>{t('problems:outranked')}</Text>}
          </>
        )}
      </Section>
      <Section title={t('member.may')}>
        <PermissionList permissions={member.permissions} nothing={t('member.mayNothing')} />
      </Section>
      <MemberHoldings member={member} />
      <Suspense>
        <MemberRecords member={member} />
        <MemberHistory member={member} />
      </Suspense>
    </Page>
  );
}

/** Seat, extensions, sessions and what else deactivating would end. */
function MemberHoldings({ member }: { member: MemberDetails }) {
  const { t } = useTranslation('members');
  const { moment, number } = useFormat();
  const { takesSeat, extensions, lastSeenAt, holdings, abilities } = member;
  const [isEnding, setEnding] = useState(false);
  // Whoever may change the member may sign them out (MEM-13).
  const mayEnd = abilities.update && holdings.sessions > 0;
  return (
    <Section
      title={t('member.holds')}
      action={mayEnd && <Button onClick={() => setEnding(true)}>{t('member.signOut')}</Button>}
    >
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
      {isEnding && <SignOutDialog member={member} onClose={() => setEnding(false)} />}
    </Section>
  );
}

function SignOutDialog({ member: { id, fullName }, onClose }: { member: MemberDetails; onClose: () => void }) {
  const { t } = useTranslation('members');
  const notify = useNotify();
  const signOut = useSignOutMember(id);
  const onSuccess = ({ ended }: { ended: number }) => {
    notify.done(t('member.signedOut', { count: ended }));
    onClose();
  };
  return (
    <ConfirmDialog
      title={t('member.signOutTitle', { name: fullName })}
      text={t('member.signOutText')}
      confirm={t('member.signOut')}
      mutation={{ ...signOut, mutate: () => signOut.mutate(undefined, { onSuccess }) }}
      onClose={onClose}
    />
  );
}

import { Badge, type BadgeProps, Switch } from '@fluentui/react-components';
import { MailRegular } from '@fluentui/react-icons/svg/mail';
import { useTranslation } from 'react-i18next';
import type { Invitation } from '../../../server/features/invitations/schemas.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { HiddenText } from '../../components/hidden-text.tsx';
import { ListBody } from '../../components/list/list-body.tsx';
import { useListState } from '../../components/list/use-list-state.ts';
import { usePaged } from '../../components/list/use-paged.ts';
import { type Column, VirtualTable } from '../../components/list/virtual-table.tsx';
import { Person } from '../../components/person.tsx';
import { useFormat } from '../../i18n/use-format.ts';
import { usePlaceName } from '../profiles/use-choices.ts';
import { InvitationMenu } from './invitation-menu.tsx';

/** While e-mails are on their way, how often their state is read again, in milliseconds. */
const DELIVERY_CHECK = 3000;

/** Open invitations, each with the state of its e-mail. */
export function InvitationsTable({ search }: { search: string }) {
  const { t } = useTranslation(['invitations', 'members']);
  const columns = useColumns();
  const [{ status }, set] = useListState({ status: ['pending', 'expired'] });
  const isExpired = status === 'expired';
  const list = usePaged(
    'GET /invitations',
    { query: { status, search } },
    {
      refetchInterval: (newest) =>
        newest?.items.some(({ delivery }) => delivery === 'queued') ? DELIVERY_CHECK : false,
    },
  );
  return (
    <>
      <Switch
        style={{ padding: '4px 4px 0' }}
        checked={isExpired}
        label={t('invitations.showExpired')}
        onChange={(_event, { checked }) => set({ status: checked ? 'expired' : 'pending' })}
      />
      <ListBody list={list} empty={<NoInvitations isExpired={isExpired} isSearch={search !== ''} />}>
        <VirtualTable
          label={t('members:users.view.invited')}
          columns={columns}
          rows={list.rows}
          total={list.total}
          rowKey={(invitation) => invitation.id}
          onMissing={list.readMore}
        />
      </ListBody>
    </>
  );
}

function NoInvitations({ isExpired, isSearch }: { isExpired: boolean; isSearch: boolean }) {
  const { t } = useTranslation('invitations');
  if (isSearch) {
    return <EmptyState icon={<MailRegular />} title={t('people.nothingFound')} text={t('people.nothingFoundHint')} />;
  }
  const empty = isExpired ? 'emptyExpired' : 'empty';
  return <EmptyState icon={<MailRegular />} title={t(`invitations.${empty}`)} text={t(`invitations.${empty}Hint`)} />;
}

const DELIVERY_COLOR: Record<Invitation['delivery'], NonNullable<BadgeProps['color']>> = {
  sent: 'success',
  queued: 'informative',
  failed: 'danger',
};

function useColumns(): Column<Invitation>[] {
  const { t } = useTranslation('invitations');
  const { date } = useFormat();
  const placeName = usePlaceName();
  return [
    {
      key: 'person',
      header: t('people.column.name'),
      lead: true,
      cell: ({ fullName, loginId, objectId, answeredOtherwise }) => (
        <Person
          fullName={fullName}
          objectId={objectId}
          secondary={answeredOtherwise ? `${t('invitations.answeredOtherwise')} · ${loginId}` : loginId}
        />
      ),
    },
    { key: 'profile', header: t('profile.label'), from: 'medium', cell: ({ profile }) => placeName(profile.name) },
    { key: 'by', header: t('join.invitedBy'), from: 'large', cell: ({ invitedBy }) => invitedBy.fullName },
    { key: 'until', header: t('join.validUntil'), from: 'medium', cell: ({ expiresAt }) => date(expiresAt) },
    {
      key: 'delivery',
      header: t('invitations.mail'),
      width: '92px',
      cell: ({ delivery }) => (
        <Badge appearance="tint" color={DELIVERY_COLOR[delivery]}>
          {t(`invitations.delivery.${delivery}`)}
        </Badge>
      ),
    },
    {
      key: 'actions',
      header: <HiddenText>{t('invitations.actions')}</HiddenText>,
      width: '56px',
      cell: (invitation) => <InvitationMenu invitation={invitation} />,
    },
  ];
}

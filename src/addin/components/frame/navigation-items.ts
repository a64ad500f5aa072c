import type { FluentIcon } from '@fluentui/react-icons';
import { BuildingFilled, BuildingRegular } from '@fluentui/react-icons/svg/building';
import { ClipboardTaskFilled, ClipboardTaskRegular } from '@fluentui/react-icons/svg/clipboard-task';
import { ContactCardFilled, ContactCardRegular } from '@fluentui/react-icons/svg/contact-card';
import { DataHistogramFilled, DataHistogramRegular } from '@fluentui/react-icons/svg/data-histogram';
import { GlobeFilled, GlobeRegular } from '@fluentui/react-icons/svg/globe';
import { HandshakeFilled, HandshakeRegular } from '@fluentui/react-icons/svg/handshake';
import { HistoryFilled, HistoryRegular } from '@fluentui/react-icons/svg/history';
import { HomeFilled, HomeRegular } from '@fluentui/react-icons/svg/home';
import { MailFilled, MailRegular } from '@fluentui/react-icons/svg/mail';
import { MailInboxFilled, MailInboxRegular } from '@fluentui/react-icons/svg/mail-inbox';
import { OrganizationFilled, OrganizationRegular } from '@fluentui/react-icons/svg/organization';
import { PeopleFilled, PeopleRegular } from '@fluentui/react-icons/svg/people';
import { ReceiptFilled, ReceiptRegular } from '@fluentui/react-icons/svg/receipt';
import { ShieldPersonFilled, ShieldPersonRegular } from '@fluentui/react-icons/svg/shield-person';
import { TargetArrowFilled, TargetArrowRegular } from '@fluentui/react-icons/svg/target-arrow';
import type { Module } from '../../../server/core/records/schemas.ts';
import type { Abilities } from '../../session/session-context.ts';

export interface NavigationItem {
  to: string;
  label:
    | 'page.home'
    | 'page.openMessage'
    | 'page.users'
    | 'page.profiles'
    | 'page.roles'
    | 'page.subscription'
    | 'page.mailUsers'
    | 'page.sites'
    | 'page.reports'
    | 'page.audit'
    | 'page.organization'
    | `module.${Module}`;
  /** Other paths whose pages belong to this one. */
  also?: string[];
  icon: FluentIcon;
  selectedIcon: FluentIcon;
}

/**
 * The pages that somebody with these abilities can open.
 * @param hasOpenItem whether a message may be open beside Foyer, as in Outlook.
 */
export function navigationItems(
  { manageUsers, manageProfiles, manageSubscription, manageMail, manageOrganization, viewAudit }: Abilities,
  hasOpenItem = false,
): NavigationItem[] {
  const items: (NavigationItem | false)[] = [
    { to: '/', label: 'page.home', icon: HomeRegular, selectedIcon: HomeFilled },
    hasOpenItem && { to: '/mail/message', label: 'page.openMessage', icon: MailRegular, selectedIcon: MailFilled },
    { to: '/leads', label: 'module.leads', icon: TargetArrowRegular, selectedIcon: TargetArrowFilled },
    { to: '/contacts', label: 'module.contacts', icon: ContactCardRegular, selectedIcon: ContactCardFilled },
    { to: '/deals', label: 'module.deals', icon: HandshakeRegular, selectedIcon: HandshakeFilled },
    { to: '/tasks', label: 'module.tasks', icon: ClipboardTaskRegular, selectedIcon: ClipboardTaskFilled },
    manageUsers && {
      to: '/users',
      label: 'page.users',
      also: ['/members', '/join-requests'],
      icon: PeopleRegular,
      selectedIcon: PeopleFilled,
    },
    manageProfiles && {
      to: '/profiles',
      label: 'page.profiles',
      icon: ShieldPersonRegular,
      selectedIcon: ShieldPersonFilled,
    },
    manageProfiles && {
      to: '/roles',
      label: 'page.roles',
      icon: OrganizationRegular,
      selectedIcon: OrganizationFilled,
    },
    (manageUsers || manageSubscription) && {
      to: '/subscription',
      label: 'page.subscription',
      icon: ReceiptRegular,
      selectedIcon: ReceiptFilled,
    },
    manageMail && {
      to: '/setup/mail-users',
      label: 'page.mailUsers',
      icon: MailInboxRegular,
      selectedIcon: MailInboxFilled,
    },
    manageOrganization && {
      to: '/setup/sites',
      label: 'page.sites',
      icon: GlobeRegular,
      selectedIcon: GlobeFilled,
    },
    (manageUsers || viewAudit) && {
      to: '/reports',
      label: 'page.reports',
      icon: DataHistogramRegular,
      selectedIcon: DataHistogramFilled,
    },
    viewAudit && { to: '/audit', label: 'page.audit', icon: HistoryRegular, selectedIcon: HistoryFilled },
    manageOrganization && {
      to: '/setup/organization',
      label: 'page.organization',
      icon: BuildingRegular,
      selectedIcon: BuildingFilled,
    },
  ];
  return items.filter((item) => item !== false);
}

export function isCurrent(item: NavigationItem, pathname: string): boolean {
  if (item.to === '/') return pathname === '/';
  return [item.to, ...(item.also ?? [])].some((path) => pathname === path || pathname.startsWith(`${path}/`));
}

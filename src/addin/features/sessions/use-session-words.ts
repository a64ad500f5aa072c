import { useTranslation } from 'react-i18next';
import type { OwnSession } from '../../../server/features/sessions/schemas.ts';
import { useFormat } from '../../i18n/use-format.ts';

/** The parts of Foyer that a call can be about, by the first word of its path. */
const AREAS = [
  'account',
  'audit',
  'directory',
  'extensions',
  'invitations',
  'join-requests',
  'mail',
  'members',
  'organization',
  'profiles',
  'records',
  'reports',
  'roles',
  'session',
  'site-requests',
  'sites',
  'subscription',
] as const;

/** What a session's device is called, and what there is to say of the session. */
export function useSessionWords({
  device,
  startedAt,
  lastActivityAt,
  endedAt,
  endReason,
  address,
  lastAction,
}: OwnSession) {
  const { t } = useTranslation('sessions');
  const { moment } = useFormat();
  const { browser, system } = device;
  const area = AREAS.find((known) => known === lastAction?.area);
  const did =
    lastAction &&
    t(lastAction.isChange ? 'sessions.changed' : 'sessions.looked', {
      area: area ? t(`sessions.area.${area}`) : t('sessions.elsewhere'),
    });
  const last = t('sessions.lastActivity', { moment: moment(lastActivityAt) });
  const started = t('sessions.started', { moment: moment(startedAt) });
  const end = endReason ? t(`sessions.reason.${endReason}`) : t('sessions.expired');
  return {
    device:
      browser && system ? t('sessions.device', { browser, system }) : browser || system || t('sessions.unknownDevice'),
    lines: [
      did ? `${last} · ${did}` : last,
      address ? `${started} · ${t('sessions.from', { address })}` : started,
      ...(endedAt ? [t('sessions.endedAt', { moment: moment(endedAt), reason: end })] : []),
    ],
  };
}

import { templateOf } from '../../src/server/email-templates.ts';
import { type RenderedEmail, renderEmail } from '../../src/server/emails/render.tsx';
import type { Language } from '../../src/server/platform/permissions.ts';

const organization = { organization: 'Alder & Vale', timeZone: 'Europe/Paris' };
const person = { fullName: 'Siobhán O’Connell', loginId: 'siobhan.oconnell@aldervale.example' };
const link = 'https://foyer.example.com/invitations/VkqK2n0lq0q9D7lqXn3v8cYk1Xz4d0fBvJ5mQeT7uRs';
const at = '2026-03-03T13:05:00.000Z';
const asking = {
  ...organization,
  ...person,
  requestId: '65e47a1f0c2d4b3a9e8f7d61',
  jobTitle: 'Account Manager',
  department: 'Sales North',
  message: 'I take over the northern accounts from Théo on Monday.\nThank you!',
  askedAt: at,
};
const backup = { fullName: 'Grace Okafor', memberName: 'Théo Lemaître', address: 'theo.lemaitre@aldervale.example' };

/** What the mail of each kind tells, once more for those that tell it in two ways. */
export const mailSamples: readonly (readonly [kind: string, data: unknown])[] = [
  [
    'invitation',
    {
      ...{ ...organization, ...person, kind: 'microsoft', invitedBy: 'Grace Okafor' },
      ...{ inviterLoginId: 'grace.okafor@aldervale.example', expiresAt: new Date('2026-03-17T13:05:00Z'), link },
    },
  ],
  ['join-request', asking],
  ['join-request-reminder', asking],
  ['join-request-approved', { ...organization, ...person, decidedBy: 'Grace Okafor' }],
  [
    'join-request-declined',
    {
      ...{ ...organization, ...person, decidedBy: 'Grace Okafor', reason: 'Please ask your team lead first.' },
      mayAskAgainAt: '2026-03-10T13:05:00.000Z',
    },
  ],
  ['member-deactivated', { ...organization, ...person, by: 'Grace Okafor' }],
  ['member-reactivated', { ...organization, ...person, by: 'Grace Okafor' }],
  ['seats-exhausted', { ...organization, ...person }],
  ['password-reset', { ...person, wish: '', hasPassword: true, link }],
  ['password-reset', { ...person, wish: '', hasPassword: false, link: 'https://foyer.example.com' }],
  ['password-changed', { ...person, changedAt: at, address: '203.0.113.7' }],
  [
    'new-device',
    { ...person, device: { browser: 'Chrome 143', system: 'Windows', kind: 'desktop' }, address: '203.0.113.7', at },
  ],
  [
    'mail-backup-finished',
    { ...backup, outcome: 'completed', total: 812, kept: 94, skipped: 0, left: 0, problem: null },
  ],
  [
    'mail-backup-finished',
    { ...backup, outcome: 'incomplete', total: 812, kept: 93, skipped: 2, left: 1, problem: 'backup_incomplete' },
  ],
  [
    'mail-backup-finished',
    { ...backup, outcome: 'failed', total: 812, kept: 12, skipped: 0, left: 700, problem: 'mail_timeout' },
  ],
  ['account-linked', { ...person, linkedAt: at, address: '203.0.113.7', opensWithPassword: false }],
  ['account-linked', { ...person, linkedAt: at, address: '203.0.113.7', opensWithPassword: true }],
  ['login-id-freed', { ...person, organization: 'Alder & Vale', freedAt: at }],
  ['account-closed', { ...person, closedAt: at }],
  ['sign-up', { ...person, wish: '', siteName: 'Partner Portal', requestUid: 'uid', isKnown: false, link }],
  ['sign-up', { ...person, wish: '', siteName: 'Partner Portal', requestUid: 'uid', isKnown: true, link }],
];

/** A sample as it would go out. */
export function renderSample([kind, data]: (typeof mailSamples)[number], language: Language): RenderedEmail {
  return renderEmail(templateOf(kind), data, language, 'https://foyer.example.com');
}

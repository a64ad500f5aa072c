import assert from 'node:assert/strict';
import {
  backupRefusal,
  ineligibility,
  lockRefusal,
  type MailboxFacts,
  refusalsOf,
  uidKeys,
  unlockRefusal,
} from '../../../src/server/features/mail-backups/rules.ts';
import type { MailUserRefusal } from '../../../src/server/features/mail-backups/schemas.ts';
import type { MailSharing } from '../../../src/server/features/mailboxes/schemas.ts';

const day = (number: number) => new Date(Date.UTC(2026, 0, number));

const left: MailboxFacts = {
  mailbox: { address: 'ann@aldervale.example', protocol: 'pop3', sharing: 'full', savedAt: day(1) },
  member: { status: 'inactive', deactivatedAt: day(2) },
  isOwn: false,
  outranks: false,
  managers: 2,
  domains: ['aldervale.example', 'aldervale.onmicrosoft.com'],
  isRunning: false,
  backedUpAt: null,
};

function mailbox(change: Partial<NonNullable<MailboxFacts['mailbox']>>): MailboxFacts['mailbox'] {
  return left.mailbox && { ...left.mailbox, ...change };
}

describe('MAIL-6 who locks and unlocks whose mailbox', () => {
  type Row = [managers: number, whose: 'own' | 'other', sharing: MailSharing | 'none', Answer, Answer];
  type Answer = MailUserRefusal | null;
  const table: Row[] = [
    [1, 'own', 'full', null, null],
    [1, 'own', 'folders', null, null],
    [1, 'own', 'private', 'lock_private', null],
    [1, 'own', 'none', 'mailbox_missing', 'mailbox_missing'],
    [1, 'other', 'full', null, null],
    [1, 'other', 'folders', null, null],
    [1, 'other', 'private', 'lock_private', null],
    [1, 'other', 'none', 'mailbox_missing', 'mailbox_missing'],
    [2, 'own', 'full', 'lock_own', 'lock_own'],
    [2, 'own', 'folders', 'lock_own', 'lock_own'],
    [2, 'own', 'private', 'lock_private', 'lock_own'],
    [2, 'own', 'none', 'mailbox_missing', 'mailbox_missing'],
    [2, 'other', 'full', null, null],
    [2, 'other', 'folders', null, null],
    [2, 'other', 'private', 'lock_private', null],
    [2, 'other', 'none', 'mailbox_missing', 'mailbox_missing'],
    [7, 'own', 'full', 'lock_own', 'lock_own'],
    [7, 'other', 'full', null, null],
  ];
  for (const [managers, whose, sharing, lock, unlock] of table) {
    it(`MAIL-6 ${managers} administrator(s), ${whose} mailbox, ${sharing}: ${lock ?? 'lock'} · ${unlock ?? 'unlock'}`, () => {
      const facts = {
        managers,
        isOwn: whose === 'own',
        outranks: false,
        mailbox: sharing === 'none' ? null : mailbox({ sharing }),
      };
      assert.equal(lockRefusal(facts), lock);
      assert.equal(unlockRefusal(facts), unlock);
    });
  }
});

describe('MAIL-3 MAIL-7 what can be backed up', () => {
  type Row = [
    what: string,
    change: Partial<MailboxFacts>,
    full: MailUserRefusal | null,
    latest: MailUserRefusal | null,
  ];
  const table: Row[] = [
    ['somebody who has left', {}, null, 'latest_backup_first'],
    ['no mailbox', { mailbox: null }, 'mailbox_missing', 'mailbox_missing'],
    [
      'an active member',
      { member: { status: 'active', deactivatedAt: null } },
      'backup_active_member',
      'backup_active_member',
    ],
    ['IMAP', { mailbox: mailbox({ protocol: 'imap' }) }, 'backup_protocol', 'backup_protocol'],
    ['a private mailbox', { mailbox: mailbox({ sharing: 'private' }) }, 'backup_private', 'backup_private'],
    ['shared folders', { mailbox: mailbox({ sharing: 'folders' }) }, null, 'latest_backup_first'],
    ['another domain', { mailbox: mailbox({ address: 'ann@gmail.com' }) }, 'backup_domain', 'backup_domain'],
    [
      'a domain that only ends alike',
      { mailbox: mailbox({ address: 'a@notaldervale.example' }) },
      'backup_domain',
      'backup_domain',
    ],
    ['a domain in capitals', { mailbox: mailbox({ address: 'Ann@AlderVale.Example' }) }, null, 'latest_backup_first'],
    ['unknown domains', { domains: null }, 'directory_unavailable', 'directory_unavailable'],
    ['one on its way', { isRunning: true }, 'backup_running', 'backup_running'],
    ['backed up, still away', { backedUpAt: day(3) }, null, 'latest_backup_not_configured'],
    [
      'backed up, came back, saved nothing, left again',
      { backedUpAt: day(3), member: { status: 'inactive', deactivatedAt: day(5) } },
      'latest_backup_not_configured',
      'latest_backup_not_configured',
    ],
    [
      'backed up, came back, saved, left again',
      {
        backedUpAt: day(3),
        mailbox: mailbox({ savedAt: day(4) }),
        member: { status: 'inactive', deactivatedAt: day(5) },
      },
      null,
      null,
    ],
    [
      'backed up, came back, saved as private, left again',
      {
        backedUpAt: day(3),
        mailbox: mailbox({ savedAt: day(4), sharing: 'private' }),
        member: { status: 'inactive', deactivatedAt: day(5) },
      },
      'backup_private',
      'backup_private',
    ],
  ];
  for (const [what, change, full, latest] of table) {
    it(`MAIL-3 MAIL-7 ${what}: ${full ?? 'back up'} · ${latest ?? 'latest backup'}`, () => {
      const facts = { ...left, ...change };
      assert.equal(backupRefusal(facts, 'full'), full);
      assert.equal(backupRefusal(facts, 'latest'), latest);
      const refusals = refusalsOf(facts);
      assert.equal(refusals.backUp ?? null, full);
      assert.equal(refusals.latestBackup ?? null, latest);
    });
  }

  it('MAIL-4 a backup that runs is not stopped by itself, only by what stopped it from being begun', () => {
    assert.equal(ineligibility({ ...left, ...{ isRunning: true } }), null);
  });
});

describe('MAIL-4 how messages are told apart', () => {
  const server = { host: 'mail.example', userName: 'ann' };

  it('MAIL-4 a name that the server gives twice is two messages, and each keeps its own', () => {
    const first = uidKeys(server, [
      { number: 1, uid: 'a' },
      { number: 2, uid: 'a' },
      { number: 3, uid: 'b' },
    ]).map(({ uidKey }) => uidKey);
    assert.equal(new Set(first).size, 3);
    const later = uidKeys(server, [{ number: 1, uid: 'a' }]).map(({ uidKey }) => uidKey);
    assert.equal(later[0], first[0]);
  });

  it('MAIL-4 the same name on another server, or in another mailbox there, is another message', () => {
    const keyOf = (where: typeof server) => uidKeys(where, [{ number: 1, uid: 'a' }])[0]?.uidKey;
    assert.notEqual(keyOf(server), keyOf({ ...server, host: 'pop.example' }));
    assert.notEqual(keyOf(server), keyOf({ ...server, userName: 'bob' }));
    assert.equal(keyOf(server), keyOf({ host: 'MAIL.example', userName: 'Ann' }));
  });
});

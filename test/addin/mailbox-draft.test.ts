import assert from 'node:assert/strict';
import {
  bodyOf,
  draftOf,
  fieldOfProblem,
  needsPassword,
  withLock,
  withProvider,
  withTransport,
} from '../../src/addin/features/mailboxes/mailbox-draft.ts';
import type { Mailbox, Provider } from '../../src/server/features/mailboxes/schemas.ts';
import { PROBLEM_STATUS, type ProblemCode } from '../../src/server/platform/problem-codes.ts';

const none: Mailbox = {
  configured: false,
  address: null,
  protocol: null,
  host: null,
  port: null,
  security: null,
  userName: null,
  sharing: null,
  locked: false,
  frozen: false,
  savedAt: null,
};
const kept: Mailbox = {
  ...none,
  configured: true,
  address: 'me@mail.example',
  protocol: 'imap',
  host: 'imap.mail.example',
  port: 993,
  security: 'tls',
  userName: 'me',
  sharing: 'folders',
  savedAt: '2026-03-01T00:00:00Z',
};
const provider = (protocol: Provider['protocol'], port: number): Provider => ({
  protocol,
  host: `${protocol}.mail.example`,
  port,
  security: 'tls',
  userName: 'me@mail.example',
});

describe('a mailbox while it is filled in', () => {
  it('MAIL-1 takes the server of a provider: the protocol that was chosen, else the likeliest', () => {
    const both = [provider('pop3', 995), provider('imap', 993)];
    assert.equal(withProvider(draftOf(none), both).host, 'pop3.mail.example');
    const imap = withProvider({ ...draftOf(none), protocol: 'imap' }, both);
    assert.deepEqual([imap.host, imap.port], ['imap.mail.example', '993']);
    assert.equal(withProvider(draftOf(none), [provider('imap', 993)]).protocol, 'imap');
    assert.deepEqual(withProvider(draftOf(kept), []), draftOf(kept));
  });

  it('MAIL-1 changes the usual port with protocol and encryption, and no other port', () => {
    const usual = draftOf(none);
    assert.equal(withTransport(usual, { protocol: 'imap' }).port, '993');
    assert.equal(withTransport(usual, { security: 'starttls' }).port, '110');
    assert.equal(withTransport({ ...usual, port: '2995' }, { protocol: 'imap' }).port, '2995');
  });

  it('MAIL-1 wants the password again for another server or user name, never to send it elsewhere', () => {
    const draft = draftOf(kept);
    assert.equal(needsPassword(draftOf(none), none), true);
    assert.equal(needsPassword(draft, kept), false);
    assert.equal(needsPassword({ ...draft, sharing: 'private', address: 'other@mail.example' }, kept), false);
    assert.equal(needsPassword({ ...draft, host: 'IMAP.mail.example ' }, kept), false);
    for (const change of [{ host: 'x.example' }, { port: '143' }, { userName: 'you' }, { security: 'none' as const }]) {
      assert.equal(needsPassword({ ...draft, ...change }, kept), true, JSON.stringify(change));
    }
    assert.equal('password' in bodyOf(draft), false);
    assert.equal(bodyOf({ ...draft, password: 'secret' }).password, 'secret');
  });

  it('MAIL-5 of a locked mailbox sends what is kept, and the password', () => {
    const typed = { ...draftOf(kept), host: 'else.example', sharing: 'full' as const, password: 'new' };
    assert.equal(withLock(typed, kept), typed);
    const locked = withLock(typed, { ...kept, locked: true });
    assert.deepEqual(locked, { ...draftOf(kept), password: 'new' });
    assert.equal(needsPassword(locked, kept), false);
  });

  it('MAIL-1 says beside a field what failed of the connection, whatever it was', () => {
    const ofBackups = ['mail_too_large', 'mail_no_uidl'];
    const codes = Object.keys(PROBLEM_STATUS).filter((code) => code.startsWith('mail_') && !ofBackups.includes(code));
    assert.deepEqual(
      codes.filter((code) => !fieldOfProblem(code as ProblemCode)),
      [],
    );
    assert.equal(fieldOfProblem('mailbox_locked'), undefined);
  });
});

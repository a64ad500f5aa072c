import assert from 'node:assert/strict';
import {
  expiryOf,
  type Invited,
  isInvited,
  linkRefusal,
  mayBeRevoked,
  mayBeSentAgain,
  resendsUsedUp,
  STEPS,
  statusAt,
} from '../../../src/server/core/invitations/rules.ts';
import { INVITATION_STATUSES } from '../../../src/server/core/invitations/schemas.ts';

const now = new Date('2026-03-10T12:00:00Z');
const later = new Date('2026-03-20T12:00:00Z');
const hoursAgo = (hours: number) => new Date(now.getTime() - hours * 3_600_000);

describe('invitations: rules', () => {
  const invited: Invited = { kind: 'microsoft', loginId: 'ann@example.com', tenantId: 't1', objectId: 'o1' };
  const signedIn = { loginId: 'ann@example.com', identity: { tenantId: 't1', objectId: 'o1' } };

  it('INV-5 login ID, tenant and object ID of a Microsoft 365 invitation have to be those invited', () => {
    assert.equal(isInvited(invited, signedIn), true);
    assert.equal(isInvited(invited, { ...signedIn, loginId: 'bob@example.com' }), false);
    assert.equal(isInvited(invited, { ...signedIn, identity: { tenantId: 't2', objectId: 'o1' } }), false);
    assert.equal(isInvited(invited, { ...signedIn, identity: { tenantId: 't1', objectId: 'o2' } }), false);
    assert.equal(isInvited(invited, { ...signedIn, identity: null }), false);
  });

  it('INV-5 login IDs are compared after NFKC, trim and lower case', () => {
    assert.equal(isInvited(invited, { ...signedIn, loginId: '  ＡＮＮ@Example.com ' }), true);
    assert.equal(isInvited(invited, { ...signedIn, loginId: 'änn@example.com' }), false);
  });

  it('INV-2 an invitation by e-mail asks for the login ID only', () => {
    const byMail: Invited = { kind: 'email', loginId: 'ann@example.com', tenantId: null, objectId: null };
    assert.equal(isInvited(byMail, { loginId: 'ann@example.com', identity: null }), true);
    assert.equal(isInvited(byMail, { loginId: 'bob@example.com', identity: null }), false);
  });

  it('INV-8 an invitation lasts the days that were set, and is expired from that moment on', () => {
    const expiresAt = expiryOf(now, 14);
    assert.equal(expiresAt.toISOString(), '2026-03-24T12:00:00.000Z');
    assert.equal(statusAt({ status: 'pending', expiresAt }, new Date(expiresAt.getTime() - 1)), 'pending');
    assert.equal(statusAt({ status: 'pending', expiresAt }, expiresAt), 'expired');
    assert.equal(statusAt({ status: 'accepted', expiresAt }, expiresAt), 'accepted');
  });

  it('INV-8 what was accepted or revoked stays so', () => {
    for (const status of INVITATION_STATUSES) {
      const isOver = status === 'accepted' || status === 'revoked';
      assert.equal(STEPS[status].length === 0, isOver);
      assert.equal(mayBeSentAgain({ status, expiresAt: later }, now), !isOver);
      assert.equal(mayBeRevoked({ status, expiresAt: later }, now), !isOver);
    }
  });

  it('INV-8 five times within 24 hours are the limit', () => {
    const four = [1, 2, 3, 23.9].map(hoursAgo);
    assert.equal(resendsUsedUp([...four], now), false);
    assert.equal(resendsUsedUp([...four, hoursAgo(24)], now), false);
    assert.equal(resendsUsedUp([...four, hoursAgo(0)], now), true);
  });

  it('INV-8 a dead link says why', () => {
    const open = { status: 'pending', expiresAt: later } as const;
    assert.equal(linkRefusal(open, true, now), null);
    assert.equal(linkRefusal(open, false, now), 'link_replaced');
    assert.equal(linkRefusal({ ...open, expiresAt: now }, true, now), 'link_expired');
    assert.equal(linkRefusal({ ...open, expiresAt: now }, false, now), 'link_replaced');
    assert.equal(linkRefusal({ ...open, status: 'accepted' }, true, now), 'link_used');
    assert.equal(linkRefusal({ ...open, status: 'revoked' }, false, now), 'link_revoked');
  });
});

import assert from 'node:assert/strict';
import {
  askRefusal,
  decisionRefusal,
  identityRefusal,
  mayAskAgainAt,
  reminderDueBefore,
  STEPS,
} from '../../../src/server/core/join-requests/rules.ts';
import { JOIN_REQUEST_STATUSES } from '../../../src/server/core/join-requests/schemas.ts';

const now = new Date('2026-03-10T12:00:00Z');

describe('join requests: rules', () => {
  it('JOIN-5 a request is decided once, then frozen', () => {
    for (const status of JOIN_REQUEST_STATUSES) assert.equal(STEPS[status].length > 0, status === 'pending');
    assert.equal(decisionRefusal('pending'), null);
    assert.equal(decisionRefusal('approved'), 'already_decided');
    assert.equal(decisionRefusal('declined'), 'already_decided');
    assert.equal(decisionRefusal('withdrawn'), 'request_withdrawn');
  });

  it('JOIN-7 the reminder is due three days after asking', () => {
    assert.equal(reminderDueBefore(now).toISOString(), '2026-03-07T12:00:00.000Z');
  });

  it('JOIN-8 a declined person may ask again after the days that were set', () => {
    const again = mayAskAgainAt(now, 7);
    assert.equal(again.toISOString(), '2026-03-17T12:00:00.000Z');
    const facts = { member: null, isInvited: false, mayAskAgainAt: again };
    assert.equal(askRefusal({ ...facts, now: new Date(again.getTime() - 1) }), 'ask_again_later');
    assert.equal(askRefusal({ ...facts, now: again }), null);
  });

  it('JOIN-9 members, invited and inactive people need not ask', () => {
    const facts = { member: null, isInvited: false, mayAskAgainAt: null, now };
    assert.equal(askRefusal(facts), null);
    assert.equal(askRefusal({ ...facts, member: 'active' }), 'already_member');
    assert.equal(askRefusal({ ...facts, member: 'inactive' }), 'member_inactive');
    assert.equal(askRefusal({ ...facts, isInvited: true }), 'already_invited');
    assert.equal(askRefusal({ ...facts, isInvited: true, member: 'inactive' }), 'already_invited');
  });

  it('JOIN-10 who is gone, disabled or renamed is not let in', () => {
    const person = { loginId: 'ann@example.com', isEnabled: true };
    assert.equal(identityRefusal('Ann@Example.com', person), null);
    assert.equal(identityRefusal('ann@example.com', null), 'directory_user_unavailable');
    assert.equal(identityRefusal('ann@example.com', { ...person, isEnabled: false }), 'directory_user_unavailable');
    assert.equal(identityRefusal('ann@example.com', { ...person, loginId: 'ann.b@example.com' }), 'login_id_mismatch');
  });
});

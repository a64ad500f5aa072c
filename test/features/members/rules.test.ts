import assert from 'node:assert/strict';
import { profileChangeRefusal } from '../../../src/server/features/members/rules.ts';

describe('members: rules', () => {
  const last = { isActive: true, managedBefore: true, managesAfter: false, otherManagers: 0 };

  it('MEM-6 the last active member with manageUsers keeps it', () => {
    assert.equal(profileChangeRefusal(last), 'last_manager');
  });

  it('MEM-6 others may lose it', () => {
    assert.equal(profileChangeRefusal({ ...last, otherManagers: 1 }), null);
    assert.equal(profileChangeRefusal({ ...last, managesAfter: true }), null);
    assert.equal(profileChangeRefusal({ ...last, managedBefore: false }), null);
    assert.equal(profileChangeRefusal({ ...last, isActive: false }), null);
  });
});

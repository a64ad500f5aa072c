import assert from 'node:assert/strict';
import { refusalsOf } from '../../../src/server/features/members/rules.ts';

describe('members: rules', () => {
  const active = { status: 'active', isSelf: false, ownsRecords: true, freeSeats: 1 } as const;
  const inactive = { ...active, status: 'inactive' } as const;
  const everything = { update: true, deactivate: true, reactivate: true, delete: true, transfer: true };

  it('MEM-5 an active member can be deactivated and neither reactivated nor deleted', () => {
    assert.deepEqual(refusalsOf(active, everything), { reactivate: 'member_active', delete: 'member_active' });
  });

  it('MEM-6 nobody deactivates themselves', () => {
    assert.equal(refusalsOf({ ...active, isSelf: true }, everything).deactivate, 'cannot_deactivate_self');
  });

  it('MEM-7 an inactive member can be reactivated while there is a seat', () => {
    assert.equal(refusalsOf(inactive, everything).deactivate, 'already_inactive');
    assert.equal(refusalsOf(inactive, everything).reactivate, undefined);
    assert.equal(refusalsOf({ ...inactive, freeSeats: 0 }, everything).reactivate, 'seats_exhausted');
  });

  it('MEM-8 an inactive member can be deleted once their records have a new owner', () => {
    assert.equal(refusalsOf(inactive, everything).delete, 'records_owned');
    assert.equal(refusalsOf({ ...inactive, ownsRecords: false }, everything).delete, undefined);
  });

  it('MEM-9 what the profile does not permit is refused for that reason', () => {
    const nothing = { update: false, deactivate: false, reactivate: false, delete: false, transfer: false };
    assert.ok(Object.values(refusalsOf(inactive, nothing)).every((code) => code === 'permission_required'));
    assert.equal(Object.keys(refusalsOf(inactive, nothing)).length, 5);
  });
});

import assert from 'node:assert/strict';
import { deactivationRefusals, refusalsOf } from '../../../src/server/features/members/rules.ts';

describe('members: rules', () => {
  const active = { status: 'active', isSelf: false, outranks: false, ownsRecords: true, freeSeats: 1 } as const;
  const inactive = { ...active, status: 'inactive' } as const;
  const everything = { update: true, deactivate: true, reactivate: true, delete: true, transfer: true };

  it('MEM-5 an active member can be deactivated and neither reactivated nor deleted', () => {
    assert.deepEqual(refusalsOf(active, everything), { reactivate: 'member_active', delete: 'member_active' });
  });

  it('MEM-6 nobody deactivates themselves', () => {
    assert.equal(refusalsOf({ ...active, isSelf: true }, everything).deactivate, 'cannot_deactivate_self');
  });

  it('MEM-13 nothing is done to a member who may do more, and what they are already stays what is said', () => {
    const nobody = { update: 'outranked', transfer: 'outranked', delete: 'outranked' };
    assert.deepEqual(refusalsOf({ ...active, outranks: true }, everything), {
      ...nobody,
      deactivate: 'outranked',
      reactivate: 'member_active',
    });
    assert.deepEqual(refusalsOf({ ...inactive, outranks: true, freeSeats: 0 }, everything), {
      ...nobody,
      deactivate: 'already_inactive',
      reactivate: 'outranked',
    });
  });

  it('MEM-6 MEM-13 of many, the last manager and the last administrator stay', () => {
    const some = { status: 'active', isSelf: false, outranks: false } as const;
    const manager = { ...some, isManager: true, isAdministrator: false };
    const administrator = { ...some, isManager: true, isAdministrator: true };
    assert.deepEqual(
      deactivationRefusals([administrator, manager, administrator], { managers: 3, administrators: 2 }),
      [null, null, 'last_manager'],
    );
    assert.deepEqual(deactivationRefusals([administrator, manager], { managers: 3, administrators: 1 }), [
      'last_administrator',
      null,
    ]);
    assert.deepEqual(deactivationRefusals([manager], { managers: 2, administrators: 0 }), [null]);
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

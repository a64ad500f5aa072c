import assert from 'node:assert/strict';
import { rolesBelow } from '../../../src/server/core/roles/rules.ts';
import { transferRecords } from '../../../src/server/features/record-transfers/policy.ts';
import * as policy from '../../../src/server/features/records/policy.ts';
import { changesBetween, isSoonerInOrder, searchable } from '../../../src/server/features/records/rules.ts';
import { may } from '../../../src/server/platform/authorize.ts';
import { inactive, memberWith, outsider } from '../../support/actors.ts';

describe('rules of records', () => {
  it('REC-2 the roles below one are those of all its branches, not itself, its peers or those above', () => {
    const role = (id: string, parentId: string | null) => ({ id, parentId });
    const roles = [role('top', null), role('a', 'top'), role('b', 'top'), role('a1', 'a'), role('a11', 'a1')];
    assert.deepEqual(rolesBelow(roles, 'top').toSorted(), ['a', 'a1', 'a11', 'b']);
    assert.deepEqual(rolesBelow(roles, 'a').toSorted(), ['a1', 'a11']);
    assert.deepEqual(rolesBelow(roles, 'b'), []);
    assert.deepEqual(rolesBelow([role('x', 'y'), role('y', 'x')], 'x'), ['y'], 'a circle ends');
  });

  it('REC-1 who may: every active member works with records; exporting and handing over need their permission', () => {
    for (const rule of [policy.listRecords, policy.createRecord, policy.updateRecord, policy.deleteRecord]) {
      assert.equal(may(memberWith(), rule), true);
      assert.equal(may(inactive(memberWith()), rule), false);
      assert.equal(may(outsider(), rule), false);
    }
    assert.equal(may(memberWith(), policy.importRecords), true);
    assert.equal(may(memberWith('exportData'), policy.exportRecords), true);
    assert.equal(may(memberWith('transferRecords'), policy.exportRecords), false);
    assert.equal(may(memberWith('transferRecords'), transferRecords), true);
    assert.equal(may(memberWith('manageUsers'), transferRecords), false);
    assert.equal(may(memberWith(), policy.countRecords, { memberId: 'm' }), true);
    assert.equal(may(memberWith(), policy.countRecords, { memberId: 'other' }), false);
    assert.equal(may(memberWith('manageUsers'), policy.countRecords, { memberId: 'other' }), true);
  });

  it('REC-2 whoever sees most of the records reads them in order, whoever sees few sorts those', () => {
    assert.equal(isSoonerInOrder({ seen: 100_000, total: 100_000, limit: 50 }), true);
    assert.equal(isSoonerInOrder({ seen: 100, total: 100_000, limit: 50 }), false);
    assert.equal(isSoonerInOrder({ seen: 0, total: 100_000, limit: 50 }), false);
  });

  it('REC-1 a record is found by words and by folded addresses, and sorted by last name and day', () => {
    const found = searchable('contacts', {
      firstName: 'Éva',
      lastName: 'Ångström',
      emails: ['EVA@Example.com', 'eva@example.com'],
    });
    assert.equal(found.title, 'Éva Ångström');
    assert.equal(found.titleKey, 'angstrom eva');
    assert.deepEqual(found.emails, ['eva@example.com']);
    assert.equal(found.dateKey, '9999-12-31');
    assert.equal(searchable('tasks', { subject: 'S', dueDate: '2026-01-02' }).dateKey, '2026-01-02');
    assert.deepEqual(changesBetween({ a: 1, b: ['x'] }, { a: 2, b: ['x'] }), [{ field: 'a', before: 1, after: 2 }]);
  });
});

import assert from 'node:assert/strict';
import { MODULES } from '../../../src/server/core/records/schemas.ts';
import { TRANSFER_STEPS, targetsOf, undoRefusal } from '../../../src/server/features/record-transfers/rules.ts';
import { TRANSFER_STATUSES } from '../../../src/server/features/record-transfers/schemas.ts';
import { DAY } from '../../../src/server/platform/clock.ts';

describe('rules of transfers', () => {
  it('REC-3 a transfer ends as done, failed or undone, and is undone within a day once it has ended', () => {
    const at = (hours: number) => new Date(hours * 3_600_000);
    for (const status of TRANSFER_STATUSES) {
      const refusal = undoRefusal({ status, createdAt: at(0), finishedAt: at(1) }, at(2));
      assert.equal(refusal, TRANSFER_STEPS[status].includes('undoing') ? null : 'transfer_running');
    }
    const done = { status: 'done', createdAt: at(0), finishedAt: at(1) } as const;
    assert.equal(undoRefusal(done, new Date(at(1).getTime() + DAY - 1)), null);
    assert.equal(undoRefusal(done, new Date(at(1).getTime() + DAY)), 'undo_expired');
    assert.deepEqual(TRANSFER_STEPS.undone, []);
  });

  it('REC-3 everything goes to one, or each kind to its own; kinds that are not named stay', () => {
    assert.equal(targetsOf({ all: 'x' }, MODULES).length, 4);
    assert.deepEqual(targetsOf({ tasks: 'y' }, MODULES), [{ module: 'tasks', ownerId: 'y' }]);
  });
});
